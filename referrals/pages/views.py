"""Saved views of the lists: shown above them, kept on a page of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from litestar import get, post

from portal.core.i18n import N_, gettext, say
from portal.directory.model import Person, Role
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import inputs, operations
from referrals.model import Listed
from referrals.pages import filtering
from referrals.pages.filtering import Given, Tab
from referrals.queries import views
from referrals.queries.views import SavedView

_READ = "case.read"


def tabs(held: Iterable[SavedView], given: Given) -> list[Tab]:
    """Return the saved views as tabs; the one whose filters are in force is the current one."""
    now = inputs.SaveView(listed=Listed.REFERRALS, name="x", query=_query(given)).query
    return [Tab(_called(each), each.address, None, each.query == now) for each in held]


def _called(view: SavedView) -> str:
    if view.unit_id is None:
        return view.name
    return gettext("%(name)s（本单位）") % {"name": view.name}


def _query(given: Given) -> str:
    return filtering.address("", given).removeprefix("?")


def saving(listed: Listed, given: Given) -> str:
    """Return the address where the filters in force are saved under a name."""
    return f"{filtering.address('/views', given)}&listed={listed.value}"


def start(held: Iterable[SavedView], request: Request) -> str:
    """Return where a list begins that was opened without any filter; "" for its first tab."""
    if request.query_params or request.htmx:
        return ""
    return next((each.address for each in held if each.start), "")


@get("/views", opt=permission(_READ), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the form that saves the filters of the address, and the views there are."""
    asked = filtering.read(request, "")
    listed = filtering.member(Listed, "listed", request.query_params.get("listed", ""))
    held = await views.of(request.person)
    return await respond.page(
        request, "referrals/views.html", query=_query(asked),
        listed=(listed or Listed.REFERRALS).value, asks=bool(listed) or request.method == "POST",
        lists=[(each.value, label(each)) for each in Listed], views=[_row(each, request.person)
        for each in held], for_unit=bool(request.person.roles & {Role.HEAD, Role.SUPERVISOR}),
    )  # fmt: skip


def _row(view: SavedView, person: Person) -> dict[str, Any]:
    heads = {m.unit.id for m in person.memberships if m.role in {Role.HEAD, Role.SUPERVISOR}}
    own = view.unit_id is None or view.unit_id in heads
    return {"view": view, "listed": label(Listed(view.listed)), "own": own}


@post("/views", opt=permission(_READ), status_code=200, include_in_schema=False)
@respond.again(show)
async def save(request: Request) -> respond.Answer:
    """Save a view; on to the list it shows."""
    given = await forms.read(inputs.SaveView, request)
    held = await operations.save_view(given, by=request.person, at=request.at)
    return respond.go(request, held.address, says=say(N_("视图已保存。")))


@post("/views/{code:str}/change", opt=permission(_READ), status_code=200, include_in_schema=False)
async def change(request: Request, code: Key) -> respond.Answer:
    """Rename a view or let its list open with it."""
    given = await forms.read(inputs.ChangeView, request)
    await operations.change_view(code, given, by=request.person)
    return respond.go(request, "/views", says=say(N_("视图已更改。")))


@post("/views/{code:str}/delete", opt=permission(_READ), status_code=200, include_in_schema=False)
async def drop(request: Request, code: Key) -> respond.Answer:
    """Delete a view."""
    await forms.read(inputs.DropView, request)
    await operations.drop_view(code, by=request.person)
    return respond.go(request, "/views", says=say(N_("视图已删去。")))


HANDLERS = (show, save, change, drop)
