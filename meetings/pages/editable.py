"""The .docx twins: minutes to go on with in a word processor, the register to sort and write into.

They are made anew each time and are no papers: what counts is what was issued, or what stands here.
"""

from __future__ import annotations

from litestar import get

from meetings.operations.printing import as_paper, editable
from meetings.operations.registers import register_of
from meetings.pages.minutes import whole
from meetings.papers import word
from meetings.queries import things
from portal.core.i18n import gettext
from portal.documents.word import MIME
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request


@get("/meetings/{key:str}/minutes.docx", opt=permission("minutes.read"), include_in_schema=False)
async def minutes(request: Request, key: Key) -> respond.Answer:
    """Answer the minutes as they stand, on the grid of the paper; a draft has no number yet."""
    held = await whole(request, key)
    meeting, body = await things.meeting(held.meeting_id), await things.body(held.body_id)
    paper = as_paper(held, meeting, body, held.number, held.issued_at or request.at)
    data = await editable(word.minutes, paper)
    return respond.document(data, f"{held.title}.docx", mime=MIME)


@get("/resolutions/register.docx", opt=permission("resolution.read", "resolution.receive"),
     include_in_schema=False)  # fmt: skip
async def register(request: Request) -> respond.Answer:
    """Answer the register that is asked for as a table."""
    paper = await register_of(request.query_params, by=request.person, at=request.at)
    data = await editable(word.register, paper)
    return respond.document(data, f"{paper.body}{gettext('议定事项台账')}.docx", mime=MIME)


HANDLERS = (minutes, register)
