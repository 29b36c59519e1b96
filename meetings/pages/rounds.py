"""The rounds of countersigning: who said what in which, what changed, each remark's answer."""

from __future__ import annotations

from litestar import get

from meetings.pages import minutes as pages
from meetings.queries import rounds
from portal.core.i18n import language
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request


@get("/meetings/{key:str}/minutes/rounds", opt=permission("minutes.read"), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show the overview of all rounds, and what differs between them."""
    minutes = await pages.readable(request, key)
    return await respond.page(
        request, "meetings/rounds.html", minutes=minutes, spoken=language(),
        overview=await rounds.of(minutes),
    )  # fmt: skip
