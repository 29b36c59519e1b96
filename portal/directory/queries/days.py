"""The working-day calendar, as announced, and the days that divisions have of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from portal.core import db
from portal.core.calendar import Calendar, Calendars, OwnDay
from portal.core.reading import Reading
from portal.core.tables import Counter
from portal.directory.tables import CalendarDay, CalendarYear, DivisionDay

_COUNTER = Reading(lambda: Counter.select(Counter.value), Counter.series)

# Raised in the transaction of every change of the calendar.
CHANGES = "calendar"

# The calendars last read, the engine they came from and how often they had been changed by then.
_held: tuple[Any, int, Calendars] | None = None


class Announced(msgspec.Struct, frozen=True):
    """One day of a year's arrangement."""

    day: date
    name: str
    off: bool


class Year(msgspec.Struct, frozen=True):
    """A year whose arrangement was announced: where it says so, its days off and made up."""

    year: int
    source: str
    off: int
    made_up: int


class Own(msgspec.Struct, frozen=True):
    """A day a division has of its own, with the place it holds for."""

    day: date
    name: str
    off: bool
    division: str
    path: str
    place: str
    source: str


async def calendars() -> Calendars:
    """Return the calendar of every division.

    The number of its changes is read each time and the rows only when it has moved: an import in
    one process moves the deadlines of all.
    """
    global _held  # noqa: PLW0603 - a copy of rows, checked against the database at every use
    engine, made = db.engine(), await changes()
    if _held is not None and _held[0] is engine and _held[1] == made:
        return _held[2]
    found = await _read()
    # What a transaction reads of itself may yet be rolled back, and the number given out again.
    if not engine.transaction_exists():
        _held = (engine, made, found)
    return found


async def working_days(path: str = "") -> Calendar:
    """Return the calendar of the division with this path; without one, what is announced."""
    return (await calendars()).of(path)


async def changes() -> int:
    """Return how often the calendar has been changed."""
    row = await _COUNTER.first_of(CHANGES)
    return int(row["value"]) if row else 0


async def _read() -> Calendars:
    days = await CalendarDay.select(CalendarDay.day, CalendarDay.is_off)
    years = await CalendarYear.select(CalendarYear.year)
    own: dict[str, tuple[OwnDay, ...]] = {}
    for row in await DivisionDay.select().order_by(DivisionDay.day):
        held = OwnDay(row["day"], bool(row["is_off"]), row["name"])
        own[row["division_path"]] = (*own.get(row["division_path"], ()), held)
    common = Calendar(
        {row["day"]: bool(row["is_off"]) for row in days},
        frozenset(row["year"] for row in years),
    )
    return Calendars(common, own)


async def years() -> tuple[Year, ...]:
    """Return the announced years, the latest first."""
    held = await CalendarYear.select().order_by(CalendarYear.year, ascending=False)
    days = await CalendarDay.select(CalendarDay.day, CalendarDay.is_off)
    return tuple(_year(row, [each for each in days if each["day"].year == row["year"]])
                 for row in held)  # fmt: skip


def _year(row: dict[str, Any], days: list[dict[str, Any]]) -> Year:
    off = sum(bool(each["is_off"]) for each in days)
    return Year(row["year"], row["source"], off, len(days) - off)


async def days_of(year: int) -> tuple[Announced, ...]:
    """Return the days of a year's arrangement in order; empty when it is not announced."""
    row = CalendarDay
    within = (row.day >= date(year, 1, 1)) & (row.day <= date(year, 12, 31))
    held = await row.select().where(within).order_by(row.day)
    return tuple(Announced(each["day"], each["name"], bool(each["is_off"])) for each in held)


async def own_days(path: str = "") -> tuple[Own, ...]:
    """Return the days divisions have of their own, the latest first; ``path`` names one of them."""
    row = DivisionDay
    found = row.select(*row.all_columns(), row.division_id.name.as_alias("place"),
                       row.division_id.code.as_alias("code"))  # fmt: skip
    if path:
        found = found.where(row.division_path == path)
    held = await found.order_by(row.day, ascending=False).order_by(row.id)
    return tuple(
        Own(each["day"], each["name"], bool(each["is_off"]), each["code"], each["division_path"],
            each["place"], each["source"])
        for each in held
    )  # fmt: skip
