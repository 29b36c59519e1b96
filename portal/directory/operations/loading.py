"""Loading what every installation needs: divisions, kinds of department, announced working days.

Idempotent: what is there already is left as it is, so that a later release may add rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal.core import db
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


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


async def load(*, at: datetime) -> None:
    """Load divisions with their changes, department kinds and the announced working days."""
    async with db.write():
        if await Division.exists():
            return
        changes = _rows("division-changes.csv")
        await _divisions(_placed(_rows("chongqing-divisions.csv"), changes))
        await _insert(DivisionChange, map(_change, changes))
        await _insert(DepartmentKind, map(_kind, _rows("departments.csv")))
        await _days(_rows("china-holidays.csv"))
        await record("directory:loaded", subject=("directory", 0, ""), by=None, at=at)


def _placed(rows: list[dict[str, str]], changes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the divisions where they lie now: as coded in the file, as the changes moved some."""
    moved = {row["code"]: row["to"] for row in changes if row["kind"] == "re-parented"}
    return [row | {"parent": moved.get(row["code"], row["parent"])} for row in rows]


async def _divisions(rows: list[dict[str, str]]) -> None:
    paths: dict[str, str] = {}
    ids: dict[str, int] = {}
    for tier in ("city", "district", "township"):
        of_tier = [row for row in rows if row["tier"] == tier]
        for row in of_tier:
            paths[row["code"]] = f"{paths.get(row['parent'], '/')}{row['code']}/"
        await _insert(Division, [_division(row, paths, ids) for row in of_tier])
        held = await Division.select(Division.id, Division.code)
        ids = {row["code"]: row["id"] for row in held}


def _division(row: dict[str, str], paths: dict[str, str], ids: dict[str, int]) -> Division:
    return Division(
        code=row["code"], name=row["name"], name_hant=row["name_hant"], name_en=row["name_en"],
        tier=row["tier"], kind=row["kind"], parent_id=ids.get(row["parent"]),
        path=paths[row["code"]], valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]), in_2017_list=row["in_2017_list"] == "yes",
    )  # fmt: skip


def _change(row: dict[str, str]) -> DivisionChange:
    return DivisionChange(
        day=date.fromisoformat(row["date"]), kind=row["kind"], code=row["code"],
        name=row["name"], to_code=row["to"], note=row["note"],
    )  # fmt: skip


def _kind(row: dict[str, str]) -> DepartmentKind:
    return DepartmentKind(
        kind=row["kind"], zh=row["zh"], hant=row["hant"], en=row["en"], former=row["former"],
        tiers=row["tiers"], note=row["note"],
    )  # fmt: skip


async def _days(rows: list[dict[str, str]]) -> None:
    days = [
        CalendarDay(
            day=date.fromisoformat(r["date"]), name=r["name"], is_off=r["is_off_day"] == "yes"
        )
        for r in rows
    ]
    await _insert(CalendarDay, days)
    years = sorted({row["date"][:4] for row in rows})
    await _insert(CalendarYear, [CalendarYear(year=int(y), source=_SOURCE) for y in years])


async def _insert(table: Any, rows: Iterable[Any]) -> None:
    held = list(rows)
    for start in range(0, len(held), _BATCH):
        await table.insert(*held[start : start + _BATCH])
