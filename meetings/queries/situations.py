"""What stands around a thing when somebody acts on it, or is offered to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.model import Meeting, Minutes, Resolution, Topic
from meetings.queries import notices, packs, things
from meetings.rules.guards import Situation, Thing
from portal.directory.model import Person


async def of(thing: Thing, *, by: Person, at: datetime, given: Any = None) -> Situation:
    """Return the situation of a topic, a meeting, minutes or a resolution."""
    return Situation(
        thing=thing, at=at, by_id=by.id,
        units=frozenset(held.unit.id for held in by.memberships),
        body=await things.body(thing.body_id), meeting=await _meeting(thing),
        lead=await _lead(thing),
        topics=await things.agenda(thing.id) if isinstance(thing, Meeting) else (),
        notice=await notices.newest(thing.id) if isinstance(thing, Meeting) else None,
        packing=isinstance(thing, Meeting) and await packs.under_way(thing.id), given=given,
    )  # fmt: skip


async def _lead(thing: Thing) -> Topic | None:
    if not isinstance(thing, Topic) or thing.merged_into_id is None:
        return None
    return await things.topic(thing.merged_into_id)


async def _meeting(thing: Thing) -> Meeting | None:
    match thing:
        case Topic():
            return await things.meeting(thing.meeting_id) if thing.meeting_id else None
        case Minutes():
            return await things.meeting(thing.meeting_id)
        case Meeting():
            return thing
        case Resolution():
            return None
