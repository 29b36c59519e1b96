"""What a person's calendar holds: the meetings their units are called to, as the notices say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from meetings.model import Announced, MeetingState, Said
from meetings.notice_tables import FeedRow, NoticeRow
from meetings.queries import scope
from meetings.tables import AttendanceRow, BodyRow, MeetingRow, TopicRow
from portal.core import crypto
from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.directory.model import Person
from portal.directory.queries import person

# Older meetings have no place in a calendar that is read every hour.
_KEPT = timedelta(days=90)
_LIMIT = 200


async def opened_at(person_id: int) -> datetime | None:
    """Return since when the person's calendar has its address; None while it has none."""
    row = FeedRow
    held = await row.select(row.created_at).where(
        (row.person_id == person_id) & row.revoked_at.is_null()
    ).first()  # fmt: skip
    return held["created_at"] if held else None


async def person_of(token: str, *, at: datetime) -> Person:
    """Return whose calendar this secret opens; ``NotFound`` for an unknown or revoked one."""
    row = FeedRow
    wanted = (row.token_hash == crypto.token_hash(token)) & row.revoked_at.is_null()
    held = await row.select(row.person_id).where(wanted).first()
    if held is None:
        raise NotFound(what="feed")
    return await person(held["person_id"], on=day_of(at))


async def of(reader: Person, *, at: datetime) -> tuple[Announced, ...]:
    """Return the convened meetings of the reader's units, and of the bodies they serve."""
    row, units = MeetingRow, [held.unit.id for held in reader.memberships]
    called = AttendanceRow.select(AttendanceRow.meeting_id).where(
        AttendanceRow.unit_id.is_in(units)
    )
    served = BodyRow.select(BodyRow.id).where(scope.bodies(reader, "meeting.manage"))
    mine: Any = row.body_id.is_in(served)
    if units:
        mine |= row.id.is_in(called)
    wanted = scope.meetings(reader) & mine & (row.notice > 0) & (row.begins_at > at - _KEPT)
    found = await row.select().where(wanted).order_by(row.begins_at, row.id).limit(_LIMIT)
    return await _sent(found)


async def one(meeting_id: int) -> Announced | None:
    """Return one meeting as its newest notice says it; None before there is one."""
    found = await _sent(await MeetingRow.select().where(MeetingRow.id == meeting_id))
    return found[0] if found else None


async def _sent(found: list[dict[str, Any]]) -> tuple[Announced, ...]:
    ids = [each["id"] for each in found]
    if not ids:
        return ()
    row, topic = NoticeRow, TopicRow
    told = await row.select(row.meeting_id, row.sent_at, row.said).where(
        row.meeting_id.is_in(ids)
    ).order_by(row.version)  # fmt: skip
    newest = {each["meeting_id"]: each for each in told}
    lengths = dict.fromkeys(ids, 0)
    for each in await topic.select(topic.meeting_id, topic.minutes).where(
        topic.meeting_id.is_in(ids)
    ):
        lengths[each["meeting_id"]] += each["minutes"]
    return tuple(_one(each, newest[each["id"]], lengths[each["id"]])
                 for each in found if each["id"] in newest)  # fmt: skip


def _one(row: dict[str, Any], notice: dict[str, Any], minutes: int) -> Announced:
    state = MeetingState(row["state"])
    moved = state in {MeetingState.POSTPONED, MeetingState.CANCELLED}
    said = msgspec.json.decode(notice["said"], type=Said)
    return Announced(
        row["code"], row["number"], state, row["notice"], said,
        row["updated_at"] if moved else notice["sent_at"], minutes,
    )  # fmt: skip
