"""What every verb of the meetings has in common, written once.

``on`` runs one transaction: the thing is looked up within what the person may know, its version is
raised first of all, so that whoever else acts on it waits; then the state table and the guards are
asked, the body of the ``async with`` says what changes, and thing and journal are written.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from meetings import access
from meetings.model import Meeting, Minutes, Resolution, Topic
from meetings.queries import locate, rows, situations, things
from meetings.rules.guards import Situation
from meetings.states import Step
from meetings.tables import MeetingRow, MinutesRow, ResolutionRow, TopicRow
from portal.core import db
from portal.core.errors import NotPossible, Stale
from portal.directory.model import Person
from portal.jobs.queue import enqueue
from portal.journal.record import record

# The acts somebody else has to hear of; whom, and in which words, ``jobs`` knows.
TOLD = frozenset(
    {"topic:submit", "topic:consult", "topic:return", "topic:merge", "topic:split",
     "meeting:convene", "meeting:postpone",
     "meeting:cancel", "meeting:correct_notice", "meeting:remind", "minutes:circulate",
     "minutes:object", "minutes:remark", "minutes:issue", "resolution:issue", "resolution:replace",
     "resolution:cancel", "resolution:report", "resolution:send_back", "resolution:urge",
     "resolution:supervise"}
)  # fmt: skip

T = TypeVar("T", Topic, Meeting, Minutes, Resolution)
# What a guard looks at; or how to make it, once the thing is in hand.
Given = Any


class Kind(msgspec.Struct, frozen=True):
    """A kind of thing: its table, how it is found and opened, what of it is sealed."""

    name: str
    table: Any
    open: Callable[[int], Awaitable[Any]]
    sealed: frozenset[str] = frozenset()
    # What the journal keeps quiet about a secret one, beside what is sealed.
    quiet: frozenset[str] = frozenset()


TOPIC = Kind("topic", TopicRow, things.topic,
             frozenset({"question", "options", "draft_decision", "dossier"}),
             frozenset({"title", "basis", "cost", "reporter"}))  # fmt: skip
MEETING = Kind("meeting", MeetingRow, things.meeting)
MINUTES = Kind("minutes", MinutesRow, things.minutes, frozenset({"frozen"}))
RESOLUTION = Kind("resolution", ResolutionRow, things.resolution)


class Deed(Generic[T]):
    """One act under way: the thing as it was read, what is to change, what the journal says."""

    def __init__(self, kind: Kind, thing: T, by: Person, at: datetime) -> None:
        self.kind = kind
        self.thing: T = thing
        self.by = by
        self.at = at
        self.fields: dict[str, Any] = {}
        self.reason = ""
        self.data: dict[str, Any] = {}

    def set(self, **fields: Any) -> None:
        """Change columns of the thing."""
        self.fields |= fields

    def say(self, *, reason: str = "", **data: Any) -> None:
        """Add the reason, and facts that are not sensitive, to the journal's row of this act."""
        self.reason = reason or self.reason
        self.data |= data


async def take(kind: Kind, thing_id: int) -> Any:
    """Return the thing in hand, its version raised; call it in a transaction."""
    row = kind.table
    await row.update({row.version: row.version + 1}).where(row.id == thing_id)
    return await kind.open(thing_id)


async def hold(kind: Kind, thing_id: int) -> Any:
    """Return the thing in hand at the version it has: whoever acts on it waits, nobody is stale."""
    row = kind.table
    await row.update({row.version: row.version + 0}).where(row.id == thing_id)
    return await kind.open(thing_id)


@asynccontextmanager
async def on_topic(
    action: StrEnum, key: str, seen: int | None, *, by: Person, at: datetime, given: Given = None
) -> AsyncIterator[Deed[Topic]]:
    """Act on a topic in a transaction of its own; ``seen`` is the version that was seen.

    Raises ``NotFound``, ``NotAllowed``, ``Stale`` or ``NotPossible``, in this order.
    """
    async with db.write():
        topic_id = await locate.topic(key, by)
        async with within(TOPIC, topic_id, action, seen, by=by, at=at, given=given) as deed:
            yield deed


@asynccontextmanager
async def on_meeting(
    action: StrEnum, key: str, seen: int | None, *, by: Person, at: datetime, given: Given = None
) -> AsyncIterator[Deed[Meeting]]:
    """Act on a meeting, as ``on_topic``."""
    async with db.write():
        meeting_id = await locate.meeting(key, by)
        async with within(MEETING, meeting_id, action, seen, by=by, at=at, given=given) as deed:
            yield deed


@asynccontextmanager
async def on_minutes(
    action: StrEnum, key: str, seen: int | None, *, by: Person, at: datetime, given: Given = None
) -> AsyncIterator[Deed[Minutes]]:
    """Act on a meeting's minutes, as ``on_topic``."""
    async with db.write():
        minutes_id = await locate.minutes(key)
        async with within(MINUTES, minutes_id, action, seen, by=by, at=at, given=given) as deed:
            yield deed


@asynccontextmanager
async def on_resolution(
    action: StrEnum, key: str, seen: int | None, *, by: Person, at: datetime, given: Given = None
) -> AsyncIterator[Deed[Resolution]]:
    """Act on a resolution, as ``on_topic``."""
    async with db.write():
        resolution_id = await locate.resolution(key, by)
        async with within(
            RESOLUTION, resolution_id, action, seen, by=by, at=at, given=given
        ) as deed:
            yield deed


@asynccontextmanager
async def within(
    kind: Kind,
    thing_id: int,
    action: StrEnum,
    seen: int | None,
    *,
    by: Person,
    at: datetime,
    given: Given = None,
) -> AsyncIterator[Deed[Any]]:
    """Act on a thing inside the caller's transaction."""
    thing = await take(kind, thing_id)
    situation = await situations.of(thing, by=by, at=at)
    row = await _allowed(action, situation, thing, seen, by, given)
    deed: Deed[Any] = Deed(kind, thing, by, at)
    yield deed
    if row.to is not None:
        deed.fields.setdefault("state", row.to)
    await write(deed, action)


async def _allowed(
    action: StrEnum, situation: Situation, thing: Any, seen: int | None, by: Person, given: Given
) -> Step:
    # Taking the thing in hand has raised its version by one.
    stale = seen is not None and seen + 1 != thing.version
    try:
        row = access.row_of(action, situation, by)
        # What comes with the act is looked at last: it must not answer for what one may not do.
        looked_at = await given(situation) if callable(given) else given
        access.pass_guards(row, _with(situation, looked_at))
    except NotPossible as error:
        # Whoever looks at an old version is told that first: the rest may not hold any more.
        raise (_stale(thing) if stale else error) from error
    if stale:
        raise _stale(thing)
    return row


def _with(situation: Situation, given: Any) -> Situation:
    meeting = getattr(given, "meeting", None)
    if isinstance(meeting, Meeting):
        return msgspec.structs.replace(situation, given=given, meeting=meeting)
    return msgspec.structs.replace(situation, given=given)


def _stale(thing: Any) -> Stale:
    return Stale(what=type(thing).__name__.lower(), key=thing.key)


async def write(deed: Deed[Any], action: StrEnum) -> None:
    """Write what an act changed, its row of the journal, and whom to tell of it later."""
    row = deed.kind.table
    await row.update(_columns(deed)).where(row.id == deed.thing.id)
    tag = f"{deed.kind.name}:{action.value}"
    await record(
        tag, subject=(deed.kind.name, deed.thing.id, deed.thing.code), by=deed.by, at=deed.at,
        was={name: _plain(getattr(deed.thing, name, None)) for name in _told(deed)},
        now={name: _plain(deed.fields[name]) for name in _told(deed)},
        data=deed.data, reason=deed.reason,
    )  # fmt: skip
    if tag not in TOLD:
        return
    await enqueue(
        "meetings.tell", key=f"{tag}:{deed.thing.id}:{deed.thing.version}", at=deed.at,
        payload={"tag": tag, "kind": deed.kind.name, "id": deed.thing.id, "data": deed.data},
    )  # fmt: skip


def _told(deed: Deed[Any]) -> list[str]:
    """Return the changed fields the journal may name; sealed texts stay out of it."""
    secret = deed.thing.concerned.secret or deed.fields.get("secret", False)
    silent = deed.kind.sealed | (deed.kind.quiet if secret else frozenset())
    return [name for name in deed.fields if name not in silent]


def _columns(deed: Deed[Any]) -> dict[Any, Any]:
    row, kept = deed.kind.table, {}
    for name, value in deed.fields.items():
        if name in deed.kind.sealed:
            text = rows.sealed(deed.kind.name, deed.thing.code, name, value)
            kept[getattr(row, f"{name}_sealed")] = text
        else:
            kept[getattr(row, name)] = _plain(value)
    return kept | {row.updated_at: deed.at}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value
