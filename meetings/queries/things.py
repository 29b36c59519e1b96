"""Each thing opened by its id; whoever asks has looked at the scope before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from meetings.model import (
    Attendance,
    Body,
    Consultation,
    Meeting,
    Minutes,
    Part,
    Resolution,
    ResolutionState,
    Topic,
)
from meetings.queries import rows
from meetings.tables import (
    AttendanceRow,
    BodyMemberRow,
    BodyRow,
    ConsultationRow,
    CountersignatureRow,
    MeetingRow,
    MinutesItemRow,
    MinutesRow,
    PartRow,
    ResolutionRow,
    TopicRow,
)


async def body(body_id: int) -> Body:
    """Return a body with its members."""
    return (await bodies(BodyRow.id == body_id))[0]


async def bodies(wanted: Any) -> tuple[Body, ...]:
    """Return the bodies a predicate names, with their members, in the order of their making."""
    row = BodyRow
    found = await row.select(
        *row.all_columns(), row.division_id.code, *rows.unit_columns(row.lead_id),
        *rows.unit_columns(row.office_id),
    ).where(wanted).order_by(row.id)  # fmt: skip
    member = BodyMemberRow
    held = await _of(member, member.body_id, [each["id"] for each in found])
    return tuple(
        rows.to_body(each, [rows.to_member(m) for m in held if m["body_id"] == each["id"]])
        for each in found
    )


async def _of(table: Any, key: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the rows that hang on these things, each with its unit, in their order."""
    if not ids:
        return []
    found: list[dict[str, Any]] = (
        await table.select(*table.all_columns(), *rows.unit_columns(table.unit_id))
        .where(key.is_in(list(ids)))
        .order_by(table.id)
    )
    return found


async def topic(topic_id: int) -> Topic:
    """Return a topic with its consultations."""
    return (await topics(TopicRow.id == topic_id))[0]


async def topics(wanted: Any) -> tuple[Topic, ...]:
    """Return the topics a predicate names, in the order of an agenda."""
    row = TopicRow
    found = await row.select(*row.all_columns(), *rows.unit_columns(row.proposer_id)).where(
        wanted
    ).order_by(row.position, row.id)  # fmt: skip
    asked = await _of(ConsultationRow, ConsultationRow.topic_id, [each["id"] for each in found])
    return tuple(rows.to_topic(each, _consultations(asked, each["id"])) for each in found)


def _consultations(asked: list[dict[str, Any]], topic_id: int) -> list[Consultation]:
    return [rows.to_consultation(each) for each in asked if each["topic_id"] == topic_id]


async def meeting(meeting_id: int) -> Meeting:
    """Return a meeting with what the units called to it have said."""
    row = MeetingRow
    found = await row.select().where(row.id == meeting_id).first()
    assert found is not None
    return rows.to_meeting(found, await attendance(meeting_id))


async def attendance(meeting_id: int) -> tuple[Attendance, ...]:
    """Return what the units called to a meeting have said."""
    held = await _of(AttendanceRow, AttendanceRow.meeting_id, [meeting_id])
    return tuple(map(rows.to_attendance, held))


async def agenda(meeting_id: int) -> tuple[Topic, ...]:
    """Return the topics of a meeting in their order."""
    return await topics(TopicRow.meeting_id == meeting_id)


async def minutes(minutes_id: int) -> Minutes:
    """Return minutes with their items and what the units have said to them."""
    row = MinutesRow
    found = await row.select(
        *row.all_columns(), row.meeting_id.number, row.corrects_id.edition,
        row.corrects_id.number, row.corrects_id.issued_at,
    ).where(row.id == minutes_id).first()  # fmt: skip
    assert found is not None
    corrections = await row.select(
        row.edition, row.state, row.number, row.meeting_id.number
    ).where(row.corrects_id == minutes_id)  # fmt: skip
    item = MinutesItemRow
    items = await item.select(*item.all_columns(), item.topic_id.title).where(
        item.minutes_id == minutes_id
    ).order_by(item.position, item.id)  # fmt: skip
    signed = await _of(CountersignatureRow, CountersignatureRow.minutes_id, [minutes_id])
    called = await attendance(found["meeting_id"])
    return rows.to_minutes(
        found, map(rows.to_item, items), map(rows.to_countersignature, signed),
        map(rows.to_correction, corrections),
        [each.unit for each in called],
    )  # fmt: skip


async def minutes_of(meeting_id: int) -> int | None:
    """Return the id of a meeting's minutes, not of a correction; None before they are begun."""
    row = MinutesRow
    wanted = (row.meeting_id == meeting_id) & (row.edition == 1)
    found = await row.select(row.id).where(wanted).first()
    return int(found["id"]) if found else None


async def resolution(resolution_id: int) -> Resolution:
    """Return a resolution with its units' parts."""
    return (await resolutions(ResolutionRow.id == resolution_id))[0]


async def resolutions(wanted: Any, limit: int = 1000) -> tuple[Resolution, ...]:
    """Return the resolutions a predicate names, with their units' parts."""
    row = ResolutionRow
    found = await row.select(
        *row.all_columns(), row.minutes_id.meeting_id.number, row.minutes_id.edition,
        row.topic_id.case_path,
        row.ends_id.number,
    ).where(wanted).order_by(row.id).limit(limit)  # fmt: skip
    held = await _of(PartRow, PartRow.resolution_id, [each["id"] for each in found])
    return tuple(rows.to_resolution(each, _parts(held, each["id"])) for each in found)


def _parts(held: list[dict[str, Any]], resolution_id: int) -> list[Part]:
    return [rows.to_part(each) for each in held if each["resolution_id"] == resolution_id]


async def open_resolutions(body_id: int, *, before: datetime) -> tuple[Resolution, ...]:
    """Return what a body had resolved and not ended at a moment, oldest first."""
    row = ResolutionRow
    still: Any = row.closed_at.is_null() | (row.closed_at >= before)
    return await resolutions((row.body_id == body_id) & (row.issued_at < before) & still)


async def ended_by(earlier: Resolution) -> Resolution | None:
    """Return the issued resolution that replaced or cancelled this one; None when none did."""
    if earlier.state not in {ResolutionState.REPLACED, ResolutionState.CANCELLED}:
        return None
    row = ResolutionRow
    found = await resolutions((row.ends_id == earlier.id) & row.number.is_not_null())
    return found[0] if found else None


async def resolutions_of(minutes_id: int) -> tuple[Resolution, ...]:
    """Return what was resolved in these minutes, drafts included."""
    return await resolutions(ResolutionRow.minutes_id == minutes_id)
