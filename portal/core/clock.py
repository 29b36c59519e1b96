"""The one place the time is read. Aware UTC inside; Asia/Shanghai for deadlines and display."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICE = ZoneInfo("Asia/Shanghai")

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source() if _source else datetime.now(UTC)


def set_clock(source: Callable[[], datetime] | None) -> None:
    """Let tests and the demo city choose the time; None gives the real clock back."""
    global _source  # noqa: PLW0603 - the one replaceable seam of the clock
    _source = source


def office_day(instant: datetime) -> date:
    """Return the calendar day an instant falls on in the offices' time zone."""
    return instant.astimezone(OFFICE).date()


def start_of_day(day: date) -> datetime:
    """Return 00:00 of the day in the offices' time zone, as UTC."""
    return datetime.combine(day, time(), OFFICE).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return 24:00 of the day in the offices' time zone, as UTC."""
    return start_of_day(day + timedelta(days=1))
