"""The working-day calendar, as announced."""

from __future__ import annotations

from typing import Any

from portal.core import db
from portal.core.calendar import Calendar
from portal.core.reading import Reading
from portal.core.tables import Counter
from portal.directory.tables import CalendarDay, CalendarYear

_COUNTER = Reading(lambda: Counter.select(Counter.value), Counter.series)

# Raised in the transaction of every change of the calendar.
CHANGES = "calendar"

# The calendar last read, the engine it came from and how often it had been changed by then.
_held: tuple[Any, int, Calendar] | None = None


async def working_days() -> Calendar:
    """Return the calendar of all announced years.

    The number of its changes is read each time and the rows only when it has moved: an import in
    one process moves the deadlines of all.
    """
    global _held  # noqa: PLW0603 - a copy of rows, checked against the database at every use
    engine, changes = db.engine(), await _changes()
    if _held is not None and _held[0] is engine and _held[1] == changes:
        return _held[2]
    calendar = await _read()
    # What a transaction reads of itself may yet be rolled back, and the number given out again.
    if not engine.transaction_exists():
        _held = (engine, changes, calendar)
    return calendar


async def _changes() -> int:
    row = await _COUNTER.first_of(CHANGES)
    return int(row["value"]) if row else 0


async def _read() -> Calendar:
    days = await CalendarDay.select(CalendarDay.day, CalendarDay.is_off)
    years = await CalendarYear.select(CalendarYear.year)
    return Calendar(
        {row["day"]: bool(row["is_off"]) for row in days},
        frozenset(row["year"] for row in years),
    )
