"""Lamps and days as pages say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core.calendar import Calendar, end_of, start_of
from portal.core.lamps import Lamp, Shown, until
from referrals.pages import deadlines

CALENDAR = Calendar(announced=frozenset({2026}))
FRIDAY = date(2026, 11, 20)
DUE = end_of(FRIDAY)


def shown(now: datetime, **more: bool) -> Shown:
    """The lamp of a limit that ends on a Friday, yellow from Thursday."""
    yellow = start_of(FRIDAY - timedelta(days=1))
    settings = {"paused": False, "over": False} | more
    return deadlines.shown(DUE, yellow, now=now, calendar=CALENDAR, **settings)


@pytest.mark.parametrize(
    ("day", "colour", "left"),
    [
        (date(2026, 11, 16), "green", 4), (date(2026, 11, 19), "yellow", 1), (FRIDAY, "yellow", 0),
        (date(2026, 11, 21), "red", -1), (date(2026, 11, 23), "red", -1),
        (date(2026, 11, 24), "red", -2),
    ],
)  # fmt: skip
def test_it_says_how_many_working_days_are_left_or_past(day: date, colour: str, left: int) -> None:
    noon = start_of(day) + timedelta(hours=12)

    assert (shown(noon).colour, shown(noon).days) == (colour, left)


def test_a_limit_that_ends_at_midnight_ends_on_the_day_before() -> None:
    assert until(DUE) == FRIDAY


def test_an_hours_limit_ends_at_its_instant_and_says_hours() -> None:
    due = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
    now = due - timedelta(hours=3, minutes=20)

    assert until(due) == due
    given = deadlines.shown(due, due, paused=False, over=False, now=now, calendar=CALENDAR)
    assert (given.days, given.hours) == (None, 3)


def test_a_paused_clock_says_neither() -> None:
    now = start_of(date(2026, 11, 16))

    assert shown(now, paused=True) == Shown(Lamp.PAUSED)


def test_without_a_clock_an_open_matter_has_no_limit_and_an_ended_one_says_so() -> None:
    now = datetime(2026, 11, 16, tzinfo=UTC)
    without = [
        deadlines.shown(None, None, paused=False, over=over, now=now, calendar=CALENDAR)
        for over in (False, True)
    ]

    assert [(lamp.colour, lamp.words) for lamp in without] == [("none", "无时限"), ("none", "")]
