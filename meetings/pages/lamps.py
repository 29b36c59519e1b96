"""The lamp of a resolution, at read time: the referral's four colours, and its days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from meetings.model import ResolutionState
from portal.core.calendar import Calendar, day_of


class Lamp(msgspec.Struct, frozen=True):
    """A lamp's colour, the working days that are left (below zero: over), its last day."""

    colour: str
    days: int | None = None
    due: date | None = None


def lamp(
    state: ResolutionState, due_at: datetime | None, yellow_at: datetime | None,
    *, now: datetime, calendar: Calendar,
) -> Lamp:  # fmt: skip
    """Return the lamp: red past due, stopped while suspended, yellow when little is left."""
    if due_at is None:
        return Lamp("none")
    last = day_of(due_at - timedelta(seconds=1))
    if state is ResolutionState.CLOSED:
        return Lamp("none", due=last)
    today = day_of(now)
    if now >= due_at:
        return Lamp("red", -calendar.working_days(last, today), last)
    left = calendar.working_days(today, last)
    if state is ResolutionState.SUSPENDED:
        return Lamp("paused", left, last)
    yellow = yellow_at is not None and now >= yellow_at
    return Lamp("yellow" if yellow else "green", left, last)
