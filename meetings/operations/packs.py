"""Packs: asked for, stopped, read; what is in them is settled when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from meetings import access
from meetings.inputs import Plain
from meetings.model import Meeting, Pack, PackPart, PackState, Topic
from meetings.model import MeetingAction as Action
from meetings.operations.acting import Deed, on_meeting
from meetings.queries import locate, packs, papers, things
from meetings.rules.packs import topics_for
from meetings.tables import PackRow
from portal.core import db
from portal.core.errors import NotFound
from portal.core.ids import new_code
from portal.directory.model import Person
from portal.documents import files
from portal.jobs import long
from portal.journal.model import Kept
from portal.journal.record import record

WORK = "meetings.pack"


async def build_pack(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Begin to make the meeting's packs: the whole one, and one for each unit that has topics.

    They take the agenda's version; when that was made before, the next one, and the old stays.
    """
    async with on_meeting(Action.BUILD_PACK, key, given.version, by=by, at=at) as deed:
        meeting = deed.thing
        version = await _version(meeting)
        work = await long.begin(
            WORK, {"meeting": meeting.id, "version": version, "person": by.id}, person_id=by.id,
            address=f"/meetings/{meeting.key}", at=at,
        )  # fmt: skip
        made = await _insert(deed, version, work)
        deed.set(pack=version)
        deed.say(pack=version, packs=made)
    return await things.meeting(deed.thing.id)


async def _version(meeting: Meeting) -> int:
    """Return the version to make; what was stopped or failed before a file was there goes."""
    held = await packs.of_version(meeting.id, meeting.pack)
    if any(each.is_ready for each in held):
        return meeting.pack + 1
    await PackRow.delete().where(PackRow.id.is_in([each.id for each in held] or [0]))
    return max(meeting.pack, 1)


async def _insert(deed: Deed[Meeting], version: int, work: str) -> int:
    """Note every pack to be made with what is to be in it; return how many there are."""
    meeting = deed.thing
    agenda = await things.agenda(meeting.id)
    wanted: list[tuple[int | None, tuple[Topic, ...]]] = [(None, agenda)]
    wanted += [(each.unit.id, topics_for(each, agenda)) for each in meeting.attendance]
    made = [
        PackRow(
            code=new_code(), meeting_id=meeting.id, version=version, unit_id=unit_id,
            state=PackState.BUILDING.value, parts=as_text(await _parts(topics)), work=work,
            by_id=deed.by.id, at=deed.at,
        )
        for unit_id, topics in wanted if topics
    ]  # fmt: skip
    await PackRow.insert(*made)
    return len(made)


async def _parts(topics: Iterable[Topic]) -> list[PackPart]:
    ids = [each.id for each in topics]
    found = {topic_id: [PackPart(topic_id)] for topic_id in ids}
    for each in await papers.live(ids):
        found[each.topic_id].append(PackPart(each.topic_id, each.code))
    return [part for topic_id in ids for part in found[topic_id]]


def as_text(parts: Iterable[PackPart]) -> str:
    """Return the parts of a pack as its row keeps them: no name stands among them."""
    return msgspec.json.encode(list(parts)).decode()


async def stop_pack(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Stop the making of packs after the part it is at; what is ready stays."""
    async with on_meeting(Action.STOP_PACK, key, given.version, by=by, at=at) as deed:
        for each in await packs.of_version(deed.thing.id, deed.thing.pack):
            if each.state is PackState.BUILDING:
                await long.ask_to_stop(each.work, at=at)
        deed.say(pack=deed.thing.pack)
    return await things.meeting(deed.thing.id)


async def of_meeting(key: str, *, by: Person) -> tuple[Meeting, tuple[Pack, ...]]:
    """Return a meeting and those of its packs this person may know of, the newest first."""
    meeting = await things.meeting(await locate.meeting(key, by))
    return meeting, await known_to(by, meeting)


async def known_to(person: Person, meeting: Meeting) -> tuple[Pack, ...]:
    """Return those of a meeting's packs a person may know of, the newest first."""
    held = await packs.of_meeting(meeting.id)
    return tuple(each for each in held if access.may_read_pack(person, meeting, each))


async def is_outdated(meeting: Meeting, pack: Pack) -> bool:
    """Return whether the whole pack would hold something else when it were made now."""
    wanted = await _parts(await things.agenda(meeting.id))
    return [(each.topic, each.paper) for each in pack.parts] != [
        (each.topic, each.paper) for each in wanted
    ]


async def read_pack(
    key: str, code: str, *, by: Person, at: datetime
) -> tuple[Meeting, Pack, bytes]:
    """Return a pack with its bytes; that it was read, and by whom, is journalled.

    Raises ``NotFound`` for a pack that is another's or has no file.
    """
    meeting = await things.meeting(await locate.meeting(key, by))
    held = await packs.one(meeting.id, code)
    if not held.is_ready or not access.may_read_pack(by, meeting, held):
        raise NotFound(what="pack", key=code)
    _, data = await files.fetch(held.stored)
    async with db.write():
        await record(
            "pack:read", subject=("pack", held.id, held.code), by=by, at=at,
            kept=Kept.DISCLOSURE,
            data={"meeting": meeting.number, "version": held.version,
                  "unit": held.unit.code if held.unit else ""},
        )  # fmt: skip
    return meeting, held, data
