"""The bytes of minutes: their view model, set by the presses."""

from __future__ import annotations

from datetime import datetime

from meetings.model import Body, Meeting, Minutes
from portal.core.i18n import Language
from portal.documents import pdf
from portal.render import filters
from portal.render.environment import render


async def printed(
    minutes: Minutes, meeting: Meeting, body: Body, number: int, at: datetime
) -> bytes:
    """Return the minutes as PDF under a number."""
    paper = {
        "minutes": minutes, "meeting": meeting, "body": body, "number": number,
        "day": filters.written_day(at),
    }  # fmt: skip
    html = render("meetings/pdf/minutes.html", paper, kind="paper")
    return await pdf.make(html, title=minutes.title, language=Language.HANS)
