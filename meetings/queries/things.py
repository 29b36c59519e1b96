"""Each thing opened by its id; whoever asks has looked at the scope before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from piccolo.query.methods.select import SelectRaw

from meetings.model import (
    Attendance,
    Body,
    Consultation,
    Item,
    Meeting,
    Milestone,
    Minutes,
    Part,
    Resolution,
    ResolutionState,
    Topic,
)
from meetings.queries import rows, texts
from meetings.rules.answers import deadline
from meetings.tables import (
    AttendanceRow,
    BodyMemberRow,
    BodyRow,
    ConsultationRow,
    CountersignatureRow,
    GuestRow,
    MeetingRow,
    MilestoneRow,
    MinutesItemRow,
    MinutesRow,
    PartRow,
    PresenceRow,
    RemarkRow,
    ResolutionRow,
    TopicRow,
)
from portal.core.reading import Reading
from portal.directory.queries import working_days

_BODIES = Reading(
    lambda: BodyRow.select(
        *BodyRow.all_columns(), BodyRow.division_id.code, *rows.unit_columns(BodyRow.lead_id),
        *rows.unit_columns(BodyRow.office_id),
    ).order_by(BodyRow.id)
)  # fmt: skip
# How many papers a topic has; those taken out are no part of it.
_PAPERS = """(SELECT COUNT(*) FROM topic_paper p
    WHERE p.topic_id = "topic"."id" AND p.removed_at IS NULL) AS papers"""
_TOPICS = Reading(
    lambda: TopicRow.select(
        *TopicRow.all_columns(), *rows.unit_columns(TopicRow.proposer_id), SelectRaw(_PAPERS)
    ).order_by(TopicRow.position, TopicRow.id)
)
_MEETINGS = Reading(MeetingRow.select, MeetingRow.id)
_MINUTES = Reading(
    lambda: MinutesRow.select(
        *MinutesRow.all_columns(), MinutesRow.meeting_id.number, MinutesRow.corrects_id.edition,
        MinutesRow.corrects_id.number, MinutesRow.corrects_id.issued_at,
    ),
    MinutesRow.id,
)  # fmt: skip
_CORRECTIONS = Reading(
    lambda: MinutesRow.select(
        MinutesRow.edition,
        MinutesRow.state,
        MinutesRow.number,
        MinutesRow.revokes,
        MinutesRow.meeting_id.number,
    ),
    MinutesRow.corrects_id,
)
_ITEMS = Reading(
    lambda: MinutesItemRow.select(
        *MinutesItemRow.all_columns(), MinutesItemRow.topic_id.title
    ).order_by(MinutesItemRow.position, MinutesItemRow.id),
    MinutesItemRow.minutes_id,
)
_RESOLUTIONS = Reading(
    lambda: ResolutionRow.select(
        *ResolutionRow.all_columns(), ResolutionRow.minutes_id.meeting_id.number,
        ResolutionRow.minutes_id.edition, ResolutionRow.topic_id.case_path,
        ResolutionRow.topic_id.secret, ResolutionRow.ends_id.number,
    ).order_by(ResolutionRow.id)
)  # fmt: skip


def _hanging(table: Any, key: Any) -> Reading:
    """Return the reading of what hangs on things, each with its unit, in the order it came."""
    return Reading(
        lambda: table.select(*table.all_columns(), *rows.unit_columns(table.unit_id)).order_by(
            table.id
        ),
        key,
    )


_MEMBERS = _hanging(BodyMemberRow, BodyMemberRow.body_id)
_CONSULTATIONS = _hanging(ConsultationRow, ConsultationRow.topic_id)
_GUESTS = _hanging(GuestRow, GuestRow.topic_id)
_ATTENDANCE = _hanging(AttendanceRow, AttendanceRow.meeting_id)
_PRESENCE = Reading(
    lambda: PresenceRow.select().order_by(PresenceRow.id), PresenceRow.attendance_id
)
_COUNTERSIGNATURES = _hanging(CountersignatureRow, CountersignatureRow.minutes_id)
_REMARKS = _hanging(RemarkRow, RemarkRow.minutes_id)
_PARTS = _hanging(PartRow, PartRow.resolution_id)
_STEPS = Reading(
    lambda: MilestoneRow.select().order_by(MilestoneRow.place, MilestoneRow.id),
    MilestoneRow.resolution_id,
)


async def body(body_id: int) -> Body:
    """Return a body with its members."""
    return (await bodies(BodyRow.id == body_id))[0]


async def bodies(wanted: Any) -> tuple[Body, ...]:
    """Return the bodies a predicate names, with their members, in the order of their making."""
    found = await _BODIES.rows(wanted)
    held = await _MEMBERS.of_any([each["id"] for each in found])
    return tuple(
        rows.to_body(each, [rows.to_member(m) for m in held if m["body_id"] == each["id"]])
        for each in found
    )


async def topic(topic_id: int) -> Topic:
    """Return a topic with its consultations and guests."""
    return (await topics(TopicRow.id == topic_id))[0]


async def merged_into(topic_id: int) -> tuple[Topic, ...]:
    """Return the topics that go to the meeting with this one, in the order they were proposed."""
    return await topics(TopicRow.merged_into_id == topic_id)


async def topics(wanted: Any) -> tuple[Topic, ...]:
    """Return the topics a predicate names, in the order of an agenda."""
    found = await _TOPICS.rows(wanted)
    ids = [each["id"] for each in found]
    asked, guests = await _CONSULTATIONS.of_any(ids), await _GUESTS.of_any(ids)
    return tuple(
        rows.to_topic(each, _consultations(asked, each["id"]),
                      [guest for guest in guests if guest["topic_id"] == each["id"]])
        for each in found
    )  # fmt: skip


async def passed_by(meeting_id: int) -> tuple[Topic, ...]:
    """Return the list of topics a liaison meeting made, in its order."""
    held = await topics(TopicRow.passed_by_id == meeting_id)
    return tuple(sorted(held, key=lambda each: each.passed_place))


def _consultations(asked: list[dict[str, Any]], topic_id: int) -> list[Consultation]:
    return [rows.to_consultation(each) for each in asked if each["topic_id"] == topic_id]


async def meeting(meeting_id: int) -> Meeting:
    """Return a meeting with what the units called to it have said."""
    found = await _MEETINGS.first_of(meeting_id)
    assert found is not None
    calendar = await working_days(found["body_path"])
    last = found["answer_by"] or deadline(found["begins_at"], found["created_at"], calendar)
    return rows.to_meeting(found, await attendance(meeting_id), last)


async def attendance(meeting_id: int) -> tuple[Attendance, ...]:
    """Return what the units called to a meeting have said."""
    found = await _ATTENDANCE.of(meeting_id)
    noted = await _PRESENCE.of_any([each["id"] for each in found])
    return tuple(
        rows.to_attendance(each, [n for n in noted if n["attendance_id"] == each["id"]])
        for each in found
    )


async def agenda(meeting_id: int) -> tuple[Topic, ...]:
    """Return the topics of a meeting in their order."""
    return await topics(TopicRow.meeting_id == meeting_id)


async def minutes(minutes_id: int) -> Minutes:
    """Return minutes with their items and what the units have said to them."""
    found = await _MINUTES.first_of(minutes_id)
    assert found is not None
    corrections = await _CORRECTIONS.of(minutes_id)
    items = await _items(minutes_id)
    signed = await _COUNTERSIGNATURES.of(minutes_id)
    called = await attendance(found["meeting_id"])
    return rows.to_minutes(
        found, items, map(rows.to_countersignature, signed),
        map(rows.to_remark, await _REMARKS.of(minutes_id)),
        map(rows.to_correction, corrections),
        [each.unit for each in called],
    )  # fmt: skip


async def _items(minutes_id: int) -> list[Item]:
    found = await _ITEMS.of(minutes_id)
    held = await texts.aside([each["id"] for each in found])
    return [rows.to_item(each, held.get(each["id"], ())) for each in found]


async def minutes_of(meeting_id: int) -> int | None:
    """Return the id of a meeting's minutes, not of a correction; None before they are begun."""
    row = MinutesRow
    wanted = (row.meeting_id == meeting_id) & (row.edition == 1)
    found = await row.select(row.id).where(wanted).first()
    return int(found["id"]) if found else None


async def minutes_with(item_id: int) -> int:
    """Return the id of the minutes an item stands in."""
    row = MinutesItemRow
    found = await row.select(row.minutes_id).where(row.id == item_id).first()
    assert found is not None
    return int(found["minutes_id"])


async def resolution(resolution_id: int) -> Resolution:
    """Return a resolution with its units' parts."""
    return (await resolutions(ResolutionRow.id == resolution_id))[0]


async def resolutions(wanted: Any, limit: int = 1000) -> tuple[Resolution, ...]:
    """Return the resolutions a predicate names, with their units' parts."""
    found = await _RESOLUTIONS.rows(wanted, limit=limit)
    ids = [each["id"] for each in found]
    held, steps = await _PARTS.of_any(ids), await _STEPS.of_any(ids)
    return tuple(
        rows.to_resolution(each, _parts(held, each["id"]), _steps(steps, each["id"]))
        for each in found
    )


def _steps(held: list[dict[str, Any]], resolution_id: int) -> list[Milestone]:
    return [rows.to_milestone(each) for each in held
            if each["resolution_id"] == resolution_id and each["dropped_at"] is None]  # fmt: skip


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
