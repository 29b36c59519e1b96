"""会议议程 and 签到表: the sheets on the table of a meeting; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

# Rows for people nobody knew would come.
_SPARE = 4


class Topic(msgspec.Struct, frozen=True):
    """A topic as the agenda needs it; ``observers`` are called in for this topic alone.

    A ``hidden`` one is not for the reader: it takes its time and does not appear.
    """

    title: str
    reporter: str
    minutes: int
    units: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    hidden: bool = False


class Turn(msgspec.Struct, frozen=True):
    """A topic with its time: ``number`` on the agenda, from when until when."""

    number: int
    topic: Topic
    start: datetime
    end: datetime


class Carried(msgspec.Struct, frozen=True):
    """What an earlier meeting resolved and is still open, with the last day of its limit."""

    number: str
    text: str
    lead: str
    due_on: date | None


class Agenda(msgspec.Struct, frozen=True):
    """会议议程: who meets when and where, and the topics in their order."""

    meeting: str
    at: datetime
    end: datetime
    place: str
    chair: str
    turns: tuple[Turn, ...]
    carried: tuple[Carried, ...] = ()


class Guest(msgspec.Struct, frozen=True):
    """Somebody who is expected; without a name the unit has not answered yet."""

    unit: str
    name: str = ""
    post: str = ""
    observer: bool = False


class SignIn(msgspec.Struct, frozen=True):
    """签到表: one row for everybody expected, and ``spare`` empty ones."""

    meeting: str
    at: datetime
    place: str
    guests: tuple[Guest, ...]
    spare: int


def agenda(
    meeting: str, *, at: datetime, place: str, chair: str, topics: Sequence[Topic],
    carried: Sequence[Carried] = (),
) -> Agenda:  # fmt: skip
    """Return the agenda; each topic begins when the one before it is to end."""
    turns: list[Turn] = []
    start = at
    for topic in topics:
        end = start + timedelta(minutes=topic.minutes)
        if not topic.hidden:
            turns.append(Turn(len(turns) + 1, topic, start, end))
        start = end
    return Agenda(meeting, at, start, place, chair, tuple(turns), tuple(carried))


def sign_in(
    meeting: str, *, at: datetime, place: str, guests: Sequence[Guest], spare: int = _SPARE
) -> SignIn:
    """Return the sign-in sheet: members in their order, then observers."""
    ordered = tuple(sorted(guests, key=lambda guest: guest.observer))
    return SignIn(meeting, at, place, ordered, spare)


class Listed(msgspec.Struct, frozen=True):
    """A topic on the list: who proposed it, how long it takes, what the liaison officers found."""

    title: str
    kind: str
    proposer: str
    units: tuple[str, ...]
    minutes: int
    words: str


class TopicList(msgspec.Struct, frozen=True):
    """议题清单: what a liaison meeting passes on to the next meeting, in its order."""

    meeting: str
    at: datetime
    topics: tuple[Listed, ...]

    @property
    def minutes(self) -> int:
        """How long they take together."""
        return sum(each.minutes for each in self.topics)
