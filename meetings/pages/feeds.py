"""A person's calendar: its secret address in the settings, and what stands behind the address."""

from __future__ import annotations

from datetime import timedelta

from litestar import get, post

from meetings import inputs, operations
from meetings.papers.held import event
from meetings.papers.ical import feed as written
from meetings.queries import feeds
from portal.core import settings
from portal.core.errors import NotFound
from portal.core.i18n import N_, gettext, say, speaking
from portal.web import forms, respond
from portal.web.gate import PUBLIC, may_ever, permission
from portal.web.pacing import Pace
from portal.web.slots import fills
from portal.web.visit import Key, Request

_READ = "meeting.read"
_HERE = "/settings/calendar"
# Calendars ask every hour or so; an office behind one network address has many of them.
_PACE = Pace(60, timedelta(minutes=1))


@fills("settings.more")
async def more(request: Request) -> dict[str, str] | None:
    """Return the way to the calendar's address, for whoever may read meetings."""
    if not may_ever(request.person, (_READ,)):
        return None
    return {
        "id": "calendar", "title": gettext("会议日历"), "address": _HERE,
        "hint": gettext("在手机或电脑的日历里订阅本单位要参加的会议。"),
        "words": gettext("订阅会议日历"),
    }  # fmt: skip


@get(_HERE, opt=permission(_READ), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show whether the calendar has an address; the address itself is not known any more."""
    return await _shown(request)


async def _shown(request: Request, address: str = "") -> respond.Answer:
    since = await feeds.opened_at(request.person.id)
    return await respond.page(request, "meetings/calendar.html", since=since, address=address)


@post(f"{_HERE}/renew", opt=permission(_READ), status_code=200, include_in_schema=False)
@respond.again(show)
async def renew(request: Request) -> respond.Answer:
    """Give the calendar a new address and show it, this once."""
    await forms.read(inputs.Nothing, request)
    token = await operations.renew_feed(by=request.person, at=request.at)
    return await _shown(request, f"{settings.current().address}/calendar/{token}.ics")


@post(f"{_HERE}/revoke", opt=permission(_READ), include_in_schema=False)
@respond.again(show)
async def revoke(request: Request) -> respond.Answer:
    """Close the calendar's address."""
    await forms.read(inputs.Nothing, request)
    await operations.revoke_feed(by=request.person, at=request.at)
    return respond.go(request, _HERE, says=say(N_("已停用，原来的地址不能再订阅。")))


@get("/calendar/{key:str}", opt=permission(PUBLIC), include_in_schema=False)
async def feed(request: Request, key: Key) -> respond.Answer:
    """Answer the calendar behind a secret address, in its person's language; 404 for any other."""
    _PACE.keep(request)
    token, dot, ending = key.partition(".")
    if (dot, ending) != (".", "ics"):
        raise NotFound(what="feed")
    reader = await feeds.person_of(token, at=request.at)
    base = settings.current().address
    with speaking(reader.language):
        name = gettext("联办会议")
    events = [event(each, f"{base}/meetings/{each.key}")
              for each in await feeds.of(reader, at=request.at)]  # fmt: skip
    return respond.document(
        written(name, events), "calendar.ics", mime="text/calendar; charset=utf-8"
    )


HANDLERS = (show, renew, revoke, feed)
