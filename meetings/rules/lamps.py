"""The lamp of a resolution, at read time: the one rule of lamps, stopped while it is suspended."""

from __future__ import annotations

from datetime import date, datetime

from meetings.model import ENDED, Resolution, ResolutionState
from portal.core.calendar import Calendar
from portal.core.lamps import Lamp, Shown, lamp, left

# A resolution as lists show it: with its lamp and the last day of its limit.
Line = tuple[Resolution, Shown, date | None]


def shown(
    state: ResolutionState, due_at: datetime | None, yellow_at: datetime | None,
    *, now: datetime, calendar: Calendar,
) -> Shown:  # fmt: skip
    """Return the lamp with the days that are left; what has ended has none."""
    if due_at is None or state in ENDED:
        return Shown(Lamp.NONE)
    paused = state is ResolutionState.SUSPENDED
    colour = lamp(due_at, yellow_at, paused=paused, now=now)
    return left(colour, due_at, now=now, calendar=calendar)
