"""Saved views over the API: the caller's own, and those of the caller's units."""

from __future__ import annotations

import msgspec
from litestar import get, post

from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import inputs, operations
from referrals.api.things import taken
from referrals.queries import views
from referrals.queries.views import SavedView

_READ = "case.read"


class ViewOut(msgspec.Struct, frozen=True):
    """A saved view; its ``query`` is what follows the ? of the list."""

    code: str
    listed: str
    name: str
    query: str
    for_unit: bool
    start: bool


def _out(view: SavedView) -> ViewOut:
    return taken(ViewOut, view, for_unit=view.unit_id is not None)


@get("/api/v1/views", opt=permission(_READ))
async def listed(request: Request) -> respond.Answer:
    """Return the saved views of all lists."""
    held = await views.of(request.person)
    return respond.json({"items": [_out(each) for each in held], "next": None})


@post("/api/v1/views", status_code=201, opt=permission(_READ, reads=inputs.SaveView))
async def save(request: Request) -> respond.Answer:
    """Save a view."""
    given = await forms.read(inputs.SaveView, request)
    held = await operations.save_view(given, by=request.person, at=request.at)
    return respond.json(_out(held), status=201)


@post("/api/v1/views/{code:str}/change", status_code=200,
      opt=permission(_READ, reads=inputs.ChangeView))  # fmt: skip
async def change(request: Request, code: Key) -> respond.Answer:
    """Rename a view or let its list open with it."""
    given = await forms.read(inputs.ChangeView, request)
    return respond.json(_out(await operations.change_view(code, given, by=request.person)))


@post("/api/v1/views/{code:str}/delete", status_code=200,
      opt=permission(_READ, reads=inputs.DropView))  # fmt: skip
async def drop(request: Request, code: Key) -> respond.Answer:
    """Delete a view; answers what it was."""
    await forms.read(inputs.DropView, request)
    return respond.json(_out(await operations.drop_view(code, by=request.person)))


HANDLERS = (listed, save, change, drop)
