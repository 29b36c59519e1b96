"""The lamp of a resolution, at read time: the one rule of lamps, stopped while it is suspended."""

from __future__ import annotations

from datetime import datetime

from meetings.model import ResolutionState
from portal.core.calendar import Calendar
from portal.core.lamps import Lamp, Shown, lamp, left


def shown(
    state: ResolutionState, due_at: datetime | None, yellow_at: datetime | None,
    *, now: datetime, calendar: Calendar,
) -> Shown:  # fmt: skip
    """Return the lamp with the days that are left; what is struck off has none."""
    if due_at is None or state is ResolutionState.CLOSED:
        return Shown(Lamp.NONE)
    paused = state is ResolutionState.SUSPENDED
    colour = lamp(due_at, yellow_at, paused=paused, now=now)
    return left(colour, due_at, now=now, calendar=calendar)
