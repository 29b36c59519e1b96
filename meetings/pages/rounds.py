"""The rounds of countersigning: who said what in which, what changed, each remark's answer."""

from __future__ import annotations

from litestar import get

from meetings.pages import minutes as pages
from meetings.queries import rounds, secrecy
from portal.core.i18n import gettext, language
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request


@get("/meetings/{key:str}/minutes/rounds", opt=permission("minutes.read"), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show the overview of all rounds, and what differs between them."""
    seen = await secrecy.shown(await pages.readable(request, key), request.person)
    minutes = seen.minutes
    held = await rounds.of(minutes)
    return await respond.page(
        request, "meetings/rounds.html", minutes=minutes, spoken=language(),
        overview=held, heads=_heads(held),
    )  # fmt: skip


def _heads(held: rounds.Overview) -> list[str]:
    return [gettext("单位"), *(gettext("第 %(n)s 轮") % {"n": n} for n in held.numbers)]
