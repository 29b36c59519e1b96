"""Routing rules, for the system administrator: who serves, by which rule; no case is shown."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.fields import read_day
from portal.core.i18n import N_, gettext, language, say
from portal.directory.model import Division
from portal.directory.queries import kinds
from portal.directory.queries.divisions import places_called
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.frame import add_place
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import inputs
from referrals.model import Route, RoutingRule
from referrals.operations import ruling
from referrals.pages import choices
from referrals.programmes import catalogue
from referrals.queries import routing
from referrals.rules.routing import advice, why

_RIGHT = "routing.manage"
_PAGE = "/admin/routing"
_VIEWS = (("now", N_("有效")), ("later", N_("尚未开始")), ("over", N_("已终止")))

# What the look-up asks.
_ASKED = ("who_programme", "who_place", "who_day")

add_place(_PAGE, N_("转办规则"), _RIGHT, order=82)


class Tab(msgspec.Struct, frozen=True):
    """One tab of the list."""

    address: str
    label: str
    current: bool
    count: int | None = None


class Found(msgspec.Struct, frozen=True):
    """What came of a look-up: who serves, and why; or what to do."""

    place: str
    programme: str
    day: date
    unit: str = ""
    unit_code: str = ""
    department: str = ""
    ground: str = ""
    why: tuple[str, ...] = ()
    advice: str = ""


class RuleLine(msgspec.Struct, frozen=True):
    """One rule in the reader's words."""

    address: str
    programme: str
    place: str
    unit: str
    ended: bool
    since: date
    until: date | None
    source: str
    origin: str


@get(_PAGE, opt=permission(_RIGHT), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the rules, a look-up of who serves, and the form for a new rule."""
    asked, on = request.query_params, day_of(request.at)
    view, programme = asked.get("view", "now"), asked.get("programme", "")
    page = await routing.register(
        on=on, view=view, programme=programme, cursor=asked.get("cursor", "")
    )
    given = {name: asked.get(name, "")[:80] for name in _ASKED}
    return await respond.page(
        request, "referrals/routing.html", asked=given,
        tabs=[Tab(f"{_PAGE}?view={name}", gettext(words), name == view) for name, words in _VIEWS],
        rules=[_line(rule, on) for rule in page.items], next_address=_next(view, page.next),
        programmes=choices.programmes(on),
        **await _looked_up(request, on),
    )  # fmt: skip


def _next(view: str, cursor: str | None) -> str:
    return f"{_PAGE}?{urlencode({'view': view, 'cursor': cursor})}" if cursor else ""


def _line(rule: RoutingRule, on: date) -> RuleLine:
    return RuleLine(
        f"{_PAGE}/{rule.key}", choices.programme_title(rule.programme), rule.place,
        rule.unit.title(language()) if rule.unit else "",
        bool(rule.unit and not rule.unit.valid_on(on)),
        rule.since, rule.until, rule.source, label(rule.origin),
    )  # fmt: skip


async def _looked_up(request: Request, on: date) -> dict[str, Any]:
    """Return what the look-up's fields ask for: a programme, a place, a day."""
    asked = request.query_params
    place, programme = asked.get("who_place", "")[:80], asked.get("who_programme", "")
    if not place or programme not in catalogue.programmes():
        return {"found": (), "not_found": ""}
    day = _day(asked.get("who_day", ""), on)
    places = await places_called(place, on=day)
    found = [await _answer(each, programme, day) for each in places]
    words = gettext("没有找到“%(place)s”，请填写完整名称或行政区划代码。")
    return {"found": found, "not_found": "" if found else words % {"place": place}}


def _day(text: str, on: date) -> date:
    try:
        return read_day(text, on) if text else on
    except ValueError:
        return on


async def _answer(place: Division, programme: str, day: date) -> Found:
    route = (await routing.routes([programme], place.path, on=day))[programme]
    return Found(
        place=f"{place.title(language())}（{place.code}）",
        programme=choices.programme_title(programme), day=day, ground=label(route.ground),
        unit=route.unit.title(language()) if route.unit else "",
        unit_code=route.unit.code if route.unit else "",
        department=await _department(route), why=tuple(map(str, why(route))),
        advice=str(advice(route, catalogue.get(programme)) or ""),
    )  # fmt: skip


async def _department(route: Route) -> str:
    names = (await kinds()).get(route.department, {})
    column = {"zh-Hant": "hant", "en": "en"}.get(language().value, "zh")
    return names.get(column) or route.department


@post(_PAGE, opt=permission(_RIGHT), include_in_schema=False)
@respond.again(show)
async def add(request: Request) -> respond.Answer:
    """Enter a rule."""
    given = await forms.read(inputs.RuleIn, request)
    rule = await ruling.add_rule(given, by=request.person, at=request.at)
    return respond.go(request, f"{_PAGE}/{rule.key}", says=say(N_("已登记转办规则。")))


@get(f"{_PAGE}/{{key:str}}", opt=permission(_RIGHT), include_in_schema=False)
async def one(request: Request, key: Key) -> respond.Answer:
    """Show one rule, and the form that ends it."""
    rule, on = await routing.rule(key), day_of(request.at)
    return await respond.page(
        request, "referrals/routing_rule.html", rule=rule, line=_line(rule, on),
        area=rule.area, over=rule.until is not None and rule.until <= on, back=_PAGE,
    )  # fmt: skip


@post(f"{_PAGE}/{{key:str}}/end", opt=permission(_RIGHT), include_in_schema=False)
@respond.again(one)
async def end(request: Request, key: Key) -> respond.Answer:
    """End a rule."""
    given = await forms.read(inputs.EndRule, request)
    await ruling.end_rule(key, given, by=request.person, at=request.at)
    return respond.go(request, f"{_PAGE}/{key}", says=say(N_("已终止，之前按规则转办的不受影响。")))


HANDLERS = (show, add, one, end)
