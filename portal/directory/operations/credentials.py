"""Passwords set: the first one with a code, later ones with the old one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.core import crypto, db
from portal.core.errors import Invalid, NotAllowed, problem
from portal.core.i18n import N_, say
from portal.directory import passwords, tables
from portal.directory.model import Person
from portal.directory.operations import failures
from portal.journal.model import Kept
from portal.journal.record import record

_A, _P, _S = tables.Activation, tables.Person, tables.Session


async def activate(code: str, password: str, *, at: datetime) -> None:
    """Set a password with an activation code; it works once.

    A lock is lifted and every session of the person ends: whoever lost a password begins afresh.
    Raises ``NotAllowed`` for a code that is unknown, used or too old, ``Invalid`` for the password.
    """
    held = await _activation(code, at)
    person_id, login = held["person_id"], held["person_id.login"]
    passwords.check(password, login=login)
    new = await passwords.hashed(password)
    async with db.write():
        await _use(held["id"], at)
        await _set(person_id, new)
        await _S.delete().where(_S.person_id == person_id)
        await record(
            "person:activated", subject=("person", person_id, login), by=None, at=at,
            kept=Kept.SIGN_IN,
        )  # fmt: skip


def _worthless() -> NotAllowed:
    return NotAllowed(say(N_("激活码无效或已过期，请联系系统管理员重新发放。")))


async def _activation(code: str, at: datetime) -> dict[str, Any]:
    held = (
        await _A.select(_A.id, _A.person_id, _A.person_id.login)
        .where(
            (_A.code_hash == crypto.token_hash(code))
            & _A.used_at.is_null()
            & (_A.expires_at > at)
            & _A.person_id.disabled_at.is_null()
        )
        .first()
    )
    if held is None:
        raise _worthless()
    return held


async def _use(activation_id: int, at: datetime) -> None:
    used = (
        await _A.update({_A.used_at: at})
        .where((_A.id == activation_id) & _A.used_at.is_null())
        .returning(_A.id)
    )
    if not used:
        raise _worthless()


async def _set(person_id: int, new: str) -> None:
    values: dict[Any, Any] = {
        _P.password_hash: new, _P.must_change: False, _P.failed_count: 0, _P.locked_until: None
    }  # fmt: skip
    changed = (
        await _P.update(values)
        .where((_P.id == person_id) & _P.disabled_at.is_null())
        .returning(_P.id)
    )
    if not changed:
        raise _worthless()


async def change_password(
    old: str, new: str, *, by: Person, at: datetime, session_id: int | None = None
) -> None:
    """Change the person's own password; every other session ends with the old one.

    Raises ``Invalid`` when the old one is wrong, which counts like a wrong one at the sign-in, or
    the policy does not take the new one.
    """
    held = await _P.select(_P.id, _P.login, _P.password_hash).where(_P.id == by.id).first()
    if held is None or not await passwords.matches(old, held["password_hash"]):
        await failures.note(held, at=at)
        raise _not_the_old()
    passwords.check(new, login=by.login, field="new", old=old)
    hashed = await passwords.hashed(new)
    async with db.write():
        if not await failures.clear(by.id, held["password_hash"], at=at):
            raise _not_the_old()
        await _P.update({_P.password_hash: hashed, _P.must_change: False}).where(_P.id == by.id)
        await _end_sessions_but(session_id, by)
        await record(
            "person:password", subject=("person", by.id, by.login), by=by, at=at, kept=Kept.SIGN_IN
        )


def _not_the_old() -> Invalid:
    return Invalid([problem("old", N_("原密码不对，请重新输入。"))])


async def _end_sessions_but(session_id: int | None, by: Person) -> None:
    theirs = _S.person_id == by.id
    await _S.delete().where(theirs if session_id is None else theirs & (_S.id != session_id))
