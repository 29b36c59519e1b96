"""Who was there for which topic, and whether enough were; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meetings.model import Attendance, Meeting, There, Topic
from portal.core.lamps import Lamp


def there_for(held: Attendance, topic: Topic, now: datetime) -> There:
    """Return whether a called unit was there when a topic was settled, or is now."""
    if topic.id in held.recused:
        return There.RECUSED
    if not held.stays:
        return There.PRESENT if held.present else There.ABSENT
    at = topic.deliberated_at or now
    if any(each.since <= at and (each.until is None or at < each.until) for each in held.stays):
        return There.PRESENT
    return There.NOT_YET if at < held.stays[0].since else There.LEFT


def lacking(meeting: Meeting, topic: Topic, now: datetime) -> list[tuple[Attendance, There]]:
    """Return the members that came to the meeting and were not there for a topic, and how."""
    found = [(each, there_for(each, topic, now)) for each in meeting.attendance
             if each.present and not each.observer]  # fmt: skip
    return [(each, how) for each, how in found if how is not There.PRESENT]


def in_room(held: Iterable[Attendance]) -> int:
    """Return how many member units are in the room now."""
    return sum(bool(each.present) and not each.observer and _is_in(each) for each in held)


def _is_in(held: Attendance) -> bool:
    return not held.stays or held.stays[-1].until is None


def quorum_lamp(there: int, quorum: int) -> Lamp:
    """Return the lamp of a meeting: red below the quorum; none where a body sets none."""
    if not quorum:
        return Lamp.NONE
    return Lamp.GREEN if there >= quorum else Lamp.RED
