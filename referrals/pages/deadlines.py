"""Lamps and deadlines as pages show them: days and hours left, and why a day is the last one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import msgspec

from portal.core.calendar import OFFICE, Calendar, day_of
from portal.core.i18n import N_, Sentence, gettext, say
from portal.render import filters
from portal.render.labels import label
from referrals.model import Lamp
from referrals.rules.clocks import Clocks
from referrals.rules.deadlines import Deadline, lamp
from referrals.rules.explain import explain

_TICK = timedelta(microseconds=1)


class Shown(msgspec.Struct, frozen=True):
    """A lamp with what is left: days or hours, below zero when past due, or words instead."""

    colour: str
    days: int | None = None
    hours: int | None = None
    words: str = ""


class Explained(msgspec.Struct, frozen=True):
    """A deadline that says why. ``due`` is the last day, or the instant of an hours limit."""

    id: str
    label: str
    due: date | datetime | None
    lines: tuple[tuple[str, Sentence], ...]
    provisional: bool
    words: str = ""
    ended: str = ""


def last_day(due_at: datetime) -> date | datetime:
    """Return the last day of a limit in days, which ends at its 24:00; an hours limit's instant."""
    if due_at.astimezone(OFFICE).time() == time(0):
        return day_of(due_at - _TICK)
    return due_at


def shown(
    due_at: datetime | None,
    yellow_at: datetime | None,
    *,
    paused: bool,
    over: bool,
    now: datetime,
    calendar: Calendar,
) -> Shown:
    """Return the lamp of a cached clock; without a clock it says whether the matter is over."""
    colour = lamp(due_at, yellow_at, paused=paused, now=now)
    if due_at is None or colour is Lamp.PAUSED:
        return Shown(colour.value, words="" if over or paused else gettext("无时限"))
    last = last_day(due_at)
    if isinstance(last, datetime):
        return Shown(colour.value, hours=_hours(last, now))
    return Shown(colour.value, days=_days(last, day_of(now), calendar, over=colour is Lamp.RED))


def _hours(due_at: datetime, now: datetime) -> int:
    left = (due_at - now) / timedelta(hours=1)
    return math.floor(left) if left >= 0 else min(-1, math.ceil(left))


def _days(last: date, today: date, calendar: Calendar, *, over: bool) -> int:
    if over:
        # Past due on a Friday is past due on Saturday already.
        return -max(1, calendar.working_days(last, today))
    return calendar.working_days(today, last)


def explained(deadline: Deadline, key: str) -> Explained:
    """Return a deadline with its explanation; ``key`` keeps the ids of a page apart."""
    due = last_day(deadline.due_at) if deadline.due_at else None
    ended = say(N_("已于 %(day)s 结束"), day=filters.day(deadline.ended_at))
    return Explained(
        id=f"{key}-{deadline.clock.value}",
        label=label(deadline.clock),
        due=due,
        lines=_lines(explain(deadline)),
        provisional=deadline.provisional,
        words=str(say(N_("停表中，恢复后还余 %(n)s 天"), n=deadline.left)),
        ended="" if deadline.running else str(ended),
    )


def _lines(sentences: Iterable[Sentence]) -> tuple[tuple[str, Sentence], ...]:
    titles = iter((gettext("起算"), gettext("时限")))
    return tuple((next(titles, ""), sentence) for sentence in sentences)


def others(clocks: Clocks, main: Deadline | None) -> tuple[Explained, ...]:
    """Return every other clock of the referral, ended or not."""
    return tuple(explained(each, "other") for each in clocks.all if each is not main)
