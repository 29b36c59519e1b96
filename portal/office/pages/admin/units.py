"""Units, for the system administrator: which there are, and who works there."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, post

from portal.core import clock
from portal.core.i18n import N_, Language, gettext, language, say
from portal.core.paging import Page
from portal.directory import queries
from portal.directory.model import Person, Unit
from portal.directory.queries import registers
from portal.directory.queries.registers import UnitLine
from portal.office import units as ends
from portal.office.pages.admin.turning import next_address
from portal.office.units import EndUnitIn
from portal.render.labels import label
from portal.web import respond
from portal.web.frame import add_place
from portal.web.gate import permission
from portal.web.visit import Key, Request

add_place("/admin/units", N_("单位"), "unit.manage", order=81)

_WORDS = {Language.HANS: "zh", Language.HANT: "hant", Language.EN: "en"}


class UnitRow(msgspec.Struct, frozen=True):
    """A unit in the reader's words."""

    code: str
    title: str
    kind: str
    division: str
    tier: str
    valid_from: Any
    valid_to: Any
    people: int


class Worker(msgspec.Struct, frozen=True):
    """Somebody who works in a unit, with the roles there in words."""

    code: str
    name: str
    roles: str


@get("/admin/units", opt=permission("unit.manage"), include_in_schema=False)
async def units(request: Request) -> respond.Answer:
    """Show the units."""
    asked = request.query_params
    q, kind = asked.get("q", "")[:80], asked.get("kind", "")
    words = await _kinds()
    page = await registers.unit_register(
        on=clock.office_day(request.at), q=q, kind=kind, cursor=asked.get("cursor", "")
    )
    return await respond.page(
        request, "portal/admin/units.html", q=q, kind=kind, kinds=tuple(words.items()),
        page=Page(tuple(_unit_row(line, words) for line in page.items), page.next),
        next_address=next_address("/admin/units", page.next, q=q, kind=kind),
    )  # fmt: skip


async def _kinds() -> dict[str, str]:
    held = await queries.kinds()
    return {kind: row[_WORDS[language()]] or row["zh"] for kind, row in held.items()}


def _unit_row(line: UnitLine, words: dict[str, str]) -> UnitRow:
    unit = line.unit
    return UnitRow(
        unit.code, unit.title(language()), words.get(unit.kind, unit.kind), line.division,
        label(unit.tier), unit.valid_from, unit.valid_to, line.people,
    )  # fmt: skip


@get("/admin/units/{key:str}", opt=permission("unit.manage"), include_in_schema=False)
async def unit(request: Request, key: Key) -> respond.Answer:
    """Show one unit and its people of the day."""
    on = clock.office_day(request.at)
    held = await queries.unit_by_code(key)
    place = await queries.division_by_id(held.division_id)
    people = await queries.colleagues(held.id, on=on)
    line = UnitLine(held, place.title(language()), len(people))
    return await respond.page(
        request, "portal/admin/unit.html", unit=_unit_row(line, await _kinds()),
        phone=held.phone, address=held.address, people=[_worker(p, held) for p in people],
    )  # fmt: skip


def _worker(person: Person, at: Unit) -> Worker:
    roles = [label(held.role) for held in person.memberships if held.unit.id == at.id]
    return Worker(person.code, person.name, "、".join(roles))


@get("/admin/units/{key:str}/end", opt=permission("unit.manage"), include_in_schema=False)
async def look(request: Request, key: Key) -> respond.Answer:
    """Show what the end of a unit would move, and the form that ends it."""
    held = await ends.ending(key, request)
    if held.unit.valid_to is not None:
        return respond.go(request, f"/admin/units/{key}")
    on = clock.office_day(request.at)
    near = await queries.units(held.unit.division_path, on=on)
    alike = dict.fromkeys((*await queries.neighbours(held.unit, on=on), *near))
    return await respond.page(
        request, "portal/admin/unit_end.html",
        unit=_unit_row(UnitLine(held.unit, "", held.people), await _kinds()), people=held.people,
        held=[(gettext(words), n) for words, n in held.held],
        successors=tuple((each.code, each.title(language())) for each in alike
                         if each.id != held.unit.id),
    )  # fmt: skip


@post("/admin/units/{key:str}/end", opt=permission("unit.manage", reads=EndUnitIn),
      include_in_schema=False)  # fmt: skip
@respond.again(look)
async def end(request: Request, key: Key) -> respond.Answer:
    """End a unit; back to its page, which says from when."""
    held = await ends.end(key, request)
    says = say(N_("已停用，在办事项在 %(day)s 零时转到接续单位。"), day=str(held.valid_to))
    return respond.go(request, f"/admin/units/{key}", says=says)


HANDLERS = (units, unit, look, end)
