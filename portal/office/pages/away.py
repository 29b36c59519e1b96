"""Being away 外出代办: one's own days and stand-in, and for heads those of the unit's people."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import get, post
from pydantic import AfterValidator, Field

from portal.core.calendar import day_of
from portal.core.fields import Day, FilledLine, Form, Line, wrong
from portal.core.i18n import N_, gettext, language, say
from portal.directory import operations, queries
from portal.directory.access import reach
from portal.directory.model import Absence, Person
from portal.directory.queries import absences
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Key, Request

_PAGE = "/settings/away"
Pairs = list[tuple[str, str]]


def _given(value: date | None) -> date:
    if value is None:
        raise wrong("missing", N_("请填写这一项。"))
    return value


_Filled = Annotated[Day, AfterValidator(_given)]


class AwayIn(Form):
    """Who is away from which unit, on which days, and who stands in."""

    who: Line = ""
    unit: FilledLine = Field(title=N_("单位"))
    delegate: FilledLine = Field(title=N_("代办人"))
    since: _Filled = Field(title=N_("外出日期"))
    until: _Filled = Field(title=N_("回岗日期"))


class AbsenceOut(msgspec.Struct, frozen=True):
    """One absence; the person is back on ``until``."""

    code: str
    person: str
    delegate: str
    unit: str
    role: str
    since: date
    until: date


@get(_PAGE, opt=permission(SIGNED_IN), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show who is away and who stands in: of oneself, and of the units one leads."""
    person, on = request.person, day_of(request.at)
    staff = await _staff(request)
    held = await absences.absences_of([person.id, *(each.id for each in staff)], on=on)
    people = {each.login: each for each in (person, *staff)}.values()
    return await respond.page(
        request, "portal/away.html", absences=[_out(each) for each in held],
        stands_in=[_out(each) for each in await absences.stood_in_by(person.id, on=on)],
        units=_units(person), people=[(each.login, each.name) for each in people],
        delegates=await _delegates(request), leads=bool(staff), me=person.login,
    )  # fmt: skip


def _units(person: Person) -> Pairs:
    held = {m.unit.code: m.unit.title(language()) for m in person.memberships}
    return list(held.items())


async def _staff(request: Request) -> list[Person]:
    """Return the people of the units this person leads."""
    units = {unit.id for _, unit in reach(request.person, "member.away")}
    held = [await queries.colleagues(unit, on=day_of(request.at)) for unit in sorted(units)]
    return [each for some in held for each in some if each.id != request.person.id]


async def _delegates(request: Request) -> Pairs:
    """Return who could stand in: colleagues of one's role, for heads everybody of the unit."""
    person = request.person
    led = {unit.id for _, unit in reach(person, "member.away")}
    found: dict[str, str] = {}
    for unit_id in {m.unit.id for m in person.memberships}:
        own = {m.role for m in person.memberships if m.unit.id == unit_id}
        for each in await queries.colleagues(unit_id, on=day_of(request.at)):
            roles = {m.role for m in each.memberships if m.unit.id == unit_id}
            if unit_id in led or (each.id != person.id and roles & own):
                found[each.login] = f"{each.name}（{gettext('、').join(map(label, roles))}）"
    return list(found.items())


def _out(held: Absence) -> AbsenceOut:
    return AbsenceOut(
        held.code, held.person_name, held.delegate_name, held.unit.title(language()),
        label(held.role), held.since, held.until,
    )  # fmt: skip


@post(_PAGE, opt=permission("own.settings"), include_in_schema=False)
@respond.again(show)
async def leave(request: Request) -> respond.Answer:
    """Note an absence."""
    held = await _leave(request)
    words = N_("%(name)s 外出期间由 %(delegate)s 代办。")
    return respond.go(
        request, _PAGE, says=say(words, name=held.person_name, delegate=held.delegate_name)
    )


async def _leave(request: Request) -> Absence:
    given: Any = await forms.read(AwayIn, request)
    return await operations.be_away(
        unit=given.unit, delegate=given.delegate, since=given.since, until=given.until,
        who=given.who, by=request.person, at=request.at,
    )  # fmt: skip


@post(f"{_PAGE}/{{code:str}}/end", opt=permission("own.settings"), include_in_schema=False)
async def back(request: Request, code: Key) -> respond.Answer:
    """End an absence at once."""
    await operations.come_back(code, by=request.person, at=request.at)
    return respond.go(request, _PAGE, says=say(N_("已撤销代办。")))


@get("/api/v1/absences", opt=permission(SIGNED_IN))
async def listed(request: Request) -> respond.Answer:
    """Return this caller's absences to come, and those of the units the caller leads."""
    ids = [request.person.id, *(each.id for each in await _staff(request))]
    held = await absences.absences_of(ids, on=day_of(request.at))
    return respond.json({"items": [_out(each) for each in held], "next": None})


@post("/api/v1/absences", opt=permission("own.settings", reads=AwayIn), status_code=201)
async def leave_api(request: Request) -> respond.Answer:
    """Note an absence."""
    return respond.json(_out(await _leave(request)), status=201)


@post("/api/v1/absences/{code:str}/end", opt=permission("own.settings", reads=Form),
      status_code=200)  # fmt: skip
async def back_api(request: Request, code: Key) -> respond.Answer:
    """End an absence at once."""
    await forms.read(Form, request)
    await operations.come_back(code, by=request.person, at=request.at)
    return respond.json({"code": code})


HANDLERS = (show, leave, back, listed, leave_api, back_api)
