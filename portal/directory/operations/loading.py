"""Loading what every installation needs: divisions, kinds of department, announced working days.

Idempotent: what is there is left as it is, what is missing is added, so that a later release may
ship more rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal.core import db
from portal.core.ids import next_number
from portal.directory.arrangement import Day, YearAsked
from portal.directory.model import Tier
from portal.directory.operations.following import count_anew
from portal.directory.queries.days import CHANGES
from portal.directory.tables import (
    CalendarDay,
    CalendarYear,
    DepartmentKind,
    Division,
    DivisionChange,
)
from portal.journal.record import record

DATA = Path(__file__).parent.parent / "data"
_BATCH = 200
_SOURCE = "国务院办公厅关于部分节假日安排的通知"

Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


async def load(*, at: datetime) -> None:
    """Add the divisions, department kinds and announced working days that are not there yet."""
    await load_divisions(at=at)
    await load_departments(at=at)
    await load_calendar(at=at)


async def load_divisions(*, at: datetime) -> None:
    """Add the divisions that are not there yet, and what became of which on which day."""
    rows, changes = _rows("chongqing-divisions.csv"), _rows("division-changes.csv")
    known, told = await _division_ids(), await _told()
    missing = [row for row in rows if row["code"] not in known]
    untold = [row for row in changes if (row["date"], row["kind"], row["code"]) not in told]
    if not missing and not untold:
        return
    async with db.write():
        await _add_divisions(missing, _parents(rows, changes), known)
        await _insert(DivisionChange, map(_change, untold))
        await _loaded("divisions", len(missing), at)


def _parents(rows: Iterable[Row], changes: Iterable[Row]) -> dict[str, str]:
    """Return what each division lies in now: the file has it as coded, the changes what came."""
    moved = {row["code"]: row["to"] for row in changes if row["kind"] == "re-parented"}
    return {row["code"]: moved.get(row["code"], row["parent"]) for row in rows}


async def _add_divisions(
    missing: Iterable[Row], parents: Mapping[str, str], known: Mapping[str, int]
) -> None:
    # Tier by tier: a division is inserted with the id of the one it lies in.
    for tier in Tier:
        of_tier = [row for row in missing if row["tier"] == tier]
        await _insert(Division, [_division(row, parents, known) for row in of_tier])
        known = await _division_ids()


async def _division_ids() -> dict[str, int]:
    held = await Division.select(Division.id, Division.code)
    return {row["code"]: row["id"] for row in held}


async def _told() -> set[tuple[str, str, str]]:
    row = DivisionChange
    held = await row.select(row.day, row.kind, row.code)
    return {(each["day"].isoformat(), each["kind"], each["code"]) for each in held}


def _division(row: Row, parents: Mapping[str, str], known: Mapping[str, int]) -> Division:
    return Division(
        code=row["code"], name=row["name"], name_hant=row["name_hant"], name_en=row["name_en"],
        tier=row["tier"], kind=row["kind"], parent_id=known.get(parents[row["code"]]),
        path=_path(row["code"], parents), valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]), in_2017_list=row["in_2017_list"] == "yes",
    )  # fmt: skip


def _path(code: str, parents: Mapping[str, str]) -> str:
    above = parents.get(code, "")
    return f"{_path(above, parents) if above else '/'}{code}/"


def _change(row: Row) -> DivisionChange:
    return DivisionChange(
        day=date.fromisoformat(row["date"]), kind=row["kind"], code=row["code"],
        name=row["name"], to_code=row["to"], note=row["note"],
    )  # fmt: skip


async def load_departments(*, at: datetime) -> None:
    """Add the kinds of department that are not there yet."""
    held = await DepartmentKind.select(DepartmentKind.kind)
    known = {row["kind"] for row in held}
    missing = [row for row in _rows("departments.csv") if row["kind"] not in known]
    if not missing:
        return
    async with db.write():
        await _insert(DepartmentKind, map(_kind, missing))
        await _loaded("departments", len(missing), at)


def _kind(row: Row) -> DepartmentKind:
    return DepartmentKind(
        kind=row["kind"], zh=row["zh"], hant=row["hant"], en=row["en"], former=row["former"],
        tiers=row["tiers"], note=row["note"],
    )  # fmt: skip


async def load_calendar(*, at: datetime) -> None:
    """Add the announced years that are not there yet; a year that is there stays as it is."""
    held = await CalendarYear.select(CalendarYear.year)
    known = {str(row["year"]) for row in held}
    missing = [row for row in _rows("china-holidays.csv") if row["date"][:4] not in known]
    if not missing:
        return
    years = sorted({row["date"][:4] for row in missing})
    async with db.write():
        # Whoever holds a calendar in memory looks at this number first.
        await next_number(CHANGES)
        await _insert(CalendarDay, map(_calendar_day, missing))
        await _insert(CalendarYear, [CalendarYear(year=int(y), source=_SOURCE) for y in years])
        await _loaded("calendar", len(missing), at)
        if known:
            # Deadlines that ran into these years were provisional until now.
            await count_anew(_asked(missing, years), at=at)


def _asked(rows: Iterable[Row], years: Iterable[str]) -> list[YearAsked]:
    held = list(rows)
    return [YearAsked(int(year), _SOURCE, tuple(_day_of(r) for r in held if r["date"][:4] == year))
            for year in years]  # fmt: skip


def _day_of(row: Row) -> Day:
    return Day(date.fromisoformat(row["date"]), row["name"], row["is_off_day"] == "yes")


def _calendar_day(row: Row) -> CalendarDay:
    return CalendarDay(
        day=date.fromisoformat(row["date"]), name=row["name"], is_off=row["is_off_day"] == "yes"
    )


async def _loaded(what: str, rows: int, at: datetime) -> None:
    await record(
        "directory:loaded", subject=("directory", 0, what), by=None, at=at, now={"rows": rows}
    )


async def _insert(table: Any, rows: Iterable[Any]) -> None:
    held = list(rows)
    for start in range(0, len(held), _BATCH):
        await table.insert(*held[start : start + _BATCH])
