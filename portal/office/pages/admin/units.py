"""Units, for the system administrator: which there are, and who works there."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get

from portal.core import clock
from portal.core.i18n import N_, Language, language
from portal.core.paging import Page
from portal.directory import queries
from portal.directory.model import Person, Unit
from portal.directory.queries import registers
from portal.directory.queries.registers import UnitLine
from portal.office.pages.admin.turning import next_address
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


HANDLERS = (units, unit)
