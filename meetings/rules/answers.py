"""Until when a notice is answered, who has not, and when the portal reminds them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

import msgspec

from meetings.model import Attendance, AttendanceState, Meeting
from portal.core.calendar import OFFICE, Calendar, day_of

# Nobody is reminded before the offices open.
_OPEN = time(8)


class Counts(msgspec.Struct, frozen=True):
    """How many units come, send somebody, excuse themselves, have not answered."""

    accepted: int = 0
    delegated: int = 0
    excused: int = 0
    silent: int = 0


def deadline(begins_at: datetime, planned_at: datetime, calendar: Calendar) -> date:
    """Return the last day for answers where none was set: the working day before the meeting."""
    day = day_of(begins_at)
    return min(day, max(calendar.working_day_before(day), day_of(planned_at)))


def silent(attendance: Iterable[Attendance]) -> tuple[Attendance, ...]:
    """Return the called units that have not answered."""
    return tuple(each for each in attendance if each.state is AttendanceState.INVITED)


def counts(attendance: Iterable[Attendance]) -> Counts:
    """Return how many units have answered what."""
    held = [each.state for each in attendance]
    return Counts(
        held.count(AttendanceState.ACCEPTED), held.count(AttendanceState.DELEGATED),
        held.count(AttendanceState.EXCUSED),
        held.count(AttendanceState.INVITED) + held.count(AttendanceState.NO_ANSWER),
    )  # fmt: skip


def reminds(meeting: Meeting, sent_at: datetime, at: datetime, calendar: Calendar) -> bool:
    """Return whether the portal reminds now: once for a deadline, a working day before it.

    Who was called the same day is not reminded yet.
    """
    last, today = meeting.answer_by, day_of(at)
    if last is None or meeting.reminded_for == last or not silent(meeting.attendance):
        return False
    begin = max(calendar.working_day_before(last), day_of(sent_at))
    hour = datetime.combine(today, _OPEN, OFFICE)
    return day_of(sent_at) < today and begin <= today <= last and at >= hour
