"""Reminding units that have not answered a notice: by itself once, at the office's word at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.inputs import Plain
from meetings.model import Attendance, Meeting, MeetingState
from meetings.model import MeetingAction as Action
from meetings.operations.acting import on_meeting
from meetings.queries import notices, things
from meetings.rules import answers
from meetings.tables import MeetingRow
from portal.core import db
from portal.directory.model import Person
from portal.directory.queries import calendars
from portal.jobs.queue import enqueue
from portal.journal.record import record

_TAG = f"meeting:{Action.REMIND.value}"
_WAITING = [MeetingState.CONVENED.value, MeetingState.AGENDA_FIXED.value]


async def remind(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Remind the units that have not answered, now."""
    async with on_meeting(Action.REMIND, key, given.version, by=by, at=at) as deed:
        deed.set(reminded_at=at)
        deed.say(**_told(answers.silent(deed.thing.attendance)))
    return await things.meeting(deed.thing.id)


def _told(silent: tuple[Attendance, ...]) -> dict[str, Any]:
    names = "、".join(each.unit.name for each in silent)
    return {"unit": names, "to": [each.unit.id for each in silent]}


async def remind_due(*, at: datetime) -> None:
    """Remind, once for each deadline, whoever has not answered a working day before it."""
    row, held = MeetingRow, await calendars()
    wanted = row.state.is_in(_WAITING) & (row.begins_at > at)
    for each in await row.select(row.id, row.body_path).where(wanted).order_by(row.id):
        meeting, sent = await things.meeting(each["id"]), await notices.newest(each["id"])
        calendar = held.of(each["body_path"])
        if sent and answers.reminds(meeting, sent.sent_at, at, calendar):
            await _remind(meeting, at)


async def _remind(meeting: Meeting, at: datetime) -> None:
    row = MeetingRow
    now: dict[Any, Any] = {row.reminded_for: meeting.answer_by, row.reminded_at: at}
    mine: Any = row.reminded_for.is_null() | (row.reminded_for != meeting.answer_by)
    wanted = (row.id == meeting.id) & row.state.is_in(_WAITING) & mine
    async with db.write():
        if not await row.update(now).where(wanted).returning(row.id):
            return
        told = _told(answers.silent(meeting.attendance))
        await record(_TAG, subject=("meeting", meeting.id, meeting.code), by=None, at=at, data=told)
        await enqueue(
            "meetings.tell", key=f"{_TAG}:{meeting.id}:{meeting.answer_by}", at=at,
            payload={"tag": _TAG, "kind": "meeting", "id": meeting.id, "data": told},
        )  # fmt: skip
