"""The lamp of a resolution: the one rule of lamps, by what the resolution is in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from meetings.model import ResolutionState
from meetings.rules.lamps import shown
from portal.core.calendar import Calendar, end_of, start_of
from portal.core.lamps import Lamp, Shown

CALENDAR = Calendar(announced=frozenset({2026}))
FRIDAY = date(2026, 11, 20)


def on(day: date, state: ResolutionState) -> Shown:
    """The lamp at noon of a day: due at the end of Friday, yellow from Thursday."""
    yellow = start_of(FRIDAY - timedelta(days=1))
    noon = start_of(day) + timedelta(hours=12)
    return shown(state, end_of(FRIDAY), yellow, now=noon, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("day", "state", "colour", "days"),
    [
        (date(2026, 11, 17), ResolutionState.IN_PROGRESS, Lamp.GREEN, 3),
        (date(2026, 11, 19), ResolutionState.IN_PROGRESS, Lamp.YELLOW, 1),
        (FRIDAY, ResolutionState.REPORTED, Lamp.YELLOW, 0),
        (FRIDAY + timedelta(days=1), ResolutionState.IN_PROGRESS, Lamp.RED, -1),
        (date(2026, 11, 17), ResolutionState.SUSPENDED, Lamp.PAUSED, 3),
        (date(2026, 11, 24), ResolutionState.SUSPENDED, Lamp.RED, -2),
        (date(2026, 11, 24), ResolutionState.CLOSED, Lamp.NONE, None),
    ],
)
def test_a_resolution_is_late_from_the_first_day_after_its_last(
    day: date, state: ResolutionState, colour: Lamp, days: int | None
) -> None:
    assert on(day, state) == Shown(colour, days=days)
