"""What decides where a programme goes from a place: read in one go, resolved by the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw

from portal.core.errors import NotFound
from portal.core.paging import Page, encode_cursor, id_cursor
from portal.core.reading import Reading
from portal.directory.queries import known_units, upward
from portal.directory.queries.divisions import names_by_path
from referrals.model import Origin, Route, RoutingRule
from referrals.programmes import catalogue
from referrals.rules.routing import Asked, Units, resolve
from referrals.tables import RoutingRow

_R = RoutingRow
LIMIT = 25


class Known(msgspec.Struct, frozen=True):
    """The rules and units that can have a say about a place on a day."""

    path: str
    on: date
    rules: tuple[RoutingRule, ...]
    units: Units

    def route(self, programme: str, department: str = "") -> Route:
        """Return where a programme goes; with a department, where its part of it goes."""
        return resolve(
            Asked(catalogue.get(programme), self.path, self.on, department), self.rules, self.units
        )


async def known(
    programmes: Sequence[str], path: str, *, on: date, departments: Sequence[str] = ()
) -> Known:
    """Return what decides about these programmes and cooperating departments in a place."""
    rules = await _rules_at(programmes, path, on)
    kinds = {catalogue.get(each).lead_on(on) for each in programmes} | set(departments)
    units = await known_units(sorted(kinds), path, [rule.unit_id for rule in rules])
    return Known(path, on, rules, units)


async def routes(programmes: Sequence[str], path: str, *, on: date) -> dict[str, Route]:
    """Return where each of these programmes goes from a place on a day, and why."""
    held = await known(programmes, path, on=on)
    return {each: held.route(each) for each in programmes}


async def _rules_at(programmes: Sequence[str], path: str, on: date) -> tuple[RoutingRule, ...]:
    found = await _RULES.rows(
        _R.programme.is_in(list(programmes) or [""])
        & _R.division_path.is_in(upward(path))
        & (_R.since <= on)
        & (_R.until.is_null() | (_R.until > on))
    )
    return tuple(map(_rule, found))


_RULES = Reading(lambda: _R.select().order_by(_R.id))


async def register(
    *, on: date, view: str = "now", programme: str = "", cursor: str = "", limit: int = LIMIT
) -> Page[RoutingRule]:
    """Return the rules on record, the newest first: those in force, to come, or ended."""
    wanted: Any = _R.id < id_cursor(cursor) if cursor else WhereRaw("1 = 1")
    lasting = _R.until.is_null() | (_R.until > on)
    wanted &= {
        "now": (_R.since <= on) & lasting,
        "later": (_R.since > on) & lasting,
        "over": _R.until <= on,
    }.get(view, WhereRaw("1 = 1"))
    if programme:
        wanted &= _R.programme == programme
    found = await _R.select().where(wanted).order_by(_R.id, ascending=False).limit(limit + 1)
    shown = await _dressed([_rule(row) for row in found[:limit]])
    return Page(shown, encode_cursor(shown[-1].id) if len(found) > limit else None)


async def rule(key: str) -> RoutingRule:
    """Return one rule; raise ``NotFound`` when there is none."""
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        raise NotFound(what="routing", key=key)
    row = await _R.select().where(_R.id == int(key)).first()
    if row is None:
        raise NotFound(what="routing", key=key)
    return (await _dressed([_rule(row)]))[0]


async def same_place(programme: str, area: str) -> tuple[RoutingRule, ...]:
    """Return the rules for exactly this programme and area, ended ones too."""
    found = (
        await _R.select()
        .where((_R.programme == programme) & (_R.division_path == area))
        .order_by(_R.id)
    )
    return tuple(map(_rule, found))


async def _dressed(rules: Sequence[RoutingRule]) -> tuple[RoutingRule, ...]:
    """Return the rules with their units and the names of their areas and of who entered them."""
    if not rules:
        return ()
    units = await known_units((), "/", [each.unit_id for each in rules])
    places: Mapping[str, str] = await names_by_path([each.area for each in rules])
    return tuple(
        msgspec.structs.replace(
            each, unit=units.get(each.unit_id), place=places.get(each.area, each.area)
        )
        for each in rules
    )


def _rule(row: dict[str, Any]) -> RoutingRule:
    return RoutingRule(
        id=row["id"], programme=row["programme"], area=row["division_path"],
        unit_id=row["unit_id"], since=row["since"], until=row["until"], source=row["source"],
        origin=Origin(row["origin"]), note=row["note"], version=row["version"],
    )  # fmt: skip
