"""What a meeting's page says of its notices: every version, and what the newest leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meetings import operations
from meetings.model import Changed, Meeting, MeetingState, Notice, Slot
from meetings.queries import notices
from meetings.rules import notices as rules
from portal.web.visit import Request

_CORRECTED = frozenset({MeetingState.CONVENED, MeetingState.AGENDA_FIXED})


async def of_meeting(request: Request, meeting: Meeting, slots: Sequence[Slot]) -> dict[str, Any]:
    """Return the versions, who has opened the newest, and what it does not say yet.

    The page says all that the newest one says, so whoever reads it has seen that.
    """
    if not meeting.notice:
        return {"notices": (), "pending": (), "opened": {}}
    sent = await notices.of_meeting(meeting.id)
    if sent:
        await operations.opened(meeting, sent[0], by=request.person, at=request.at)
    receipts = {each.unit_id: each.at for each in sent[0].receipts} if sent else {}
    return {"notices": sent, "pending": _pending(meeting, sent, slots), "opened": receipts}


def _pending(
    meeting: Meeting, sent: Sequence[Notice], slots: Sequence[Slot]
) -> tuple[Changed, ...]:
    if meeting.state not in _CORRECTED or not sent:
        return ()
    return rules.changes(sent[0].said, rules.said(meeting, slots))
