"""The registers administrators look through: every unit, every account, a page at a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from piccolo.custom_types import Combinable

from portal.core.errors import NotFound
from portal.core.paging import Page, decode_cursor, encode_cursor, id_cursor
from portal.directory import tables
from portal.directory.model import Membership, Unit
from portal.directory.queries.people import live, memberships
from portal.directory.queries.units import to_unit

_P, _M, _U, _S = tables.Person, tables.Membership, tables.Unit, tables.Session


class UnitLine(msgspec.Struct, frozen=True):
    """A unit with its division's name and how many people work there today."""

    unit: Unit
    division: str
    people: int


class Account(msgspec.Struct, frozen=True):
    """A person's account as its keeper sees it."""

    id: int
    code: str
    login: str
    name: str
    email: str
    memberships: tuple[Membership, ...]
    disabled_at: datetime | None
    locked_until: datetime | None
    last_seen_at: datetime | None


async def unit_register(
    *, on: date, q: str = "", kind: str = "", cursor: str = "", limit: int = 25
) -> Page[UnitLine]:
    """Return units by id, those whose name holds ``q`` and that are of this kind."""
    wanted: Combinable = _U.id > (id_cursor(cursor) if cursor else 0)
    if q:
        wanted = wanted & _U.name.like(_holding(q))
    if kind:
        wanted = wanted & (_U.kind == kind)
    rows = (
        await _U.select(*_U.all_columns(), _U.division_id.name.as_alias("place"))
        .where(wanted)
        .order_by(_U.id)
        .limit(limit + 1)
    )
    shown = rows[:limit]
    staff = await _staff([row["id"] for row in shown], on)
    lines = tuple(UnitLine(to_unit(r), r["place"], staff.get(r["id"], 0)) for r in shown)
    return Page(lines, encode_cursor(shown[-1]["id"]) if len(rows) > limit else None)


async def _staff(unit_ids: list[int], on: date) -> dict[int, int]:
    if not unit_ids:
        return {}
    rows = await _M.select(_M.unit_id, _M.person_id).where(_M.unit_id.is_in(unit_ids) & live(on))
    people = {(row["unit_id"], row["person_id"]) for row in rows}
    return {key: sum(unit == key for unit, _ in people) for key in unit_ids}


async def account_register(
    *, on: date, q: str = "", cursor: str = "", limit: int = 25
) -> Page[Account]:
    """Return accounts by sign-in name, those whose own or sign-in name holds ``q``."""
    wanted: Combinable = _P.login > (str(decode_cursor(cursor, 1)[0]) if cursor else "")
    if q:
        wanted = wanted & (_P.name.like(_holding(q)) | _P.login.like(_holding(q)))
    rows = await _P.select().where(wanted).order_by(_P.login).limit(limit + 1)
    shown = rows[:limit]
    lines = await _accounts(shown, on)
    return Page(lines, encode_cursor(shown[-1]["login"]) if len(rows) > limit else None)


async def account(code: str, *, on: date) -> Account:
    """Return one account, disabled or not; raise ``NotFound`` when there is none."""
    rows = await _P.select().where(_P.code == code)
    if not rows:
        raise NotFound(what="person", key=code)
    return (await _accounts(rows, on))[0]


async def _accounts(rows: list[dict[str, Any]], on: date) -> tuple[Account, ...]:
    keys = [row["id"] for row in rows]
    held, seen = await memberships(keys, on=on), await _last_seen(keys)
    return tuple(
        Account(
            row["id"], row["code"], row["login"], row["name"], row["email"],
            held.get(row["id"], ()), row["disabled_at"], row["locked_until"], seen.get(row["id"]),
        )
        for row in rows
    )  # fmt: skip


async def _last_seen(person_ids: list[int]) -> dict[int, datetime]:
    if not person_ids:
        return {}
    rows = (
        await _S.select(_S.person_id, _S.seen_at)
        .where(_S.person_id.is_in(person_ids))
        .order_by(_S.seen_at)
    )
    return {row["person_id"]: row["seen_at"] for row in rows}


def _holding(q: str) -> str:
    # Both databases take these two for wildcards; nobody's name holds them.
    return f"%{q.replace('%', '').replace('_', '')}%"
