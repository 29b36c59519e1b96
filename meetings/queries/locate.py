"""From what an address says to the thing, within what the person may know."""

from __future__ import annotations

from typing import Any

from meetings.queries import scope
from meetings.tables import BodyRow, MeetingRow, MinutesRow, ResolutionRow, TopicRow
from portal.core.errors import NotFound
from portal.directory.model import Person

# A serial or an edition longer than this is nobody's.
_DIGITS = 6


async def topic(key: str, person: Person) -> int:
    """Return the id of the topic with this number or code; ``NotFound`` when none may be known."""
    return await _one(TopicRow, _named(TopicRow, key) & scope.topics(person), "topic", key)


async def meeting(key: str, person: Person) -> int:
    """Return the id of the meeting with this number or code; raise ``NotFound`` as ``topic``."""
    return await _one(MeetingRow, _named(MeetingRow, key) & scope.meetings(person), "meeting", key)


async def minutes(key: str) -> int:
    """Return the id of a meeting's minutes; who may read them is asked when they are opened.

    A correction stands under the meeting's number and its edition, as ``…-M-2026-010-2``.
    """
    row = MinutesRow
    number = row.meeting_id.number if "-" in key else row.meeting_id.code
    wanted = (number == key) & (row.edition == 1)
    meeting, _, edition = key.rpartition("-")
    if edition.isdecimal() and len(edition) < _DIGITS:
        wanted |= (number == meeting) & (row.edition == int(edition))
    return await _one(row, wanted, "minutes", key)


async def resolution(key: str, person: Person) -> int:
    """Return the id of the resolution with this number or code; raise ``NotFound`` as ``topic``."""
    wanted = _named(ResolutionRow, key) & scope.resolutions(person)
    return await _one(ResolutionRow, wanted, "resolution", key)


async def body(code: str) -> int:
    """Return the id of the body with this code; raise ``NotFound`` when there is none."""
    return await _one(BodyRow, BodyRow.code == code, "body", code)


async def _one(table: Any, wanted: Any, what: str, key: str) -> int:
    row = await table.select(table.id).where(wanted).first()
    if row is None:
        raise NotFound(what=what, key=key)
    return int(row["id"])


def _named(table: Any, key: str) -> Any:
    return table.number == key if "-" in key else table.code == key
