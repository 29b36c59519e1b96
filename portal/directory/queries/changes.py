"""Reading changes of the calendar: one, the latest, and what was in force before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from portal.core.errors import NotFound
from portal.directory.arrangement import Asked, Day
from portal.directory.counted import Shift
from portal.directory.model import ChangeState
from portal.directory.queries.days import days_of
from portal.directory.tables import CalendarChange

_C = CalendarChange


class Found(msgspec.Struct, frozen=True):
    """What a change moves, by unit and clock; ``firm`` deadlines keep their day and become firm."""

    shifts: tuple[Shift, ...] = ()
    firm: int = 0


class Change(msgspec.Struct, frozen=True):
    """A change of the calendar, and how far it has come."""

    id: int
    code: str
    state: ChangeState
    asked: Asked
    found: Found
    based_on: int
    cursor: str
    done: int
    total: int
    moved: int
    by_id: int | None
    by_name: str
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None


async def change(code: str) -> Change:
    """Return the change with this code; raise ``NotFound`` when there is none."""
    row = await _C.select().where(_C.code == code).first()
    if row is None:
        raise NotFound(what="calendar_change", key=code)
    return _change(row)


async def latest(limit: int = 10) -> tuple[Change, ...]:
    """Return the latest changes, the newest first."""
    rows = await _C.select().order_by(_C.id, ascending=False).limit(limit)
    return tuple(map(_change, rows))


def _change(row: dict[str, Any]) -> Change:
    told = {name: row[name] for name in Change.__struct_fields__ if name in row}
    told |= {
        "state": ChangeState(row["state"]),
        "asked": msgspec.json.decode(row["asked"], type=Asked),
        "found": msgspec.json.decode(row["found"], type=Found),
    }
    return Change(**told)


async def days_in_force(year: int) -> tuple[Day, ...]:
    """Return the days of a year's arrangement as they are in force."""
    return tuple(Day(each.day, each.name, each.off) for each in await days_of(year))
