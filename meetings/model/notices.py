"""Notices 会议通知 as they were sent: what each version said, what changed, who has opened it."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from meetings.model.choices import MeetingState, NoticeChange
from meetings.model.things import Topic
from meetings.model.units import UnitRef


class Slot(msgspec.Struct, frozen=True):
    """A topic's place on the agenda, from when until when; observers are called in for it alone."""

    number: int
    topic: Topic
    start: datetime
    end: datetime
    observers: tuple[UnitRef, ...] = ()

    @property
    def title(self) -> str:
        """What a notice, which goes to all, calls it: of what is secret, that there is more."""
        return "其他事项" if self.topic.secret else self.topic.title


class SaidTopic(msgspec.Struct, frozen=True):
    """A topic as a notice says it: when it begins, and the ids of who is called in for it."""

    id: int
    title: str
    start: datetime
    observers: tuple[int, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """What a notice says, so far as a later one may say it differently."""

    title: str
    begins_at: datetime
    place: str
    chair: str
    answer_by: date | None = None
    topics: tuple[SaidTopic, ...] = ()


class Changed(msgspec.Struct, frozen=True):
    """One thing a version says differently; ``of`` are the titles of topics."""

    kind: NoticeChange
    was: str = ""
    now: str = ""
    of: tuple[str, ...] = ()


class Receipt(msgspec.Struct, frozen=True):
    """When a unit's people first opened a version, and which of them."""

    unit_id: int
    at: datetime
    by_name: str


class Notice(msgspec.Struct, frozen=True):
    """One version of a meeting's notice; its bytes are stored and never set anew."""

    id: int
    version: int
    sent_at: datetime
    by_name: str
    said: Said
    changes: tuple[Changed, ...]
    file_code: str
    sha256: str
    receipts: tuple[Receipt, ...] = ()

    def opened_by(self, unit_id: int) -> datetime | None:
        """Return when this unit's people first opened it; None while nobody has."""
        return next((each.at for each in self.receipts if each.unit_id == unit_id), None)


class Announced(msgspec.Struct, frozen=True):
    """A meeting as its newest notice says it, with where it stands now.

    ``stamp`` is when that was last new, ``minutes`` how long its topics take together.
    """

    code: str
    key: str
    state: MeetingState
    notice: int
    said: Said
    stamp: datetime
    minutes: int
