"""Roles given and taken. Nobody grants to himself; an administrator's role excludes every other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotFound, NotPossible, problem
from portal.core.i18n import N_, say
from portal.core.ids import next_number
from portal.directory import tables
from portal.directory.access import excludes, overlap
from portal.directory.model import ADMINISTRATORS, Person, Role, Unit
from portal.directory.operations.accounts import hold, refuse_oneself
from portal.directory.queries.people import live
from portal.journal.model import Actor
from portal.journal.record import record

_M = tables.Membership


async def grant(
    person: Person,
    role: Role,
    unit: Unit,
    *,
    by: Person | None,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    liaison: bool = False,
) -> None:
    """Give a person a role in a unit, from a day on; without ``by`` the operator does.

    Raises ``NotAllowed`` for a grant to oneself or without the right, ``NotPossible`` where an
    administrator's role would stand beside another, the role is held already, the unit does not
    exist on that day or the account is disabled.
    """
    refuse_oneself(
        by, person, "membership.grant", say(N_("不能给自己授权，请由另一位安全管理员办理。"))
    )
    since = since or day_of(at)
    _fits(unit, since, until)
    async with db.write():
        await hold(person.id)
        _apart(role, unit, await _beside(person.id, since, until))
        await add(person, role, unit, by=by, at=at, since=since, until=until, liaison=liaison)


def _fits(unit: Unit, since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise Invalid([problem("until", N_("结束日期要晚于开始日期，请更正。"))])
    if not unit.valid_on(since):
        raise NotPossible(
            say(N_("%(unit)s在开始日期尚未设立或已经撤销，请选择当日存在的单位。"), unit=unit.name),
            code="unit_ended",
        )


async def _beside(person_id: int, since: date, until: date | None) -> list[dict[str, Any]]:
    rows = await _M.select(_M.role, _M.unit_id, _M.valid_from, _M.valid_to).where(
        _M.person_id == person_id
    )
    return [r for r in rows if overlap(since, until, r["valid_from"], r["valid_to"])]


def _apart(role: Role, unit: Unit, beside: Iterable[dict[str, Any]]) -> None:
    for held in beside:
        if excludes(Role(held["role"]), role):
            raise NotPossible(
                say(N_("三员与其他角色不能由同一人兼任，请另设账号。")),
                code="separate_administrators",
            )
        if (held["role"], held["unit_id"]) == (role.value, unit.id):
            raise NotPossible(
                say(N_("此人在这个单位已有这一角色，不必重复授权。")), code="already_held"
            )


async def add(
    person: Person,
    role: Role,
    unit: Unit,
    *,
    by: Actor | None,
    at: datetime,
    since: date,
    until: date | None = None,
    liaison: bool = False,
) -> None:
    """Write a membership and its journal row in the caller's transaction, asking nothing."""
    await _M.insert(
        _M(
            person_id=person.id, unit_id=unit.id, role=role.value, liaison=liaison,
            valid_from=since, valid_to=until, granted_by_id=by.id if by else None,
        )
    )  # fmt: skip
    await record(
        "membership:granted", subject=("person", person.id, person.login), by=by, at=at,
        now={"role": role.value, "unit": unit.code, "since": since.isoformat(),
             "until": until.isoformat() if until else None},
    )  # fmt: skip


async def revoke(
    person: Person, role: Role, unit: Unit, *, by: Person | None, at: datetime
) -> None:
    """Take a role away; it is gone at the person's next request.

    Raises ``NotAllowed`` like ``grant``, ``NotFound`` when the role is not held, ``NotPossible``
    for the last administrator of a kind.
    """
    refuse_oneself(
        by,
        person,
        "membership.revoke",
        say(N_("不能撤销自己的授权，请由另一位安全管理员办理。")),
    )
    today = day_of(at)
    async with db.write():
        await keep_one(person.id, {role} & ADMINISTRATORS, on=today)
        await _end(person.id, role, unit, today)
        await record(
            "membership:revoked", subject=("person", person.id, person.login), by=by, at=at,
            was={"role": role.value, "unit": unit.code},
        )  # fmt: skip


async def _end(person_id: int, role: Role, unit: Unit, today: date) -> None:
    held = (_M.person_id == person_id) & (_M.unit_id == unit.id) & (_M.role == role.value)
    ended = (
        await _M.update({_M.valid_to: today})
        .where(held & (_M.valid_to.is_null() | (_M.valid_to > today)))
        .returning(_M.id)
    )
    if not ended:
        raise NotFound(say(N_("此人没有这一角色，请核对后再办理。")), what="membership")


async def keep_one(person_id: int, roles: Iterable[Role], *, on: date) -> None:
    """Raise ``NotPossible`` when the person is the last who holds one of these roles on a day."""
    wanted = [role.value for role in roles]
    if not wanted:
        return
    # In turn: of two that go at once, the second has to see that the first has gone.
    await next_number("administrators")
    mine = await _M.select(_M.role).where(
        (_M.person_id == person_id) & _M.role.is_in(wanted) & live(on)
    )
    for role in {row["role"] for row in mine}:
        others = (_M.role == role) & (_M.person_id != person_id) & live(on)
        if not await _M.exists().where(others & _M.person_id.disabled_at.is_null()):
            raise NotPossible(
                say(N_("这是最后一位该类管理员，不能停用或撤销。请先另设一位。")),
                code="last_administrator",
            )
