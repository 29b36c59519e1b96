"""Reading people, always with the memberships that are live on a day and no others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from piccolo.custom_types import Combinable

from portal.core.errors import NotFound
from portal.core.i18n import Language
from portal.core.reading import Reading
from portal.directory import tables
from portal.directory.model import Membership, Person, Role, Unit
from portal.directory.queries.absences import standing_in
from portal.directory.queries.units import to_unit, upward
from portal.notices.model import Recipient

_P, _M, _U = tables.Person, tables.Membership, tables.Unit

_ACCOUNTS = Reading(
    lambda: _P.select(
        _P.id, _P.code, _P.login, _P.name, _P.email, _P.language, _P.machine, _P.must_change
    ).order_by(_P.login)
)
_MEMBERSHIPS = Reading(
    lambda: _M.select(
        _M.person_id, _M.role, _M.liaison, _M.valid_from, _M.valid_to, *_M.unit_id.all_columns()
    ).order_by(_M.id)
)
_TOLD = Reading(
    lambda: _M.select(
        _M.person_id, _M.role, _M.person_id.email.as_alias("email"),
        _M.person_id.language.as_alias("language"), _M.person_id.disabled_at.as_alias("gone"),
    )
)  # fmt: skip


async def person(person_id: int, *, on: date) -> Person:
    """Return the person; raise ``NotFound`` for one that does not exist or is disabled."""
    found = await _people((_P.id == person_id) & _P.disabled_at.is_null(), on)
    if not found:
        raise NotFound(what="person", key=str(person_id))
    return found[0]


async def person_by_login(login: str, *, on: date) -> Person:
    """Return the person of this sign-in name; raise ``NotFound`` when there is none."""
    found = await _people((_P.login == login) & _P.disabled_at.is_null(), on)
    if not found:
        raise NotFound(what="person", key=login)
    return found[0]


async def people(*, on: date) -> tuple[Person, ...]:
    """Return everybody, with their memberships of the day, by sign-in name."""
    return tuple(await _people(_P.id > 0, on))


async def colleagues(unit_id: int, *, on: date) -> tuple[Person, ...]:
    """Return the people of one unit on a day, by sign-in name."""
    held = _M.select(_M.person_id).where((_M.unit_id == unit_id) & live(on))
    return tuple(await _people(_P.id.is_in(held) & _P.disabled_at.is_null(), on))


async def staff_for(division_path: str, *, on: date) -> tuple[Person, ...]:
    """Return the people of the units that serve a place, of every tier, by sign-in name."""
    serving = _M.unit_id.division_path.is_in(upward(division_path))
    held = _M.select(_M.person_id).where(serving & live(on))
    return tuple(await _people(_P.id.is_in(held) & _P.disabled_at.is_null(), on))


async def staff(unit_ids: Iterable[int], *, on: date) -> tuple[Person, ...]:
    """Return the people of several units on a day, each once, by sign-in name."""
    held = _M.select(_M.person_id).where(_M.unit_id.is_in(list(unit_ids)) & live(on))
    return tuple(await _people(_P.id.is_in(held) & _P.disabled_at.is_null(), on))


async def recipients(unit_id: int, roles: Iterable[Role], *, on: date) -> tuple[Recipient, ...]:
    """Return whom to tell in a unit: the people with these roles, and who stands in for them."""
    wanted = {role.value for role in roles}
    held = await _TOLD.rows((_M.unit_id == unit_id) & live(on))
    rows = [row for row in held if not row["gone"]]
    staff = {row["person_id"]: row for row in rows}
    told = [row["person_id"] for row in rows if row["role"] in wanted]
    away = await standing_in(told, on=on)
    # A stand-in who has left the unit meanwhile is told nothing of it.
    told += [each.delegate_id for each in away.values() if each.delegate_id in staff]
    return tuple(
        Recipient(key, staff[key]["email"], Language(staff[key]["language"]))
        for key in dict.fromkeys(told)
    )


async def recipients_of(person_id: int, *, on: date) -> tuple[Recipient, ...]:
    """Return how one person is told of something, and who stands in; none for nobody."""
    away = await standing_in([person_id], on=on)
    ids = [person_id, *(each.delegate_id for each in away.values())]
    rows = await _P.select(_P.id, _P.email, _P.language).where(
        _P.id.is_in(ids) & _P.disabled_at.is_null()
    )
    return tuple(Recipient(row["id"], row["email"], Language(row["language"])) for row in rows)


def live(on: date) -> Combinable:
    """Return the predicate of the memberships that hold on a day."""
    return (_M.valid_from <= on) & (_M.valid_to.is_null() | (_M.valid_to > on))


async def _people(wanted: Combinable, on: date) -> list[Person]:
    rows = await _ACCOUNTS.rows(wanted)
    held = await memberships([row["id"] for row in rows], on=on)
    return [to_person(row, held.get(row["id"], ())) for row in rows]


async def memberships(person_ids: list[int], *, on: date) -> dict[int, tuple[Membership, ...]]:
    """Return the live memberships of these people, in one query."""
    if not person_ids:
        return {}
    rows = await _MEMBERSHIPS.rows(_M.person_id.is_in(person_ids) & live(on))
    found: dict[int, list[Membership]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append(_membership(row))
    return {key: tuple(held) for key, held in found.items()}


def _membership(row: dict[str, Any]) -> Membership:
    unit = {key.removeprefix("unit_id."): value for key, value in row.items()}
    return to_membership(row, to_unit(unit))


def to_membership(row: dict[str, Any], unit: Unit) -> Membership:
    """Return a row and its unit as a membership."""
    return Membership(
        Role(row["role"]), unit, row["valid_from"], row["valid_to"], bool(row["liaison"])
    )


def to_person(row: dict[str, Any], held: tuple[Membership, ...]) -> Person:
    """Return a row and its memberships as a person."""
    return Person(
        id=row["id"], code=row["code"], login=row["login"], name=row["name"],
        language=Language(row["language"]), memberships=held, machine=bool(row["machine"]),
        email=row["email"], must_change=bool(row["must_change"]),
    )  # fmt: skip
