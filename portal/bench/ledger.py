"""The ledger rows: how long an import takes on SQLite, and how pages answer meanwhile."""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from openpyxl import Workbook

from portal import worker
from portal.app import HANDLERS, furnish
from portal.bench.figures import Figure, at_most, percentile
from portal.core import clock, db
from portal.core.calendar import day_of
from portal.core.settings import Mode, SecondFactor, Settings
from portal.demo.cast import impossible_id
from portal.directory import operations, queries
from portal.directory.model import Person, Role
from portal.web.app import build
from referrals.inputs.ledgers import LedgerColumns, LedgerMap, LedgerRun
from referrals.operations import ledgers
from referrals.queries import ledgers as held_ledgers
from referrals.tables import LedgerCaseRow

ROWS = 10_000
# The gate of the whole: everything after the upload, in seconds.
GATE = 60
_HEAD = ("序号", "受理日期", "姓名", "身份证号", "联系电话", "住址", "救助类型", "求助事由")
_PAUSE = 0.1


def _file(rows: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(list(_HEAD))
    for n in range(rows):
        born = date(1931, 1, 1) + timedelta(days=n // 1000)
        sheet.append([f"旧-{n}", date(2026, 3, 2), "王秀兰", impossible_id(born, n), "19900000001",
                      "幸福村 3 组", "低保", "家中无劳力"])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def _supervisor() -> Person:
    at = clock.now()
    await operations.load(at=at)
    place = await queries.division("500116120")
    names = ("西湖镇受理窗口", "西湖鎮受理窗口", "Xihu window")
    unit = await operations.create_unit("intake_window", place, names=names, by=None, at=at)
    made = await operations.create_person("bench", "周素芬", by=None, at=at)
    await operations.grant(made, Role.SUPERVISOR, unit, by=None, at=at)
    return await queries.person(made.id, on=day_of(at))


async def _work() -> float:
    """Do the jobs that are due; return how many seconds that took."""
    begun = time.perf_counter()
    await worker.run_due()
    return time.perf_counter() - begun


async def _looking(app: Any, token: str, over: asyncio.Event) -> list[float]:
    """Open the list of cases until it is over, as somebody at the desk would; return how long."""
    answered: list[float] = []
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://bench", headers=headers
    ) as client:
        while not over.is_set():
            begun = time.perf_counter()
            (await client.get("/api/v1/cases?view=to_decide")).raise_for_status()
            answered.append(time.perf_counter() - begun)
            await asyncio.sleep(_PAUSE)
    return answered


async def _measure(rows: int) -> Iterable[Figure]:
    by, at = await _supervisor(), clock.now()
    ledger = await ledgers.read_ledger("台账.xlsx", _file(rows), by=by, at=at)
    given = LedgerMap(version=ledger.version, columns=LedgerColumns(**dict(ledger.columns)))
    await ledgers.check_ledger(ledger.code, given, by=by, at=clock.now())
    taken = await _work()
    ledger = await held_ledgers.ledger(ledger.code, by)
    run = LedgerRun(version=ledger.version)
    await ledgers.import_ledger(ledger.code, run, by=by, at=clock.now())
    token, over = await operations.make_token("bench", by, by=None, at=clock.now()), asyncio.Event()
    looking = asyncio.create_task(_looking(build(HANDLERS), token, over))
    try:
        taken += await _work()
    finally:
        over.set()
        answered = await looking
    imported = await LedgerCaseRow.count()
    assert imported == rows, f"{imported} of {rows} rows were imported"
    # What the gate asks of 10,000 rows, whatever was imported.
    whole = taken * ROWS / rows
    waited = 1000 * percentile(answered or [0.0], 95)
    return (
        at_most(f"check and import a ledger of {ROWS} rows, SQLite", whole, "s", GATE),
        Figure("a list of cases meanwhile, p95", round(waited), "ms"),
    )


async def _all(rows: int, home: Path) -> Iterable[Figure]:
    settings = Settings(
        home=home, mode=Mode.TEST, second_factor=SecondFactor.OFF,
        worker_in_serve=False, log_level="error",
    )  # fmt: skip
    furnish(settings)
    await db.start(settings)
    try:
        await db.migrate(settings)
        return await _measure(rows)
    finally:
        await db.stop()


def figures(rows: int) -> Iterable[Figure]:
    """Return the two rows; the installation they are measured in is gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        return asyncio.run(_all(rows, Path(home)))
