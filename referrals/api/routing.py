"""Who serves, and by which rule, over the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.fields import asked_day
from portal.core.i18n import language
from portal.directory.queries.divisions import division_on
from portal.web import forms, respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Key, Request
from referrals import inputs
from referrals.api.unit_notes import UnitNoteOut, note_out
from referrals.model import Ground, Need, NeedState, Origin, Route, RoutingRule, UnitNote
from referrals.operations import ruling
from referrals.programmes import catalogue
from referrals.queries import locate, routing
from referrals.queries.folder import open_folder
from referrals.queries.unit_notes import about, notes_on
from referrals.rules.routing import advice, why

_RIGHT = "routing.manage"


class RouteOut(msgspec.Struct, frozen=True):
    """Where a programme goes, and why; ``unit`` is "" where nobody serves, see ``advice``."""

    programme: str
    department: str
    ground: Ground
    unit: str
    unit_name: str
    source: str
    why: tuple[str, ...]
    advice: str


class SuggestionOut(msgspec.Struct, frozen=True):
    """Where one open need of a case goes, and what the unit lets the desk know."""

    need: str
    route: RouteOut
    notes: tuple[UnitNoteOut, ...]


class RuleOut(msgspec.Struct, frozen=True):
    """One routing rule; it ends before ``until``."""

    key: str
    version: int
    programme: str
    area: str
    place: str
    unit: str
    source: str
    origin: Origin
    note: str
    since: date
    until: date | None


def route_out(route: Route) -> RouteOut:
    """Return a route as the API answers it."""
    unit = route.unit
    return RouteOut(
        route.programme, route.department, route.ground, unit.code if unit else "",
        unit.title(language()) if unit else "", route.source, tuple(map(str, why(route))),
        str(advice(route, catalogue.get(route.programme)) or ""),
    )  # fmt: skip


@get("/api/v1/routing", opt=permission(SIGNED_IN))
async def who(request: Request) -> respond.Answer:
    """Return who serves programmes in a place on a day: ``division``, ``programme``, ``on``."""
    asked = request.query_params
    on = asked_day("on", asked.get("on", "")) or day_of(request.at)
    place = await division_on(asked.get("division", ""), on=on)
    named = asked.getall("programme", []) or list(catalogue.programmes())
    held = await routing.routes([catalogue.get(each).code for each in named], place.path, on=on)
    return respond.json({"items": [route_out(each) for each in held.values()], "next": None})


@get("/api/v1/cases/{key:str}/routes", opt=permission("referral.send"))
async def of_case(request: Request, key: Key) -> respond.Answer:
    """Return where the open needs of a case go today, with what the units let the desk know."""
    case = (await open_folder(await locate.case(key, request.person, at=request.at))).case
    on = day_of(request.at)
    needs = [each for each in case.needs if each.programme and each.state is NeedState.OPEN]
    held = await routing.known([each.programme for each in needs], case.division_path, on=on)
    found = [(need, held.route(need.programme)) for need in needs]
    notes = await notes_on([route.unit.id for _, route in found if route.unit], on=on)
    items = [_suggestion(need, route, notes) for need, route in found]
    return respond.json({"items": items, "next": None})


def _suggestion(need: Need, route: Route, notes: Sequence[UnitNote]) -> SuggestionOut:
    held = about(notes, route.unit.id, route.programme) if route.unit else ()
    return SuggestionOut(need.code, route_out(route), tuple(map(note_out, held)))


@get("/api/v1/routing/rules", opt=permission(_RIGHT))
async def rules(request: Request) -> respond.Answer:
    """Return the rules on record: ``view`` (now, later, over, all), ``programme``, ``cursor``."""
    asked = request.query_params
    page = await routing.register(
        on=day_of(request.at), view=asked.get("view", "now"),
        programme=asked.get("programme", ""), cursor=asked.get("cursor", ""),
    )  # fmt: skip
    return respond.json({"items": [_rule(each) for each in page.items], "next": page.next})


@post("/api/v1/routing/rules", opt=permission(_RIGHT, reads=inputs.RuleIn), status_code=201)
async def add(request: Request) -> respond.Answer:
    """Enter a rule."""
    given = await forms.read(inputs.RuleIn, request)
    rule = await ruling.add_rule(given, by=request.person, at=request.at)
    return respond.json(_rule(rule), status=201)


@get("/api/v1/routing/rules/{key:str}", opt=permission(_RIGHT))
async def one(key: Key) -> respond.Answer:
    """Return one rule."""
    return respond.json(_rule(await routing.rule(key)))


@post("/api/v1/routing/rules/{key:str}/end", opt=permission(_RIGHT, reads=inputs.EndRule),
      status_code=200)  # fmt: skip
async def end(request: Request, key: Key) -> respond.Answer:
    """End a rule."""
    given = await forms.read(inputs.EndRule, request)
    rule = await ruling.end_rule(key, given, by=request.person, at=request.at)
    return respond.json(_rule(rule))


def _rule(held: RoutingRule) -> RuleOut:
    return RuleOut(
        held.key, held.version, held.programme, held.area, held.place,
        held.unit.code if held.unit else "", held.source, held.origin, held.note, held.since,
        held.until,
    )  # fmt: skip


HANDLERS = (who, of_case, rules, add, one, end)
