"""How a session goes, from what the journal holds of it; nothing of it is stored twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from meetings.model import Meeting, MeetingState, Topic
from meetings.rules.running import Course
from portal.core.calendar import Pause
from portal.journal.model import Entry
from portal.journal.queries import of_subject, of_subjects

_HELD = frozenset({MeetingState.IN_SESSION, MeetingState.ADJOURNED, MeetingState.CONCLUDED})


async def of(meeting: Meeting, topics: Sequence[Topic]) -> Course:
    """Return the course of a session; an empty one before it has begun."""
    if meeting.state not in _HELD:
        return Course()
    acts = await of_subject("meeting", meeting.id)
    outcomes = await of_subjects("topic", [each.id for each in topics])
    began = next((each.at for each in acts if each.tag == "meeting:begin"), None)
    decided = {each.subject_id: each.at for each in outcomes if each.tag == "topic:record_outcome"}
    return Course(began, tuple(_breaks(acts)), decided)


def _breaks(acts: Iterable[Entry]) -> list[Pause]:
    found: list[Pause] = []
    for each in acts:
        if each.tag == "meeting:adjourn":
            found.append(Pause(each.at))
        elif each.tag == "meeting:resume" and found:
            found[-1] = Pause(found[-1].begin, each.at)
    return found
