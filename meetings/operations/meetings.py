"""Meetings 会议: planned, convened, the agenda, the day itself; what is not reached goes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.inputs import MeetingIn, Moved, Plain, WithReason
from meetings.model import AttendanceAction, Body, Meeting, MeetingState, TopicState
from meetings.model import MeetingAction as Action
from meetings.operations import minutes, notices
from meetings.operations.acting import MEETING, Deed, on_meeting, within
from meetings.operations.attendance import move_all
from meetings.queries import locate, scope, things
from meetings.tables import MeetingRow, TopicRow
from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import NotAllowed
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
            follow_up=given.follow_up, answer_by=given.answer_by, created_at=at, updated_at=at,
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
        deed.set(
            title=given.title, begins_at=given.begins_at, place=given.place, chair=given.chair,
            answer_by=given.answer_by, follow_up=given.follow_up,
        )  # fmt: skip
    return await things.meeting(deed.thing.id)


async def convene(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Send out the notice: every member unit is called, and observers for their topics.

    After a postponement all are asked anew: what they said was said of another day.
    """

    async def act(paper: notices.Sheet) -> Meeting:
        async with on_meeting(Action.CONVENE, key, given.version, by=by, at=at) as deed:
            await notices.send(deed, paper)
        return await things.meeting(deed.thing.id)

    return await notices.with_paper(lambda: notices.ready(key, Action.CONVENE, by=by, at=at), act)


async def fix_agenda(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Fix the agenda, and send what the notice does not say yet; later topics are flagged late."""

    async def act(paper: notices.Sheet) -> Meeting:
        async with db.write():
            meeting_id = await locate.meeting(key, by)
            async with within(
                MEETING, meeting_id, Action.FIX_AGENDA, given.version, by=by, at=at
            ) as deed:
                deed.set(pack=deed.thing.pack + 1)
            return await notices.catch_up(meeting_id, paper, by=by, at=at)

    return await notices.with_paper(
        lambda: notices.ready(key, Action.CORRECT_NOTICE, by=by, at=at), act
    )


async def begin(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Begin the session; its minutes are begun with it."""
    async with on_meeting(Action.BEGIN, key, given.version, by=by, at=at) as deed:
        await move_all(deed.thing, AttendanceAction.CLOSE)
        await minutes.begin(deed.thing, by=by, at=at)
    return await things.meeting(deed.thing.id)


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
