"""What the papers say: each reader gets what that reader needs, and no more."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from portal import samples
from portal.core import settings as settings_
from portal.core.calendar import last_day
from portal.core.i18n import Language, speaking
from portal.core.money import Money
from portal.documents import pdf, qr
from portal.render.environment import render
from referrals import papers
from referrals.model import Item, Supplement
from tests.conftest import make_settings

HANS = Language.HANS


@pytest.fixture(scope="module")
async def pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    before = settings_._current
    settings_.use(make_settings(tmp_path_factory.mktemp("papers")))
    yield
    pdf.shutdown()
    if before is not None:
        settings_.use(before)


def _set(kind: str, language: Language = HANS) -> str:
    with speaking(language):
        return _printed(kind, samples.KINDS[kind](language))


def _printed(kind: str, paper: Any) -> str:
    context = {"paper": paper, "qr": qr.svg(paper.address)}
    return render(f"referrals/pdf/{kind}.html", context, kind="paper")


def test_the_receipt_names_every_unit_that_handles_and_by_when() -> None:
    view = samples._receipt(HANS)

    assert [(row.programme, row.due_on, row.lead) for row in view.handling] == [
        ("民政惠民济困保险理赔", date(2026, 12, 10), False),
        ("医疗救助", date(2026, 12, 10), False),
        ("扶贫济困医疗基金", date(2026, 12, 10), True),
    ]


def test_a_units_slip_says_nothing_of_the_other_units() -> None:
    text = re.sub(r"<[^>]+>", "", _set("slip"))

    assert "江津区民政局" in text
    assert "扶贫济困医疗基金" in text
    for foreign in ("医疗保障局", "承保公司", "医疗救助（", "保险理赔", "7,000.00", "已赔付"):
        assert foreign not in text


def test_a_receipt_lists_the_papers_that_were_brought_in_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Supplement((Item("银行流水"), Item("户口簿")))
    case = msgspec.structs.replace(samples._case(), supplement=asked)
    monkeypatch.setattr(samples, "_case", lambda: case)

    assert samples._receipt(HANS).brought == ("银行流水", "户口簿")
    assert "银行流水、户口簿" in _set("receipt")


def test_a_limit_of_hours_is_told_to_the_minute_and_one_of_days_to_the_day() -> None:
    slip = samples._slip(HANS)
    due = datetime(2026, 11, 13, 1, 20, tzinfo=UTC)
    within = msgspec.structs.replace(slip, due_at=due)

    assert papers.within_day(due) == due
    assert slip.due_at is None
    assert "2026-12-10 周四" in _printed("slip", slip)
    assert "2026-11-13 09:20" in _printed("slip", within)


def test_a_unit_that_was_told_to_handle_it_is_not_told_how_to_return_it() -> None:
    slip = samples._slip(HANS)

    assert "请在签收期限内申请退回" in _printed("slip", slip)
    bound = _printed("slip", msgspec.structs.replace(slip, binding=True))
    assert "请在签收期限内申请退回" not in bound
    assert "不能再申请退回" in bound


def test_what_people_wrote_is_text_in_a_paper_and_nothing_else() -> None:
    hostile = msgspec.structs.replace(
        samples._slip(HANS), request="<link rel=attachment href=file:///etc/passwd>", to_unit="<b>"
    )

    printed = _printed("slip", hostile)

    assert "<link rel=attachment" not in printed
    assert "&lt;b&gt;（牵头）" in printed


def test_no_paper_shows_a_whole_number_of_a_person() -> None:
    for kind in samples.KINDS:
        assert "990116195306170001" not in _set(kind)
        assert "19900000001" not in _set(kind)


def test_the_closure_adds_up_what_was_given() -> None:
    view = samples._closure(HANS)

    assert view.total == Money.yuan(14000)
    assert [row.amounts.money for row in view.results] == [
        Money.yuan(7000), Money.yuan(4000), Money.yuan(3000)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("due_at", "day"),
    [
        (datetime(2026, 12, 10, 16, tzinfo=UTC), date(2026, 12, 10)),
        (datetime(2026, 12, 10, 15, 59, tzinfo=UTC), date(2026, 12, 10)),
        (datetime(2026, 12, 10, 16, 1, tzinfo=UTC), date(2026, 12, 11)),
        (None, None),
    ],
)
def test_a_limit_that_ends_at_midnight_ends_on_the_day_before(
    due_at: datetime | None, day: date | None
) -> None:
    assert last_day(due_at) == day


@pytest.fixture(params=list(samples.KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.usefixtures("pool")
async def test_every_paper_is_set_in_every_language(
    kind: str, language: Language, tmp_path: Path
) -> None:
    data = await samples.sample(kind, samples.KINDS[kind], language)

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert str(opened.Root.Lang) == language.value
        assert len(opened.pages) == 1
    (file := tmp_path / "paper.pdf").write_bytes(data)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    assert "500116120-2026-000042" in text
    assert "高㐱红" in text


@pytest.mark.usefixtures("pool")
async def test_the_samples_are_one_of_every_kind_and_language_and_those_of_the_meetings(
    tmp_path: Path,
) -> None:
    written = await samples.write(tmp_path)

    names = {file.name for file in written}
    assert names >= {f"{kind}.{one.value}.pdf" for kind in samples.KINDS for one in Language}
    assert names >= {"minutes-1.pdf", "minutes-6.pdf", "minutes-20.pdf", "notice.ics"}
    papers = [file for file in written if file.suffix == ".pdf"]
    assert all(file.read_bytes().startswith(b"%PDF") for file in papers)
