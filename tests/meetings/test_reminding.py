"""Answers to a notice: until when, who is silent, and who is reminded how often."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from meetings import inputs, operations
from meetings.model import Attendance, AttendanceState, Meeting
from meetings.queries import things
from meetings.rules import answers
from portal.core import clock
from portal.core.calendar import OFFICE, Calendar, day_of
from portal.core.errors import NotPossible
from portal.directory.queries import working_days
from portal.jobs.tables import Job
from tests.meetings.round_table import Table
from tests.meetings.test_states import BUREAU, _thing

# A Tuesday; the working day before is the Monday, the one before that the Friday.
_TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=OFFICE)
_CALENDAR = Calendar(announced=frozenset({2026}))


def _on(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=OFFICE)


def _called(**changed: Any) -> Meeting:
    last = answers.deadline(_TUESDAY, _on(20), _CALENDAR)
    meeting = _thing("meeting", "convened")
    return msgspec.structs.replace(
        meeting, begins_at=_TUESDAY, answer_by=changed.pop("answer_by", last), **changed
    )


def test_without_one_of_its_own_the_deadline_is_the_working_day_before_the_meeting() -> None:
    assert answers.deadline(_TUESDAY, _on(20), _CALENDAR) == _on(30).date()


def test_a_meeting_planned_for_the_same_day_is_answered_the_same_day() -> None:
    assert answers.deadline(_TUESDAY, _TUESDAY, _CALENDAR) == _TUESDAY.date()


@pytest.mark.parametrize(
    ("at", "reminds"),
    [(_on(26), False), (_on(27, 7), False), (_on(27, 8), True), (_on(30), True),
     (_TUESDAY, False)],
)  # fmt: skip
def test_the_portal_reminds_from_a_working_day_before_the_deadline(
    at: datetime, reminds: bool
) -> None:
    assert answers.reminds(_called(), _on(20), at, _CALENDAR) is reminds


def test_nobody_is_reminded_on_the_day_of_the_call_nor_twice_for_a_deadline() -> None:
    assert not answers.reminds(_called(), _on(27, 8), _on(27), _CALENDAR)
    assert answers.reminds(_called(), _on(27, 8), _on(30), _CALENDAR)
    assert not answers.reminds(_called(reminded_for=_on(30).date()), _on(20), _on(27), _CALENDAR)


def test_who_has_answered_is_not_reminded() -> None:
    said = Attendance(1, BUREAU, AttendanceState.EXCUSED)

    assert not answers.reminds(_called(attendance=(said,)), _on(20), _on(27), _CALENDAR)
    assert answers.counts((said,)) == answers.Counts(excused=1)


def test_a_deadline_after_the_meeting_is_refused() -> None:
    with pytest.raises(ValidationError):
        inputs.MeetingIn.model_validate(
            {"title": "会", "begins_at": "2026-12-01 09:30", "place": "三楼", "chair": "副区长",
             "answer_by": "2026-12-02"}
        )  # fmt: skip


async def _convened(table: Table) -> Meeting:
    meeting = await table.planned()
    found: Meeting = await table.do("convene", meeting, table.person("secretary"))
    return found


async def _jobs(meeting: Meeting) -> list[str]:
    rows = await Job.select(Job.payload).where(Job.key.like(f"meeting:remind:{meeting.id}:%"))
    return [row["payload"] for row in rows]


async def test_the_worker_reminds_the_silent_once(table: Table) -> None:
    meeting = await _convened(table)
    meeting = await table.do("attend", meeting, await table.head("bureau"), name="王主任")
    calendar = await working_days(table.body.path)
    assert meeting.answer_by is not None
    day = calendar.working_day_before(meeting.answer_by)
    if day <= day_of(clock.now()):
        day = meeting.answer_by
    at = datetime(day.year, day.month, day.day, 9, tzinfo=OFFICE)

    await operations.remind_due(at=at)
    await operations.remind_due(at=at + timedelta(hours=1))

    (job,) = await _jobs(meeting)
    bureau, lead = (table.stage.units[where] for where in ("bureau", "lead"))
    told = msgspec.json.decode(job)["data"]["to"]
    assert (bureau.id in told, lead.id in told) == (False, True)
    now = await things.meeting(meeting.id)
    assert (now.reminded_for, now.version) == (meeting.answer_by, meeting.version)


async def test_the_office_reminds_at_most_once_a_day(table: Table) -> None:
    meeting, secretary = await _convened(table), table.person("secretary")

    meeting = await table.do("remind", meeting, secretary)

    assert len(await _jobs(meeting)) == 1
    with pytest.raises(NotPossible) as refused:
        await table.do("remind", meeting, secretary)
    assert refused.value.code == "not_reminded_today"
    await table.do("remind", meeting, secretary, at=clock.now() + timedelta(days=1))


async def test_page_and_api_count_the_answers(table: Table, visiting: Any) -> None:
    meeting = await _convened(table)
    await table.do("attend", meeting, await table.head("bureau"), name="王主任")
    await table.do("excuse", meeting, await table.head("lead"), reason="另有会议")
    visit = await visiting(table.person("secretary"))

    page = await visit.sees(f"/meetings/{meeting.key}")
    told = await visit.reads(f"/meetings/{meeting.key}")

    silent = len(told["attendance"]) - 2
    assert told["answers"] == {"accepted": 1, "delegated": 0, "excused": 1, "silent": silent}
    assert f"参加 1 · 委派 0 · 请假 1 · 未回复 {silent}" in page
    assert told["answer_by"] in page
    assert "act-remind" in page
