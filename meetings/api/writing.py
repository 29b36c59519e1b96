"""The API of writing an item of minutes live: the page's own script speaks it, and programs."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath

from meetings import access, inputs, operations
from meetings.model import Item, KeptText, Minutes, Saved
from meetings.operations.texts import writing
from meetings.operations.writing import item_of
from meetings.queries import locate, texts, things
from portal.core.errors import NotFound
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

ItemId = FromPath[int]
_AT = "/api/v1/minutes/{key:str}/items/{item:int}"
_WRITE = "minutes.write"


async def _open(request: Request, key: str, item: int) -> tuple[Minutes, Item]:
    minutes = await things.minutes(await locate.minutes(key))
    if not access.may_read(request.person, minutes):
        raise NotFound(what="minutes", key=key)
    return minutes, item_of(minutes, item)


@get(_AT, opt=permission("minutes.read"))
async def item(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Return an item with its revision, who writes it, and the texts that stand beside it."""
    _, held = await _open(request, key, item)
    return respond.json(_item_out(held, request))


def _item_out(held: Item, request: Request) -> dict[str, Any]:
    writer = writing(held, request.at)
    return {
        "id": held.id, "topic": held.topic_title, "revision": held.revision, "text": held.text,
        "writer": {"name": writer.name, "until": writer.until,
                   "me": writer.id == request.person.id} if writer else None,
        "asides": [_aside_out(each) for each in held.asides],
    }  # fmt: skip


def _aside_out(held: KeptText) -> dict[str, Any]:
    return {"code": held.code, "by": held.by_name, "at": held.at, "text": held.text,
            "revision": held.revision}  # fmt: skip


@get(f"{_AT}/texts", opt=permission(_WRITE))
async def earlier(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Return every revision of an item's text: who wrote it, when, and what."""
    _, held = await _open(request, key, item)
    kept = await texts.written(held.id)
    return respond.json(
        {"items": [{"revision": each.revision, "by": each.by_name, "at": each.at,
                    "text": each.text} for each in kept], "next": None}
    )  # fmt: skip


@post(f"{_AT}/save", status_code=200, opt=permission(_WRITE, reads=inputs.Saving))
async def save(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Save a text typed on from a revision; ``state`` says what became of it.

    ``saved``: it is the item's text. ``merged``: others wrote elsewhere in it, ``text`` is both
    together. ``aside``: they wrote at the same place; both stand side by side, see ``settle``.
    """
    given = await forms.read(inputs.Saving, request)
    saved = await operations.save(key, item, given, by=request.person, at=request.at)
    return await _saved(request, key, item, saved)


@post(f"{_AT}/settle", status_code=200, opt=permission(_WRITE, reads=inputs.Settling))
async def settle(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Put one text in the place of two that stood side by side."""
    given = await forms.read(inputs.Settling, request)
    saved = await operations.settle(key, item, given, by=request.person, at=request.at)
    return await _saved(request, key, item, saved)


async def _saved(request: Request, key: str, item: int, saved: Saved) -> respond.Answer:
    _, held = await _open(request, key, item)
    return respond.json(
        _item_out(held, request)
        | {"state": saved.state, "revision": saved.revision, "text": saved.text,
           "aside": saved.aside or None}
    )  # fmt: skip


@post(f"{_AT}/hold", status_code=200, opt=permission(_WRITE, reads=inputs.Holding))
async def hold(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Begin to write an item; 409 while somebody else does."""
    given = await forms.read(inputs.Holding, request)
    await operations.hold(key, item, given, by=request.person, at=request.at)
    return respond.json(_item_out((await _open(request, key, item))[1], request))


@post(f"{_AT}/leave", status_code=200, opt=permission(_WRITE, reads=inputs.Holding))
async def leave(request: Request, key: Key, item: ItemId) -> respond.Answer:
    """Leave an item to others."""
    given = await forms.read(inputs.Holding, request)
    await operations.leave_item(key, item, given, by=request.person, at=request.at)
    return respond.json(_item_out((await _open(request, key, item))[1], request))
