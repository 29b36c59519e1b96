"""What measures is right itself: a made city opens in the pages, and every row is printed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from portal.app import HANDLERS
from portal.bench import ledger, running, visits
from portal.bench.figures import Figure, above_floor, at_least, at_most, percentile, show
from portal.bench.running import make
from portal.bench.visits import Visits
from portal.core import crypto, db
from portal.core import settings as settings_
from portal.core.settings import Settings
from portal.demo.cast import DISTRICTS
from portal.web.app import build

_REFERRALS = 400


@pytest.fixture(scope="module")
def made(
    new_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Visits]]:
    """A made city and who visits it."""
    # The process serves one installation at a time; whichever it served before comes back.
    before = settings_._current, crypto._keys, db._engine
    settings = running._settings(tmp_path_factory.mktemp("made"), new_postgres())
    asyncio.run(make(settings, _REFERRALS, lambda _: None, districts=DISTRICTS))
    yield settings, asyncio.run(visits.prepare(settings))
    settings_._current, crypto._keys, engine = before
    if engine:
        db.bind(engine)


def test_a_made_city_opens_in_the_pages_and_is_found(made: tuple[Settings, Visits]) -> None:
    settings, there = made

    async def answered() -> list[tuple[str, int]]:
        await db.start(settings)
        app: object = build(HANDLERS)
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # litestar's own types
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as asks:
                return [(name, await _status(asks, each))
                        for name, held in there.requests.items() for each in held[:6]]  # fmt: skip
        finally:
            await db.stop()

    found = asyncio.run(answered())
    assert {status for _name, status in found} <= {200, 303}
    assert {name for name, _status in found} == set(there.requests)


async def _status(asks: httpx.AsyncClient, raw: bytes) -> int:
    head, _, body = raw.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _version = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    answer = await asks.request(method, path, headers=headers, content=body)
    return answer.status_code


def test_a_made_city_is_as_large_as_asked_and_mostly_over(made: tuple[Settings, Visits]) -> None:
    settings, _ = made

    async def counted() -> tuple[int, int, int]:
        await db.start(settings)
        try:
            [row] = await db.run(
                "SELECT COUNT(*) AS n, SUM(CASE WHEN final_at IS NULL THEN 1 ELSE 0 END) AS open,"
                " COUNT(DISTINCT case_district) AS districts FROM referral"
            )
            return row["n"], row["open"], row["districts"]
        finally:
            await db.stop()

    held, still_open, districts = asyncio.run(counted())
    assert held >= _REFERRALS
    assert 0 < still_open < held / 2
    assert districts == len(DISTRICTS)


def test_a_page_runs_few_statements(made: tuple[Settings, Visits]) -> None:
    _, there = made
    assert len(there.statements["worklist"]) <= 8
    assert len(there.statements["referral page"]) <= 22


def test_a_row_says_whether_its_gate_holds() -> None:
    assert at_least("a", 400, "pages/s", 400).holds
    assert not at_least("a", 399, "pages/s", 400).holds
    assert not at_most("a", 3, "ms", 5, floor_ratio=1.3, floor_gate=1.25).holds
    assert above_floor("a", 4.2, 2.6, 2.5) == Figure("a", 4.2, "ms", "x <= 2.5", False, 2.6)
    assert percentile(range(1, 101), 50) == pytest.approx(50.5)


def test_a_row_is_printed_as_an_object_or_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    row = at_most("search by name, p99", 12.34, "ms", 50)
    show(row, json=True)
    assert msgspec.json.decode(capsys.readouterr().out) == {
        "row": "search by name, p99", "figure": 12.34, "unit": "ms", "gate": "<= 50",
        "holds": True, "floor_ratio": None,
    }  # fmt: skip
    show(row, json=False)
    assert "holds" in capsys.readouterr().out


@pytest.mark.proof
def test_every_row_is_printed(tmp_path: Path) -> None:
    rows = list(running.figures(tmp_path, running.QUICK, lambda _: None))
    assert len({row.row for row in rows}) == len(rows)
    assert {row.row.partition(",")[0] for row in rows} >= {
        "worklist", "referral page", "search by number", "search by ID", "search by name",
        "intake with two referrals", f"check and import a ledger of {ledger.ROWS} rows",
        "a list of cases meanwhile", "minutes of 3 pages", "memory of a process after 3 papers",
    }  # fmt: skip
