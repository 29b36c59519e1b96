"""Who is in the room: come, gone, come back, and who stays out of which topic."""

from __future__ import annotations

from datetime import datetime

from meetings.inputs import Leaving, Present, Recusal
from meetings.model import Attendance, AttendanceAction, Meeting
from meetings.model import MeetingAction as Action
from meetings.operations.acting import on_meeting
from meetings.queries import things
from meetings.states import ATTENDANCE, step
from meetings.tables import AttendanceRow, PresenceRow
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.directory.model import Person


async def present(key: str, given: Present, *, by: Person, at: datetime) -> Meeting:
    """Note whether a called unit is there, since when, and in whose person."""
    async with on_meeting(Action.PRESENT, key, given.version, by=by, at=at) as deed:
        called = _called(deed.thing, given.unit)
        step(ATTENDANCE, called.state, AttendanceAction.PRESENT)
        row = AttendanceRow
        await row.update({
            row.present: given.present, row.name: given.name or called.name,
            row.post: given.post or called.post,
        }).where(row.id == called.id)  # fmt: skip
        await _stay(called, given, at)
        deed.say(unit=called.unit.name, present=given.present)
    return await things.meeting(deed.thing.id)


async def _stay(called: Attendance, given: Present, at: datetime) -> None:
    """Begin a stay in the room; one that goes on is mended, not doubled."""
    row, since = PresenceRow, given.since or at
    last = called.stays[-1] if called.stays else None
    if not given.present:
        await row.delete().where((row.attendance_id == called.id) & row.topic_id.is_null())
    elif last is None or last.until is not None:
        if last is not None and last.until is not None and since < last.until:
            raise Invalid([problem("since", N_("该单位那时还没有离会，请核对时间。"))])
        await row.insert(row(attendance_id=called.id, since=since, reason=""))
    elif given.since is not None:
        going = (row.attendance_id == called.id) & row.until.is_null() & row.topic_id.is_null()
        await row.update({row.since: since}).where(going)


async def leave(key: str, given: Leaving, *, by: Person, at: datetime) -> Meeting:
    """Note that a unit has left the room, and when; what is settled later is without it."""
    async with on_meeting(Action.LEAVE, key, given.version, by=by, at=at) as deed:
        called, row = _called(deed.thing, given.unit), PresenceRow
        last = called.stays[-1] if called.stays else None
        if last is None or last.until is not None:
            raise Invalid([problem("unit", N_("该单位现在不在会场，请先登记到会。"))])
        until = given.at or at
        if until < last.since:
            raise Invalid([problem("at", N_("离会时间早于到会时间，请核对。"))])
        going = (row.attendance_id == called.id) & row.until.is_null() & row.topic_id.is_null()
        await row.update({row.until: until}).where(going)
        deed.say(unit=called.unit.name, until=until.isoformat())
    return await things.meeting(deed.thing.id)


async def recuse(key: str, given: Recusal, *, by: Person, at: datetime) -> Meeting:
    """Note that a unit stays out of a topic it has an interest in."""
    async with on_meeting(Action.RECUSE, key, given.version, by=by, at=at) as deed:
        called, row = _called(deed.thing, given.unit), PresenceRow
        agenda = await things.agenda(deed.thing.id)
        topic = next((each for each in agenda if given.topic in {each.code, each.number}), None)
        if topic is None:
            raise Invalid([problem("topic", N_("议程里没有这个议题，请从列表中选择。"))])
        if topic.id not in called.recused:
            out = row(attendance_id=called.id, topic_id=topic.id, reason=given.reason)
            await row.insert(out)
        deed.say(unit=called.unit.name, topic=topic.key, reason=given.reason)
    return await things.meeting(deed.thing.id)


def _called(meeting: Meeting, code: str) -> Attendance:
    for each in meeting.attendance:
        if each.unit.code == code:
            return each
    raise Invalid([problem("unit", N_("这次会议没有通知该单位，请从列表中选择。"))])
