"""A session as it goes: which item is on, for how long, and when the others are to be expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from meetings.model import Slot
from portal.core.calendar import Pause

_NONE = timedelta()


class Course(msgspec.Struct, frozen=True):
    """What the journal says of a session: its begin, its breaks, when each topic was decided."""

    began_at: datetime | None = None
    breaks: tuple[Pause, ...] = ()
    decided: Mapping[int, datetime] = {}


class Item(msgspec.Struct, frozen=True):
    """An item of the agenda: as it was once decided, else as it is to be expected now."""

    slot: Slot
    start: datetime
    end: datetime
    decided: bool = False
    current: bool = False
    spent: timedelta = _NONE

    @property
    def over(self) -> timedelta:
        """How much longer it has taken than it was given; nothing while it is in time."""
        return max(self.spent - timedelta(minutes=self.slot.topic.minutes), _NONE)


def items(slots: Sequence[Slot], course: Course, now: datetime) -> tuple[Item, ...]:
    """Return the agenda as the session goes; as it was planned before it has begun."""
    if course.began_at is None:
        return tuple(Item(slot, slot.start, slot.end) for slot in slots)
    found = {each.slot.number: each for each in _decided(slots, course, course.began_at)}
    free = max((each.end for each in found.values()), default=course.began_at)
    left = [slot for slot in slots if slot.number not in found]
    for place, slot in enumerate(left):
        item = _current(slot, free, course, now) if place == 0 else _coming(slot, free)
        found[slot.number], free = item, item.end
    return tuple(found[slot.number] for slot in slots)


def _decided(slots: Sequence[Slot], course: Course, begin: datetime) -> list[Item]:
    known = [slot for slot in slots if slot.topic.id in course.decided]
    found = []
    for slot in sorted(known, key=lambda slot: course.decided[slot.topic.id]):
        end = course.decided[slot.topic.id]
        spent = end - begin - _rested(course, begin, end)
        found.append(Item(slot, begin, end, decided=True, spent=spent))
        begin = end
    return found


def _current(slot: Slot, start: datetime, course: Course, now: datetime) -> Item:
    rested = _rested(course, start, now)
    end = max(start + timedelta(minutes=slot.topic.minutes) + rested, now)
    return Item(slot, start, end, current=True, spent=now - start - rested)


def _coming(slot: Slot, start: datetime) -> Item:
    return Item(slot, start, start + timedelta(minutes=slot.topic.minutes))


def _rested(course: Course, after: datetime, until: datetime) -> timedelta:
    """Return how much of a span the session stood adjourned."""
    spans = (min(each.end or until, until) - max(each.begin, after) for each in course.breaks)
    return sum((max(span, _NONE) for span in spans), _NONE)
