"""Reminding the units of many resolutions at once, and the bulletin on the screen.

Each resolution is an act of its own, with its own right, version and journal row: what is refused
leaves the others done, and says why.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import get, post

from meetings import inputs, operations
from meetings.model import Press, Resolution
from meetings.operations.pressing import owing, ready_to_urge
from meetings.operations.registers import OFFICES, bulletin_of
from meetings.pages import choices
from meetings.papers.pressing import order_number
from meetings.queries import pressing
from portal.core.calendar import day_of
from portal.core.errors import Refusal
from portal.core.i18n import gettext, language
from portal.web import forms, many, respond
from portal.web.gate import permission
from portal.web.visit import Request

_BULK = "/resolutions/urge"


class Row(many.Row, frozen=True, kw_only=True):
    """One resolution that was picked, with the units that would be reminded."""

    text: str = ""
    units: str = ""


async def letters(resolution: Resolution) -> list[tuple[str, str]]:
    """Return the letters about a resolution: the words and the address of each."""
    held = await pressing.of(resolution.id)
    return [(_called(each), f"/resolutions/{resolution.key}/letters/{each.code}") for each in held]


def _called(press: Press) -> str:
    unit = press.unit.title(language())
    if press.is_order and press.number is not None:
        return f"{order_number(press.year, press.number)} {unit}"
    return f"{gettext('催办单')} {day_of(press.at)} {unit}"


def of_form(resolution: Resolution) -> choices.Pairs:
    """Return the units that still owe a part of a resolution, by their codes."""
    return choices.units(owing(resolution))


@get(_BULK, opt=permission(OFFICES), include_in_schema=False)
async def look(request: Request) -> respond.Answer:
    """Show what would come of reminding, row by row; nothing is done yet."""
    rows = [await _row(key, request) for key in many.picked(request)]
    return await respond.page(request, "meetings/urge.html", **many.beforehand(rows))


async def _row(key: str, request: Request) -> Row:
    try:
        held = await ready_to_urge(key, by=request.person, at=request.at)
    except Refusal as refusal:
        return Row(key=key, why=refusal.sentence)
    units = gettext("、").join(unit.title(language()) for unit in owing(held))
    return Row(key=held.key, version=held.version, text=held.text, units=units)


@post(_BULK, opt=permission(OFFICES, reads=inputs.UrgeMany), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(look)
async def do(request: Request) -> respond.Answer:
    """Remind the units of each row by itself; answer what came of each."""
    given = await forms.read(inputs.UrgeMany, request)
    results = [await _urge(row.key, row.version, given.text, request) for row in given.rows]
    return await respond.page(request, "meetings/urge.html", **many.afterwards(results))


async def _urge(key: str, version: int, text: str, request: Request) -> many.Result[Row]:
    shown = await _row(key, request)
    form = inputs.Urge(version=version, text=text)
    try:
        await operations.urge(key, form, by=request.person, at=request.at)
    except Refusal as refusal:
        return many.Result(shown, refusal.sentence)
    return many.Result(shown, None)


@get("/resolutions/bulletin", opt=permission(OFFICES), include_in_schema=False)
async def bulletin(request: Request) -> respond.Answer:
    """Show how far what was resolved has been carried out, as the bulletin says it."""
    paper = await bulletin_of(request.query_params, by=request.person, at=request.at)
    asked = {name: request.query_params.get(name, "") for name in ("body", "since", "until")}
    address = f"/resolutions/bulletin.pdf?{urlencode(asked)}"
    shown: dict[str, Any] = {"paper": paper, "address": address, "asked": asked}
    return await respond.page(request, "meetings/bulletin.html", **shown)


HANDLERS = (look, do, bulletin)
