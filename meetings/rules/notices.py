"""When each topic is reached, who is called for it, and what a notice has to say anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from meetings.model import (
    Body,
    BodyRole,
    Changed,
    Meeting,
    NoticeChange,
    Said,
    SaidTopic,
    Slot,
    Topic,
    UnitRef,
)
from portal.core.calendar import OFFICE, day_of

# What everybody has to hear of; the rest concerns the members, and the observers it touches.
_FOR_ALL = frozenset(
    {NoticeChange.POSTPONED, NoticeChange.TITLE, NoticeChange.TIME, NoticeChange.PLACE,
     NoticeChange.CHAIR, NoticeChange.ANSWER_BY}
)  # fmt: skip


def members(body: Body, meeting: Meeting) -> tuple[UnitRef, ...]:
    """Return the units that hold a post in the body on the day of the meeting, each once."""
    on = day_of(meeting.begins_at)
    held = {
        each.unit.id: each.unit for each in body.members
        if each.role is not BodyRole.OFFICE and (each.until is None or each.until > on)
    }  # fmt: skip
    return tuple(held.values())


def timetable(meeting: Meeting, topics: Sequence[Topic], body: Body) -> tuple[Slot, ...]:
    """Return the agenda with its times: each topic begins when the one before it is to end."""
    known = {unit.id for unit in members(body, meeting)}
    found, start = [], meeting.begins_at
    for number, topic in enumerate(topics, start=1):
        end = start + timedelta(minutes=topic.minutes)
        found.append(Slot(number, topic, start, end, _observers(topic, known)))
        start = end
    return tuple(found)


def _observers(topic: Topic, known: set[int]) -> tuple[UnitRef, ...]:
    """Return who comes for this topic alone: proposer, consulted and guests, if no members."""
    asked = (*topic.concerned.units, *topic.guests)
    return tuple({unit.id: unit for unit in asked if unit.id not in known}.values())


def called(body: Body, meeting: Meeting, slots: Sequence[Slot]) -> tuple[UnitRef, ...]:
    """Return everybody a notice goes to: the members, then the observers, then who was called."""
    observing = [unit for slot in slots for unit in slot.observers]
    before = [each.unit for each in meeting.attendance]
    every = [*members(body, meeting), *observing, *before]
    return tuple({unit.id: unit for unit in every}.values())


def said(meeting: Meeting, slots: Sequence[Slot]) -> Said:
    """Return what a notice sent now would say."""
    return Said(
        meeting.title, meeting.begins_at, meeting.place, meeting.chair, meeting.answer_by,
        tuple(
            SaidTopic(slot.topic.id, slot.title, slot.start,
                      tuple(unit.id for unit in slot.observers))
            for slot in slots
        ),
    )  # fmt: skip


def changes(before: Said | None, now: Said, *, postponed: bool = False) -> tuple[Changed, ...]:
    """Return what one notice says differently from the one before it; nothing for the first."""
    if before is None:
        return ()
    return (
        *([Changed(NoticeChange.POSTPONED)] if postponed else []),
        *_told(before, now),
        *_agenda(before, now),
    )


def _told(before: Said, now: Said) -> Iterator[Changed]:
    pairs = (
        (NoticeChange.TITLE, before.title, now.title),
        (NoticeChange.TIME, _written(before), _written(now)),
        (NoticeChange.PLACE, before.place, now.place),
        (NoticeChange.CHAIR, before.chair, now.chair),
        (NoticeChange.ANSWER_BY, str(before.answer_by), str(now.answer_by)),
    )
    yield from (Changed(kind, was, to) for kind, was, to in pairs if was != to)


def _written(given: Said) -> str:
    return given.begins_at.astimezone(OFFICE).strftime("%Y-%m-%d %H:%M")


def _agenda(before: Said, now: Said) -> Iterator[Changed]:
    was, stands = ({topic.id: topic for topic in each.topics} for each in (before, now))
    added = tuple(stands[key].title for key in stands if key not in was)
    gone = tuple(was[key].title for key in was if key not in stands)
    kept = [key for key in stands if key in was]
    moved = tuple(stands[key].title for key in kept if _call(was[key]) != _call(stands[key]))
    if added:
        yield Changed(NoticeChange.ADDED, of=added)
    if gone:
        yield Changed(NoticeChange.TAKEN_OFF, of=gone)
    if kept != [key for key in was if key in stands]:
        yield Changed(NoticeChange.ORDER)
    # A new day moves every call with it; that is said once, by the day.
    if moved and before.begins_at == now.begins_at:
        yield Changed(NoticeChange.CALLS, of=moved)


def _call(topic: SaidTopic) -> tuple[object, ...]:
    """Return what observers of a topic are told; nobody is told of a topic without observers."""
    return (topic.start, topic.observers) if topic.observers else ()


def concerned(
    before: Said | None, now: Said, changed: Sequence[Changed], observers: frozenset[int],
    every: Sequence[UnitRef],
) -> tuple[int, ...]:  # fmt: skip
    """Return the ids of the units to be told of a version: all, or members and touched observers.

    ``observers`` are those among ``every`` that come for some topics only.
    """
    if before is None or any(each.kind in _FOR_ALL for each in changed):
        return tuple(unit.id for unit in every)
    was, stands = _calls(before), _calls(now)
    return tuple(
        unit.id for unit in every
        if unit.id not in observers or was.get(unit.id) != stands.get(unit.id)
    )  # fmt: skip


def _calls(given: Said) -> dict[int, tuple[object, ...]]:
    found: dict[int, tuple[object, ...]] = {}
    for topic in given.topics:
        for unit_id in topic.observers:
            found[unit_id] = (*found.get(unit_id, ()), topic.id, topic.start)
    return found
