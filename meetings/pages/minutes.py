"""The minutes of a meeting: the items with their text, what was resolved, who has signed."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from litestar import get

from meetings import access, referral_links
from meetings.model import (
    Distribution,
    Effect,
    Ending,
    Minutes,
    MinutesAction,
    MinutesState,
    ResolutionState,
    SignState,
)
from meetings.pages import choices, panel
from meetings.queries import locate, secrecy, things
from meetings.rules.rounds import paragraphs
from meetings.states import MINUTES
from portal.core import clock
from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.core.i18n import N_, gettext, language, say
from portal.directory.model import Unit
from portal.directory.queries import unit
from portal.documents import files
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

_READ = "minutes.read"


async def readable(request: Request, key: str) -> Minutes:
    """Return the minutes of this key; raise ``NotFound`` where the person may not know them."""
    minutes = await things.minutes(await locate.minutes(key))
    if not access.may_read(request.person, minutes):
        raise NotFound(what="minutes", key=key)
    return minutes


async def whole(request: Request, key: str) -> Minutes:
    """Return the minutes of this key; refuse where the person may not read all of them."""
    minutes = await readable(request, key)
    if (await secrecy.shown(minutes, request.person)).left_out:
        # A file is of the whole; who may not read all of it has the extract.
        raise NotAllowed(
            say(N_("本期纪要含有不公开的议题，请查阅本单位的纪要摘录。")), permission=_READ
        )
    return minutes


@get("/meetings/{key:str}/minutes", opt=permission(_READ), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show the minutes: items, resolutions, the rounds of countersigning, the acts."""
    held = await readable(request, key)
    seen, address = await secrecy.shown(held, request.person), f"/meetings/{held.key}/minutes"
    minutes = seen.minutes
    return await respond.page(
        request, "meetings/minutes.html", minutes=minutes, address=address, spoken=language(),
        resolutions=seen.resolutions(await things.resolutions_of(minutes.id)),
        left_out=seen.left_out, papers=_papers(seen, address),
        writes=_writes(request, minutes, address),
        links=_links(minutes),
        **await panel.around(request, "minutes", held, panel.MINUTES_FORMS),
        **await _choices(request, minutes),
    )  # fmt: skip


def _writes(request: Request, minutes: Minutes, address: str) -> str:
    """Return where this person writes the minutes item by item; "" where they do not."""
    open_ = minutes.state in MINUTES[MinutesAction.WRITE].origin and minutes.items
    may = open_ and access.may(request.person, "minutes.write", minutes.concerned)
    return f"{address}/write" if may else ""


def _links(minutes: Minutes) -> list[dict[str, str]]:
    """Return the way to the meeting, and between minutes and their correction."""
    found = [{"words": gettext("会议 %(key)s") % {"key": minutes.meeting_key},
              "address": f"/meetings/{minutes.meeting_key}"}]  # fmt: skip
    if minutes.corrects is not None:
        found.append({"words": gettext("原纪要 第 %(n)s 期") % {"n": minutes.corrects.number},
                      "address": f"/meetings/{minutes.corrects.key}/minutes"})  # fmt: skip
    return found


def _papers(seen: secrecy.Shown, address: str) -> list[tuple[str, str]]:
    editable = [] if seen.left_out else [(gettext("可编辑的纪要（.docx）"), f"{address}.docx")]
    if not seen.minutes.file_code:
        return editable
    issued = [] if seen.left_out else [(gettext("纪要（PDF）"), f"{address}.pdf")]
    return [
        *issued,
        *editable,
        (gettext("本单位的纪要摘录"), f"{address}/extract.pdf"),
        (gettext("核对手中的纪要文件"), "/minutes/check"),
    ]


async def _choices(request: Request, minutes: Minutes) -> dict[str, Any]:
    resolved = await things.resolutions_of(minutes.id)
    return {
        "items": tuple((str(each.id), each.topic_title) for each in minutes.items),
        "waiting": tuple((str(each.id), each.topic_title)
                         for each in minutes.items if not each.done),
        "chosen": _chosen(request, minutes),
        "served": await _served(request, minutes),
        "effects": {str(each.id): await _told(each.effect) for each in minutes.items},
        "texts": {str(each.id): each.text for each in minutes.items},
        "drafts": tuple((each.code, each.text[:60]) for each in resolved
                        if each.state is ResolutionState.DRAFT),
        "goes": await _goes(minutes),
        "places": _places(minutes),
        "remarks": tuple((each.code, f"{each.unit.title(language())}：{each.text[:40]}")
                         for each in minutes.remarks if not each.answer),
        "objecting": choices.units(each.unit for each in minutes.asked
                                   if each.state is SignState.OBJECTION),
        "revisions": {str(each.id): each.revision for each in minutes.items},
        "roles": choices.roles(),
        **await for_resolving(request, minutes),
    }  # fmt: skip


async def _goes(minutes: Minutes) -> dict[str, str]:
    """Return to whom the minutes go, as the form holds it; at first all who were called."""
    held = minutes.distribution
    if held is None:
        called = await things.attendance(minutes.meeting_id)
        held = Distribution(tuple(each.unit.name for each in called))
    return {"to": "、".join(held.to), "up": "、".join(held.up), "copied": "、".join(held.copy)}


def _places(minutes: Minutes) -> choices.Pairs:
    """Return the paragraphs as they went round, each under its item."""
    return tuple(
        (f"{item.id}.{n}", f"{place}—{n} {words[:30]}")
        for place, item in enumerate(minutes.items, 1)
        for n, words in enumerate(paragraphs(item.circulated), 1)
    )


async def for_resolving(request: Request, minutes: Minutes) -> dict[str, Any]:
    """Return what the form of a matter resolved offers."""
    body = await things.body(minutes.body_id)
    return {
        "units": await choices.all_units(body.path, request),
        "earlier": await _earlier(minutes),
        "endings": choices.of(Ending),
    }


class Told(msgspec.Struct, frozen=True):
    """What a decision does to its referral, as form and page show it; no unit: the same one."""

    role: str
    due_on: date | None
    binding: bool
    routing: bool
    unit: Unit | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the referral simply goes on with its unit."""
        return not (self.unit or self.role or self.due_on or self.routing)


async def _told(effect: Effect) -> Told:
    taker = await unit(effect.unit_id) if effect.unit_id else None
    return Told(effect.role, effect.due_on, effect.binding, effect.routing, taker)


def _chosen(request: Request, minutes: Minutes) -> str:
    """Return the item whose text the form is asked to hold; "" for the first."""
    wanted = request.query_params.get("item", "")
    return wanted if wanted in {str(each.id) for each in minutes.items} else ""


async def _served(request: Request, minutes: Minutes) -> str:
    """Return who serves by the rules what the item in hand is about; "" where it is no referral."""
    chosen = _chosen(request, minutes)
    items = [each for each in minutes.items if chosen in {"", str(each.id)}]
    topic = await things.topic(items[0].topic_id) if items else None
    if topic is None or topic.referral_id is None:
        return ""
    return await referral_links.served_today(topic.referral_id, at=request.at)


async def _earlier(minutes: Minutes) -> choices.Pairs:
    """Return the open resolutions of earlier minutes of the body, for those that end one."""
    if minutes.state is MinutesState.ISSUED:
        return ()
    held = await things.open_resolutions(minutes.body_id, before=clock.now())
    return tuple((each.key, f"{each.key} {each.text[:40]}") for each in held)


@get("/meetings/{key:str}/minutes.pdf", opt=permission(_READ), include_in_schema=False)
async def paper(request: Request, key: Key) -> respond.Answer:
    """Answer the minutes as issued: the stored bytes, never set again."""
    minutes = await whole(request, key)
    if not minutes.file_code:
        raise NotPossible(say(N_("印发之后才有正式纪要。")), code="not_issued")
    stored, data = await files.fetch(minutes.file_code)
    return respond.document(data, stored.name, inline=True)
