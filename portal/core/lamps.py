"""The lamp of a clock at a moment, with what is left: one rule for referrals and for resolutions.

Pure; words and shapes say what the lamp means, and only then its colour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from portal.core.calendar import OFFICE, Calendar, day_of, last_day
from portal.core.i18n import N_


class Lamp(StrEnum):
    """Red past due, yellow soon, hollow paused, green otherwise; none where no clock runs."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PAUSED = "paused"
    NONE = "none"


WORDS: Mapping[StrEnum, str] = {
    Lamp.GREEN: N_("正常"),
    Lamp.YELLOW: N_("将到期"),
    Lamp.RED: N_("已逾期"),
    Lamp.PAUSED: N_("停表"),
    Lamp.NONE: N_("无时限"),
}


class Shown(msgspec.Struct, frozen=True):
    """A lamp with what is left: days or hours, below zero when past due, or words instead."""

    colour: Lamp
    days: int | None = None
    hours: int | None = None
    words: str = ""


def lamp(
    due_at: datetime | None, yellow_at: datetime | None, *, paused: bool, now: datetime
) -> Lamp:
    """Return the lamp: red beats paused, paused beats yellow and green; none without a clock."""
    if due_at is not None and now >= due_at:
        return Lamp.RED
    if paused:
        return Lamp.PAUSED
    if due_at is None:
        return Lamp.NONE
    return Lamp.YELLOW if yellow_at is not None and now >= yellow_at else Lamp.GREEN


def until(due_at: datetime) -> date | datetime:
    """Return the last day of a limit in days, which ends at its 24:00; an hours limit's instant."""
    return (last_day(due_at) or due_at) if due_at.astimezone(OFFICE).time() == time(0) else due_at


def left(colour: Lamp, due_at: datetime, *, now: datetime, calendar: Calendar) -> Shown:
    """Return a lamp with the working days, or the hours, until its limit."""
    last = until(due_at)
    if isinstance(last, datetime):
        return Shown(colour, hours=_hours(last, now))
    return Shown(colour, days=_days(last, day_of(now), calendar, over=colour is Lamp.RED))


def _hours(due_at: datetime, now: datetime) -> int:
    hours = (due_at - now) / timedelta(hours=1)
    return math.floor(hours) if hours >= 0 else min(-1, math.ceil(hours))


def _days(last: date, today: date, calendar: Calendar, *, over: bool) -> int:
    if over:
        # Past due on a Friday is past due on Saturday already.
        return -max(1, calendar.working_days(last, today))
    return calendar.working_days(today, last)
