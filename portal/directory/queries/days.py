"""The working-day calendar, as announced."""

from __future__ import annotations

from portal.core.calendar import Calendar
from portal.directory.tables import CalendarDay, CalendarYear


async def working_days() -> Calendar:
    """Return the calendar of all announced years.

    Read each time: an import in one process must move the deadlines of all, and the rows are few.
    """
    days = await CalendarDay.select(CalendarDay.day, CalendarDay.is_off)
    years = await CalendarYear.select(CalendarYear.year)
    return Calendar(
        {row["day"]: bool(row["is_off"]) for row in days},
        frozenset(row["year"] for row in years),
    )
