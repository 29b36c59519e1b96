"""Meetings 会议: planned, convened, the agenda, the day itself; what is not reached goes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.inputs import MeetingIn, Moved, Order, Plain, Reply, WithReason
from meetings.model import (
    AttendanceAction,
    AttendanceState,
    Body,
    BodyRole,
    Meeting,
    MeetingState,
    TopicState,
)
from meetings.model import MeetingAction as Action
from meetings.operations import minutes
from meetings.operations.acting import Deed, on_meeting
from meetings.queries import locate, scope, things
from meetings.states import ATTENDANCE, step
from meetings.tables import AttendanceRow, MeetingRow, TopicRow
from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, problem
from portal.core.i18n import N_
from portal.core.ids import new_code, next_number
from portal.directory.model import Person
from portal.journal.record import record


async def plan(given: MeetingIn, *, by: Person, at: datetime) -> Meeting:
    """Plan a meeting of the body the person serves; return it with its number."""
    body = await _served(given.body, by)
    code, year = new_code(), day_of(at).year
    async with db.write():
        serial = await next_number(f"meeting:{body.division_code}:{year}")
        row = MeetingRow(
            code=code, number=f"{body.division_code}-M-{year}-{serial:03d}", body_id=body.id,
            body_path=body.path, kind=given.kind.value, state=MeetingState.PLANNED.value,
            title=given.title, begins_at=given.begins_at, place=given.place, chair=given.chair,
            follow_up=given.follow_up, created_at=at, updated_at=at,
        )  # fmt: skip
        meeting_id = int((await MeetingRow.insert(row))[0]["id"])
        await record(
            "meeting:plan", subject=("meeting", meeting_id, code), by=by, at=at,
            now={"title": given.title, "begins_at": given.begins_at, "place": given.place},
        )  # fmt: skip
        return await things.meeting(meeting_id)


async def _served(code: str, by: Person) -> Body:
    held = await things.bodies(scope.bodies(by, "meeting.manage"))
    if code:
        wanted = await things.body(await locate.body(code))
        held = tuple(each for each in held if each.id == wanted.id)
    if not held:
        raise NotAllowed(permission="meeting.manage")
    return held[0]


async def edit(key: str, given: Moved, *, by: Person, at: datetime) -> Meeting:
    """Change when, where and under whom a meeting is to be."""
    async with on_meeting(Action.EDIT, key, given.version, by=by, at=at) as deed:
        deed.set(title=given.title, begins_at=given.begins_at, place=given.place,
                 chair=given.chair, follow_up=given.follow_up)  # fmt: skip
    return await things.meeting(deed.thing.id)


async def order(key: str, given: Order, *, by: Person, at: datetime) -> Meeting:
    """Move a topic to a place of the agenda, and give it minutes."""
    async with on_meeting(Action.ORDER, key, given.version, by=by, at=at) as deed:
        held = list(await things.agenda(deed.thing.id))
        moved = next((each for each in held if given.topic in {each.code, each.number}), None)
        if moved is None:
            raise Invalid([problem("topic", N_("议程里没有这个议题，请从列表中选择。"))])
        held.remove(moved)
        held.insert(given.position - 1, moved)
        row = TopicRow
        for place, topic in enumerate(held, 1):
            minutes = given.minutes if topic is moved and given.minutes else topic.minutes
            await row.update({row.position: place, row.minutes: minutes}).where(row.id == topic.id)
        deed.say(topic=moved.key, position=given.position)
    return await things.meeting(deed.thing.id)


async def convene(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Send out the notice: every member unit is called, and observers for their topics.

    After a postponement all are asked anew: what they said was said of another day.
    """
    async with on_meeting(Action.CONVENE, key, given.version, by=by, at=at) as deed:
        await _move_all(deed.thing, AttendanceAction.CALL_AGAIN)
        await _call(deed.thing, at)
        deed.set(notice=deed.thing.notice + 1)
    return await things.meeting(deed.thing.id)


async def _call(meeting: Meeting, at: datetime) -> None:
    body = await things.body(meeting.body_id)
    today = day_of(at)
    members = [
        each.unit.id for each in body.members
        if each.role is not BodyRole.OFFICE and (each.until is None or each.until > today)
    ]  # fmt: skip
    observers = [
        unit.id for topic in await things.agenda(meeting.id)
        for unit in (topic.proposer, *(asked.unit for asked in topic.consultations))
    ]  # fmt: skip
    known = {each.unit.id for each in meeting.attendance}
    called = dict.fromkeys([*members, *observers])
    await _invite([unit for unit in called if unit not in known], meeting.id, set(members))


async def _invite(units: list[int], meeting_id: int, members: set[int]) -> None:
    added = [
        AttendanceRow(
            meeting_id=meeting_id, unit_id=unit, state=AttendanceState.INVITED.value, name="",
            post="", reason="", observer=unit not in members,
        )
        for unit in units
    ]  # fmt: skip
    if added:
        await AttendanceRow.insert(*added)


async def fix_agenda(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Fix the agenda; what comes later is flagged late and makes new versions."""
    async with on_meeting(Action.FIX_AGENDA, key, given.version, by=by, at=at) as deed:
        await _call(deed.thing, at)
        deed.set(pack=deed.thing.pack + 1)
    return await things.meeting(deed.thing.id)


async def begin(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Begin the session; its minutes are begun with it."""
    async with on_meeting(Action.BEGIN, key, given.version, by=by, at=at) as deed:
        await _move_all(deed.thing, AttendanceAction.CLOSE)
        await minutes.begin(deed.thing, by=by, at=at)
    return await things.meeting(deed.thing.id)


async def _move_all(meeting: Meeting, action: AttendanceAction) -> None:
    """Bring what the called units have said to where a row of the table leads, if it does."""
    row, table = AttendanceRow, ATTENDANCE[action]
    assert table.to is not None
    origin = [state.value for state in table.origin]
    await row.update({row.state: table.to.value}).where(
        (row.meeting_id == meeting.id) & row.state.is_in(origin)
    )


async def adjourn(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Adjourn the session."""
    async with on_meeting(Action.ADJOURN, key, given.version, by=by, at=at) as deed:
        pass
    return await things.meeting(deed.thing.id)


async def resume(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Take the session up again."""
    async with on_meeting(Action.RESUME, key, given.version, by=by, at=at) as deed:
        pass
    return await things.meeting(deed.thing.id)


async def conclude(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """End the meeting; topics that were not reached go back to the pool, counted."""
    async with on_meeting(Action.CONCLUDE, key, given.version, by=by, at=at) as deed:
        deed.say(not_reached=await _back_to_pool(deed, carried=1))
    return await things.meeting(deed.thing.id)


async def _back_to_pool(deed: Deed[Meeting], carried: int) -> list[str]:
    row = TopicRow
    waiting = (row.meeting_id == deed.thing.id) & (row.state == TopicState.SCHEDULED.value)
    left = await things.topics(waiting)
    changes: dict[Any, Any] = {
        row.state: TopicState.POOLED.value, row.meeting_id: None, row.position: 0,
        row.carried: row.carried + carried, row.version: row.version + 1,
        row.updated_at: deed.at,
    }  # fmt: skip
    await row.update(changes).where(waiting)
    for topic in left:
        await record(
            "topic:pool", subject=("topic", topic.id, topic.code), by=deed.by, at=deed.at,
            data={"from": deed.thing.number}, was={"state": topic.state.value},
            now={"state": TopicState.POOLED.value},
        )  # fmt: skip
    return [topic.key for topic in left]


async def postpone(key: str, given: WithReason, *, by: Person, at: datetime) -> Meeting:
    """Postpone a meeting; it keeps its topics until it is convened again."""
    async with on_meeting(Action.POSTPONE, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
    return await things.meeting(deed.thing.id)


async def cancel(key: str, given: WithReason, *, by: Person, at: datetime) -> Meeting:
    """Cancel a meeting; its topics fall back to the pool."""
    async with on_meeting(Action.CANCEL, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason, pooled=await _back_to_pool(deed, carried=1))
    return await things.meeting(deed.thing.id)


# --- who comes -----------------------------------------------------------------------------------


async def attend(key: str, given: Reply, *, by: Person, at: datetime) -> Meeting:
    """Answer that the unit comes, and in whose person."""
    return await _reply(Action.ATTEND, key, given, by, at)


async def delegate(key: str, given: Reply, *, by: Person, at: datetime) -> Meeting:
    """Answer that somebody else comes for the unit."""
    if not given.name:
        raise Invalid([problem("name", N_("请填写代表的姓名。"), code="missing")])
    return await _reply(Action.DELEGATE, key, given, by, at)


async def excuse(key: str, given: Reply, *, by: Person, at: datetime) -> Meeting:
    """Answer that nobody comes, and why."""
    if not given.reason:
        raise Invalid([problem("reason", N_("请写明请假的理由。"), code="missing")])
    return await _reply(Action.EXCUSE, key, given, by, at)


async def _reply(action: Action, key: str, given: Reply, by: Person, at: datetime) -> Meeting:
    async with on_meeting(action, key, given.version, by=by, at=at) as deed:
        units = {held.unit.id for held in by.memberships}
        mine = next(each for each in deed.thing.attendance if each.unit.id in units)
        state = step(ATTENDANCE, mine.state, AttendanceAction(action.value)).to
        assert state is not None
        row = AttendanceRow
        await row.update({
            row.state: state.value, row.name: given.name, row.post: given.post,
            row.reason: given.reason, row.at: at,
        }).where(row.id == mine.id)  # fmt: skip
        deed.say(unit=mine.unit.name, answer=state.value)
    return await things.meeting(deed.thing.id)
