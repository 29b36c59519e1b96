"""Programmes and units over the API: what every program needs to fill its forms."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get

from portal.core.calendar import day_of
from portal.core.i18n import language
from portal.directory.model import Tier, Unit
from portal.directory.queries import division, unit_by_code
from portal.directory.queries import units as units_of
from portal.directory.queries.registers import unit_register
from portal.web import respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Key, Request
from referrals.api.lists import limit_of
from referrals.model import Procedure
from referrals.programmes import catalogue
from referrals.programmes.model import Entry, Programme
from referrals.programmes.model import Tier as ProgrammeTier


class ProgrammeOut(msgspec.Struct, frozen=True):
    """One aid programme."""

    code: str
    title: str
    tier: ProgrammeTier
    lead: str
    cooperating: tuple[str, ...]
    entry: Entry
    law: str
    procedures: tuple[Procedure, ...]
    papers: tuple[str, ...]
    measures: tuple[str, ...]
    valid: bool


class UnitOut(msgspec.Struct, frozen=True):
    """One unit."""

    code: str
    title: str
    kind: str
    division: str
    tier: Tier
    phone: str
    valid_from: date | None
    valid_to: date | None


@get("/api/v1/programmes", opt=permission(SIGNED_IN))
async def programmes(request: Request) -> respond.Answer:
    """Return every programme of the catalogue."""
    on = day_of(request.at)
    items = [_programme(each, on) for each in catalogue.programmes().values()]
    return respond.json({"items": items, "next": None})


@get("/api/v1/programmes/{code:str}", opt=permission(SIGNED_IN))
async def programme(request: Request, code: Key) -> respond.Answer:
    """Return one programme."""
    return respond.json(_programme(catalogue.get(code), day_of(request.at)))


def _programme(held: Programme, on: date) -> ProgrammeOut:
    return ProgrammeOut(
        code=held.code, title=held.title(language()), tier=held.tier, lead=held.lead_on(on),
        cooperating=held.cooperating, entry=held.entry, law=held.law,
        procedures=held.procedures, papers=held.papers, measures=held.measures,
        valid=held.valid_on(on),
    )  # fmt: skip


@get("/api/v1/units", opt=permission(SIGNED_IN))
async def units(request: Request) -> respond.Answer:
    """Return units by pages, filtered by ``q`` and ``kind``.

    With ``division`` those that serve it today, its own and those above, all at once.
    """
    asked, on = request.query_params, day_of(request.at)
    if not asked.get("division"):
        page = await unit_register(
            on=on, q=asked.get("q", "")[:80], kind=asked.get("kind", "")[:40],
            cursor=asked.get("cursor", ""), limit=limit_of(asked.get("limit", "")),
        )  # fmt: skip
        return respond.json({"items": [_unit(each.unit) for each in page.items],
                             "next": page.next})  # fmt: skip
    kinds = [asked["kind"]] if asked.get("kind") else []
    held = await units_of((await division(asked["division"])).path, on=on, kinds=kinds)
    return respond.json({"items": [_unit(each) for each in held], "next": None})


@get("/api/v1/units/{code:str}", opt=permission(SIGNED_IN))
async def unit(code: Key) -> respond.Answer:
    """Return one unit, ended ones too."""
    return respond.json(_unit(await unit_by_code(code)))


def _unit(held: Unit) -> UnitOut:
    return UnitOut(
        code=held.code, title=held.title(language()), kind=held.kind,
        division=held.division_code, tier=held.tier, phone=held.phone,
        valid_from=held.valid_from, valid_to=held.valid_to,
    )  # fmt: skip
