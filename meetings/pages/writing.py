"""Writing minutes while people talk: agenda, text, resolutions; an item at a time."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath

from meetings import access, inputs, operations
from meetings.model import Item, KeptText, Minutes, MinutesAction
from meetings.operations.texts import writing
from meetings.operations.writing import item_of
from meetings.pages import minutes as pages
from meetings.pages import panel
from meetings.phrases import PHRASES
from meetings.queries import situations, texts, things
from meetings.rules.presence import in_room, lacking, quorum_lamp
from portal.core.errors import NotAllowed, NotFound
from portal.core.i18n import N_, language, say
from portal.core.ids import new_code
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

ItemId = FromPath[int]
_AT = "/meetings/{key:str}/minutes/write"
_WRITE = "minutes.write"
# What is resolved is written down beside the text it stands in.
_FORMS = {MinutesAction.RESOLVE: panel.MINUTES_FORMS[MinutesAction.RESOLVE]}


@get(_AT, opt=permission(_WRITE), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show the item ``?item=`` names, to be written, or who writes it; else the one in hand."""
    minutes = await pages.readable(request, key)
    if not access.may(request.person, _WRITE, minutes.concerned):
        raise NotAllowed(permission=_WRITE)
    if not minutes.items:
        return respond.go(request, f"/meetings/{minutes.key}/minutes")
    item = _chosen(request, minutes)
    return await respond.page(
        request, "meetings/writing.html", minutes=minutes, item=item, spoken=language(),
        may_write=await _may_write(request, minutes), **_around(minutes, item),
        writer=_other(item, request), watching=request.htmx, page=new_code(), phrases=PHRASES,
        address=f"/meetings/{minutes.key}/minutes/write", **await _beside(request, minutes, item),
    )  # fmt: skip


async def _again(request: Request, key: str, item: int) -> respond.Answer:  # noqa: ARG001
    """Show the item's page again, with what was typed; which item, the address says."""
    return await respond.function_of(show)(request, key)


def _chosen(request: Request, minutes: Minutes) -> Item:
    wanted = request.path_params.get("item") or request.query_params.get("item", "")
    # The form beside the text says its item itself.
    wanted = wanted or request.visit.typed("item")
    mine = [each for each in minutes.items
            if (held := writing(each, request.at)) and held.id == request.person.id]  # fmt: skip
    named = [each for each in minutes.items if str(each.id) == str(wanted)]
    return (*named, *mine, *minutes.items)[0]


async def _may_write(request: Request, minutes: Minutes) -> bool:
    situation = await situations.of(minutes, by=request.person, at=request.at)
    offered = access.possible(situation, request.person)
    return MinutesAction.WRITE in {row.action for row in offered}


def _around(minutes: Minutes, item: Item) -> dict[str, Any]:
    """Return the items before and after this one."""
    at = minutes.items.index(item)
    return {
        "previous": minutes.items[at - 1] if at else None,
        "following": minutes.items[at + 1] if at + 1 < len(minutes.items) else None,
    }


def _other(item: Item, request: Request) -> str:
    """Return the name of somebody else who writes the item now; "" for nobody."""
    held = writing(item, request.at)
    return held.name if held is not None and held.id != request.person.id else ""


async def _beside(request: Request, minutes: Minutes, item: Item) -> dict[str, Any]:
    """Return what stands beside the text: what was resolved, and the forms for it."""
    resolved = await things.resolutions_of(minutes.id)
    offered = await panel.around(request, "minutes", minutes, _FORMS)
    meeting, body = await things.meeting(minutes.meeting_id), await things.body(minutes.body_id)
    there = in_room(meeting.attendance)
    topic = await things.topic(item.topic_id)
    return offered | {
        "there": there, "needed": body.quorum, "quorum": quorum_lamp(there, body.quorum),
        "room": {"lacking": lacking(meeting, topic, request.at)},
        "resolutions": [each for each in resolved if each.item_id == item.id],
        "items": ((str(item.id), item.topic_title),),
        **await pages.for_resolving(request, minutes),
    }  # fmt: skip


@post(f"{_AT}/{{item:int}}", opt=permission(_WRITE, reads=inputs.Saving), include_in_schema=False)
@respond.again(_again)
async def save(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Save the text of a form without the script, and stay at the item."""
    given = await forms.read(inputs.Saving, request)
    saved = await operations.save(key, item, given, by=request.person, at=request.at)
    words = {"saved": N_("已保存。"), "merged": N_("已保存，并与别人写的合在一起。"),
             "aside": N_("别人改了同一处，两份文字并列保存，请合并。")}  # fmt: skip
    return respond.go(request, _there(key, item), says=say(words[saved.state]))


def _there(key: str, item: int) -> str:
    return f"/meetings/{key}/minutes/write?item={item}"


@post(f"{_AT}/{{item:int}}/hold", opt=permission(_WRITE, reads=inputs.Holding),
      include_in_schema=False)  # fmt: skip
@respond.again(_again)
async def hold(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Take an item over whose writer has stopped."""
    given = await forms.read(inputs.Holding, request)
    await operations.hold(key, item, given, by=request.person, at=request.at)
    return respond.go(request, _there(key, item))


@post(f"{_AT}/{{item:int}}/settle", opt=permission(_WRITE, reads=inputs.Settling),
      include_in_schema=False)  # fmt: skip
@respond.again(_again)
async def settle(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Put one text in the place of two that stood side by side."""
    given = await forms.read(inputs.Settling, request)
    await operations.settle(key, item, given, by=request.person, at=request.at)
    return respond.go(
        request, _there(key, item), says=say(N_("已合并，两份文字都留在历次文字里。"))
    )


@post(f"{_AT}/resolve", opt=permission(_WRITE, reads=inputs.Resolve), include_in_schema=False)
@respond.again(show)
async def resolve(request: Request, key: Key) -> respond.Answer:
    """Write a matter resolved down, and stay at the item."""
    given = await forms.read(inputs.Resolve, request)
    await operations.resolve(key, given, by=request.person, at=request.at)
    return respond.go(request, _there(key, given.item), says=say(N_("已拟定议定事项。")))


class Run(msgspec.Struct, frozen=True):
    """What one person wrote on an item in a row: the last of it, and since when."""

    by_name: str
    began: Any
    last: KeptText


@get("/meetings/{key:str}/minutes/texts", opt=permission(_WRITE), include_in_schema=False)
async def earlier(request: Request, key: Key) -> respond.Answer:
    """Show the texts an item had, hand by hand, newest first."""
    minutes = await pages.readable(request, key)
    if not access.may(request.person, _WRITE, minutes.concerned):
        raise NotAllowed(permission=_WRITE)
    item = _named(request, minutes)
    kept = await texts.written(item.id)
    held = [list(run) for _, run in groupby(kept, key=lambda each: each.by_id)]
    return await respond.page(
        request, "meetings/texts.html", minutes=minutes, item=item,
        runs=[Run(run[-1].by_name, run[0].at, run[-1]) for run in reversed(held)],
    )  # fmt: skip


def _named(request: Request, minutes: Minutes) -> Item:
    wanted = request.query_params.get("item", "")
    if not wanted.isdecimal():
        raise NotFound(what="item", key=wanted)
    return item_of(minutes, int(wanted))
