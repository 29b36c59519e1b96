"""Ending a unit over the API: what it would move, and the end itself."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get, post

from portal.core.i18n import gettext, language
from portal.directory.queries import successor
from portal.office import units
from portal.office.units import EndUnitIn
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

_MANAGE = "unit.manage"


class HeldOut(msgspec.Struct, frozen=True):
    """So many things of one kind that a unit has in hand."""

    words: str
    n: int


class EndingOut(msgspec.Struct, frozen=True):
    """A unit with its end, and what that moves."""

    code: str
    name: str
    valid_to: date | None
    successor: str
    people: int
    in_hand: tuple[HeldOut, ...]


@get("/api/v1/units/{key:str}/end", opt=permission(_MANAGE))
async def look(request: Request, key: Key) -> respond.Answer:
    """Return what the end of a unit would move."""
    return await _answer(request, key)


@post("/api/v1/units/{key:str}/end", opt=permission(_MANAGE, reads=EndUnitIn), status_code=200)
async def end(request: Request, key: Key) -> respond.Answer:
    """End a unit on a day, with the unit that takes its place."""
    await units.end(key, request)
    return await _answer(request, key)


async def _answer(request: Request, key: str) -> respond.Answer:
    held = await units.ending(key, request)
    following = await successor(held.unit)
    return respond.json(EndingOut(
        held.unit.code, held.unit.title(language()), held.unit.valid_to,
        following.code if following else "", held.people,
        tuple(HeldOut(gettext(words), n) for words, n in held.held),
    ))  # fmt: skip


HANDLERS = (look, end)
