"""When a resolution is due: working days from its issue."""

from __future__ import annotations

from datetime import datetime

from portal.core.calendar import Calendar, Limit, LimitUnit, Reckoned, reckon


def due(issued_at: datetime, working_days: int, calendar: Calendar) -> Reckoned:
    """Return when a resolution of so many working days is due, and from when its lamp is yellow."""
    return reckon(issued_at, Limit(working_days, LimitUnit.WORKING_DAYS), calendar)
