"""What the papers say: each reader gets what that reader needs, and no more."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest

from portal import samples
from portal.core import settings as settings_
from portal.core.i18n import Language, speaking
from portal.core.money import Money
from portal.documents import pdf, qr
from portal.render import labels
from portal.render.environment import render
from referrals import papers
from referrals.labels import LABELS
from tests.conftest import make_settings

HANS = Language.HANS


@pytest.fixture(scope="module", autouse=True)
def words() -> None:
    for table in LABELS:
        labels.register(table)


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
        paper = samples.KINDS[kind](language)
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
    assert papers.last_day(due_at) == day


@pytest.fixture(params=list(samples.KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.usefixtures("pool")
async def test_every_paper_is_set_in_every_language(kind: str, language: Language) -> None:
    data = await samples.sample(kind, samples.KINDS[kind], language)

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert str(opened.Root.Lang) == language.value
        assert len(opened.pages) == 1


@pytest.mark.usefixtures("pool")
async def test_the_samples_are_one_of_every_kind_and_language(tmp_path: Path) -> None:
    written = await samples.write(tmp_path)

    assert len(written) == len(samples.KINDS) * len(Language)
    assert all(file.read_bytes().startswith(b"%PDF") for file in written)
