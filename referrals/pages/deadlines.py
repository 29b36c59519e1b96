"""Lamps and deadlines as pages show them: days and hours left, and why a day is the last one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from portal.core.calendar import Calendar
from portal.core.i18n import N_, Sentence, gettext, say
from portal.core.lamps import Lamp, Shown, lamp, left, until
from portal.render import filters
from portal.render.labels import label
from referrals.rules.clocks import Clocks
from referrals.rules.deadlines import Deadline
from referrals.rules.explain import explain


class Explained(msgspec.Struct, frozen=True):
    """A deadline that says why. ``due`` is the last day, or the instant of an hours limit."""

    id: str
    label: str
    due: date | datetime | None
    lines: tuple[tuple[str, Sentence], ...]
    provisional: bool
    words: str = ""
    ended: str = ""


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
        return Shown(colour, words="" if over or paused else gettext("无时限"))
    return left(colour, due_at, now=now, calendar=calendar)


def explained(deadline: Deadline, key: str) -> Explained:
    """Return a deadline with its explanation; ``key`` keeps the ids of a page apart."""
    due = until(deadline.due_at) if deadline.due_at else None
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
