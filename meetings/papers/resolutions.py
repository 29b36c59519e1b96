"""纪要摘录 and 议定事项台账: what became of a meeting, for one unit and for all; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from meetings.papers import levels
from meetings.papers.levels import Paragraph
from meetings.papers.minutes import Minutes
from portal.core.i18n import N_, Sentence, say
from portal.core.lamps import Lamp
from portal.documents.pdf import Attached

LEAD, RESPONSIBLE, COOPERATING = N_("牵头"), N_("责任"), N_("配合")


class Resolution(msgspec.Struct, frozen=True):
    """One resolution as the minutes hold it; ``item`` is the place of its heading in the text."""

    number: str
    item: int
    text: str
    lead: str
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    due_on: date | None = None
    deliverable: str = ""

    def role(self, unit: str) -> Sentence | None:
        """Return what the unit has to do with it; None when it has nothing."""
        if unit == self.lead:
            return say(LEAD)
        if unit in self.responsible:
            return say(RESPONSIBLE)
        return say(COOPERATING) if unit in self.cooperating else None


class Duty(msgspec.Struct, frozen=True):
    """A resolution with the part one unit has in it."""

    resolution: Resolution
    role: Sentence


class Extract(msgspec.Struct, frozen=True):
    """纪要摘录: one unit's duties and the items of the minutes they stand in, and no others."""

    unit: str
    mark: str
    issue: Sentence
    day: date
    title: str
    duties: tuple[Duty, ...]
    paragraphs: tuple[Paragraph, ...]
    made_by: str
    made_on: date


def extract(
    minutes: Minutes,
    resolutions: Sequence[Resolution],
    *,
    unit: str,
    made_on: date,
    items: Sequence[int] = (),
) -> Extract:
    """Return what the minutes say to one unit; ``items`` are further ones that concern it.

    The introduction and every other item stay out: they may tell of cases this unit has no part in.
    """
    duties = [Duty(each, role) for each in resolutions if (role := each.role(unit))]
    wanted = {duty.resolution.item for duty in duties} | set(items)
    return Extract(
        unit=unit,
        mark=minutes.mark,
        issue=minutes.issue,
        day=minutes.day,
        title="".join(minutes.title),
        duties=tuple(duties),
        paragraphs=tuple(
            paragraph
            for item in levels.items(minutes.paragraphs)
            if item.place and item.place in wanted
            for paragraph in item.paragraphs
        ),
        made_by=minutes.printed_by,
        made_on=made_on,
    )


class Entry(msgspec.Struct, frozen=True):
    """A row of the register: ``state`` in words, ``closed`` when it is struck off."""

    number: str
    minutes: str
    text: str
    lead: str
    cooperating: tuple[str, ...]
    due_on: date | None
    lamp: Lamp
    state: str
    closed: bool = False
    progress: str = ""


class Register(msgspec.Struct, frozen=True):
    """议定事项台账: every resolution of a joint meeting as it stood ``at`` this instant."""

    body: str
    at: datetime
    entries: tuple[Entry, ...]

    @property
    def closed(self) -> int:
        """How many are struck off."""
        return sum(entry.closed for entry in self.entries)

    @property
    def overdue(self) -> int:
        """How many are past their day."""
        return sum(entry.lamp is Lamp.RED for entry in self.entries)

    @property
    def share(self) -> int:
        """How many of a hundred are struck off; 0 of none."""
        return self.closed * 100 // len(self.entries) if self.entries else 0


class Share(msgspec.Struct, frozen=True):
    """How far one lead unit has come: how many it leads, how many are done, how many late."""

    unit: str
    total: int
    closed: int
    overdue: int

    @property
    def share(self) -> int:
        """How many of a hundred are struck off."""
        return self.closed * 100 // self.total if self.total else 0


class Bulletin(msgspec.Struct, frozen=True):
    """落实情况通报: what became of what was resolved in a time, by lead, the late ones named."""

    body: str
    since: date
    until: date
    day: date
    whole: Share
    leads: tuple[Share, ...]
    late: tuple[Entry, ...]
    open: tuple[Entry, ...]
    ended: int = 0


def bulletin(
    body: str, entries: Sequence[Entry], *, since: date, until: date, day: date
) -> Bulletin:
    """Return the bulletin of these resolutions: most late first, then who has least done.

    What a later resolution replaced or cancelled has nothing left to be done: it is told apart.
    """
    every, entries = len(entries), [e for e in entries if e.closed or e.lamp is not Lamp.NONE]
    leads = [_share(unit, [e for e in entries if e.lead == unit])
             for unit in dict.fromkeys(e.lead for e in entries)]  # fmt: skip
    leads.sort(key=lambda each: (-each.overdue, each.share, each.unit))
    late = [e for e in entries if e.lamp is Lamp.RED]
    running = [e for e in entries if not e.closed and e.lamp is not Lamp.RED]
    return Bulletin(
        body, since, until, day, _share(body, entries), tuple(leads), tuple(_by_day(late)),
        tuple(_by_day(running)), every - len(entries),
    )  # fmt: skip


def _share(unit: str, entries: Sequence[Entry]) -> Share:
    return Share(
        unit, len(entries), sum(e.closed for e in entries),
        sum(e.lamp is Lamp.RED for e in entries),
    )  # fmt: skip


def _by_day(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda each: (each.due_on or date.max, each.number))


def attached(register: Register) -> Attached:
    """Return the rows as JSON to travel inside the paper, for whoever counts them again."""
    return Attached(
        name="register.json",
        data=msgspec.json.format(msgspec.json.encode(register)),
        at=register.at,
        description=register.body,
    )
