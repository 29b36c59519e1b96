"""What importing a ledger of 10,000 rows costs on SQLite, and how pages answer meanwhile.

python -m portal.bench.ledger [rows]
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
import time
from collections.abc import Awaitable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from openpyxl import Workbook

from portal import worker
from portal.app import HANDLERS, furnish
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


async def _timed(name: str, work: Awaitable[Any]) -> tuple[Any, float]:
    begun, spent = time.perf_counter(), time.process_time()
    found = await work
    wall = time.perf_counter() - begun
    print(f"{name:<22}{time.process_time() - spent:>10.1f}{wall:>12.1f}")
    return found, wall


async def _looking(app: Any, token: str, answered: list[float]) -> None:
    """Open the list of cases again and again, as somebody at the desk would."""
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://bench", headers=headers
    ) as client:
        while True:
            begun = time.perf_counter()
            (await client.get("/api/v1/cases?view=to_decide")).raise_for_status()
            answered.append(time.perf_counter() - begun)
            await asyncio.sleep(_PAUSE)


async def _measure(rows: int) -> None:
    by, data = await _supervisor(), _file(rows)
    print(f"{rows} rows, {len(data) / 1e6:.1f} MB      CPU seconds   wall seconds")
    ledger, _ = await _timed("read and seal", ledgers.read_ledger(
        "台账.xlsx", data, by=by, at=clock.now()))  # fmt: skip
    given = LedgerMap(version=ledger.version, columns=LedgerColumns(**dict(ledger.columns)))
    await ledgers.check_ledger(ledger.code, given, by=by, at=clock.now())
    _, checked = await _timed("check", worker.run_due())
    ledger = await held_ledgers.ledger(ledger.code, by)
    run = LedgerRun(version=ledger.version)
    await ledgers.import_ledger(ledger.code, run, by=by, at=clock.now())
    answered: list[float] = []
    token = await operations.make_token("bench", by, by=None, at=clock.now())
    looking = asyncio.create_task(_looking(build(HANDLERS), token, answered))
    _, imported = await _timed("import", worker.run_due())
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    _tell(answered, checked + imported, rows)


def _tell(answered: list[float], wall: float, rows: int) -> None:
    cuts = quantiles(answered, n=20) if len(answered) > 1 else [0.0] * 19
    print(f"pages meanwhile: {len(answered)}, median {cuts[9] * 1000:.0f} ms,"
          f" p95 {cuts[18] * 1000:.0f} ms")  # fmt: skip
    whole = wall * ROWS / rows
    print(f"check and import of {ROWS}: {whole:.0f} s, gate {GATE} s,"
          f" {'holds' if whole <= GATE else 'does not hold'}")  # fmt: skip


async def _main(rows: int) -> None:
    settings = Settings(
        home=Path(tempfile.mkdtemp()), mode=Mode.TEST, second_factor=SecondFactor.OFF,
        worker_in_serve=False, log_level="error",
    )  # fmt: skip
    furnish(settings)
    await db.start(settings)
    try:
        await db.migrate(settings)
        await _measure(rows)
    finally:
        await db.stop()


def main() -> None:
    """Print what each step costs."""
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))


if __name__ == "__main__":
    main()
