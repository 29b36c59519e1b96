"""Who comes to a meeting: called, answering for the unit, there or not."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime

from meetings.inputs import Reply
from meetings.model import AttendanceAction, AttendanceState, Meeting, UnitRef
from meetings.model import MeetingAction as Action
from meetings.operations.acting import on_meeting
from meetings.queries import things
from meetings.states import ATTENDANCE, step
from meetings.tables import AttendanceRow
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.directory.model import Person


async def invite(meeting: Meeting, units: Sequence[UnitRef], observers: Set[int]) -> list[int]:
    """Call the units that are not called yet; return their ids."""
    known = {each.unit.id for each in meeting.attendance}
    new = [unit.id for unit in units if unit.id not in known]
    added = [
        AttendanceRow(
            meeting_id=meeting.id, unit_id=unit, state=AttendanceState.INVITED.value, name="",
            post="", reason="", observer=unit in observers,
        )
        for unit in new
    ]  # fmt: skip
    if added:
        await AttendanceRow.insert(*added)
    return new


async def move_all(meeting: Meeting, action: AttendanceAction) -> None:
    """Bring what the called units have said to where a row of the table leads, if it does."""
    row, table = AttendanceRow, ATTENDANCE[action]
    assert table.to is not None
    origin = [state.value for state in table.origin]
    await row.update({row.state: table.to.value}).where(
        (row.meeting_id == meeting.id) & row.state.is_in(origin)
    )


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
