"""Signing in and out. Sessions are rows; a request only reads them, and nothing revives one."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec

from portal.core import crypto, db
from portal.core import settings as settings_
from portal.core.calendar import OFFICE
from portal.core.errors import Invalid, NotAllowed, NotFound, Refusal, problem
from portal.core.i18n import N_, say
from portal.core.settings import SecondFactor
from portal.directory import passwords, tables
from portal.directory.model import Person
from portal.journal.model import Actor, Kept
from portal.journal.record import record

LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# The last use is noted this coarsely, so that reading pages does not mean writing rows.
TOUCH = timedelta(minutes=1)

_P, _S = tables.Person, tables.Session


class SignInRefused(Refusal):
    """The name or the password is wrong, or the account is locked."""

    code = "sign_in_refused"


class SignedIn(msgspec.Struct, frozen=True):
    """A fresh session: whose it is, and the token only the browser will hold."""

    person_id: int
    token: str


async def sign_in(
    login: str, password: str, *, at: datetime, peer: str = "", agent: str = ""
) -> SignedIn:
    """Return a new session; raise ``SignInRefused`` with the reason in plain words.

    An unknown name is answered like a wrong password and takes as long.
    """
    row = await _P.select(
        _P.id, _P.login, _P.password_hash, _P.failed_count, _P.locked_until, _P.disabled_at,
        _P.second_factor_sealed,
    ).where(_P.login == login).first()  # fmt: skip
    if row and row["locked_until"] and row["locked_until"] > at:
        raise _locked(row["locked_until"])
    right = await passwords.matches(password, row["password_hash"] if row else "")
    if row is None or not right or row["disabled_at"]:
        await _failed(row, at=at, peer=peer)
        raise SignInRefused(say(N_("登录名或密码不对。连续输错五次，账号将锁定三十分钟。")))
    _second_factor(row)
    return await open_session(row["id"], row["login"], at=at, peer=peer, agent=agent)


def _locked(until: datetime) -> SignInRefused:
    return SignInRefused(
        say(
            N_("连续输错五次，账号已锁定到 %(until)s。如忘记密码，请联系系统管理员重置。"),
            until=until.astimezone(OFFICE).strftime("%H:%M"),
        ),
        code="locked",
    )


def _second_factor(row: dict[str, Any]) -> None:
    required = settings_.current().second_factor is SecondFactor.REQUIRED
    if required and not row["second_factor_sealed"]:
        raise SignInRefused(
            say(N_("本系统要求双因素登录，而您的账号还没有绑定第二因素。请联系系统管理员绑定。")),
            code="second_factor",
        )


async def _failed(row: dict[str, Any] | None, *, at: datetime, peer: str) -> None:
    async with db.write():
        if row is not None and not row["disabled_at"]:
            count = (
                await _P.update({_P.failed_count: _P.failed_count + 1})
                .where(_P.id == row["id"])
                .returning(_P.failed_count)
            )
            if count[0]["failed_count"] >= LOCK_AFTER:
                await _P.update({_P.locked_until: at + LOCK_FOR, _P.failed_count: 0}).where(
                    _P.id == row["id"]
                )
        await record(
            "person:sign_in", subject=("person", row["id"] if row else 0, ""), by=None, at=at,
            result="refused", data={"peer": peer}, kept=Kept.SIGN_IN,
        )  # fmt: skip


async def open_session(
    person_id: int, login: str, *, at: datetime, peer: str, agent: str
) -> SignedIn:
    """Return a new session of a person whose sign-in holds."""
    token = secrets.token_urlsafe(32)
    async with db.write():
        await _P.update({_P.failed_count: 0, _P.locked_until: None}).where(_P.id == person_id)
        await _S.insert(
            _S(
                token_hash=crypto.token_hash(token), person_id=person_id, created_at=at,
                seen_at=at, expires_at=at + ABSOLUTE, stepped_up_at=at, peer=peer[:60],
                agent=agent[:200],
            )
        )  # fmt: skip
        await record(
            "person:sign_in", subject=("person", person_id, login), by=None, at=at,
            data={"peer": peer}, kept=Kept.SIGN_IN,
        )  # fmt: skip
    return SignedIn(person_id, token)


async def touch(session_id: int, *, seen_at: datetime, at: datetime) -> None:
    """Note that the session is in use; at most once a minute, and never for one that ended."""
    if at - seen_at < TOUCH:
        return
    async with db.write():
        await _S.update({_S.seen_at: at}).where((_S.id == session_id) & (_S.expires_at > at))


async def sign_out(token: str, *, by: Actor, at: datetime) -> None:
    """End the session of this token; whatever still runs with it finds nothing."""
    async with db.write():
        await _S.delete().where(_S.token_hash == crypto.token_hash(token))
        await _ended(by, at)


async def end_session(session_id: int, *, by: Person, at: datetime) -> None:
    """End one of the person's own sessions; raise ``NotFound`` for anybody else's."""
    async with db.write():
        ended = (
            await _S.delete()
            .where((_S.id == session_id) & (_S.person_id == by.id))
            .returning(_S.id)
        )
        if not ended:
            raise NotFound(what="session", key=str(session_id))
        await _ended(by, at)


async def end_other_sessions(session_id: int, *, by: Person, at: datetime) -> None:
    """End all of the person's sessions but this one."""
    async with db.write():
        await _S.delete().where((_S.person_id == by.id) & (_S.id != session_id))
        await _ended(by, at)


async def end_sessions(person_id: int, *, by: Actor | None, at: datetime) -> None:
    """End all sessions of a person."""
    async with db.write():
        await _S.delete().where(_S.person_id == person_id)
        await record(
            "person:sessions_ended", subject=("person", person_id, ""), by=by, at=at,
            kept=Kept.SIGN_IN,
        )  # fmt: skip


async def _ended(by: Actor, at: datetime) -> None:
    await record(
        "person:sign_out", subject=("person", by.id or 0, by.name), by=by, at=at,
        kept=Kept.SIGN_IN,
    )  # fmt: skip


async def activate(code: str, password: str, *, at: datetime) -> None:
    """Set the first password with an activation code; it works once.

    Raises ``NotAllowed`` for a code that is unknown, used or too old, ``Invalid`` for the password.
    """
    row = tables.Activation
    held = (
        await row.select(row.id, row.person_id, row.person_id.login)
        .where(
            (row.code_hash == crypto.token_hash(code))
            & row.used_at.is_null()
            & (row.expires_at > at)
        )
        .first()
    )
    if held is None:
        raise NotAllowed(say(N_("激活码无效或已过期，请联系系统管理员重新发放。")))
    passwords.check(password, login=held["person_id.login"])
    new = await passwords.hashed(password)
    async with db.write():
        used = (
            await row.update({row.used_at: at})
            .where((row.id == held["id"]) & row.used_at.is_null())
            .returning(row.id)
        )
        db.changed_one(used, what="activation", key="")
        await _P.update({_P.password_hash: new, _P.must_change: False}).where(
            _P.id == held["person_id"]
        )
        await record(
            "person:activated", subject=("person", held["person_id"], held["person_id.login"]),
            by=None, at=at, kept=Kept.SIGN_IN,
        )  # fmt: skip


async def change_password(
    old: str, new: str, *, by: Person, at: datetime, session_id: int | None = None
) -> None:
    """Change the person's own password; every other session ends with the old one.

    Raises ``Invalid`` when the old one is wrong or the policy does not take the new one.
    """
    held = await _P.select(_P.password_hash).where(_P.id == by.id).first()
    if held is None or not await passwords.matches(old, held["password_hash"]):
        raise Invalid([problem("old", N_("原密码不对，请重新输入。"))])
    passwords.check(new, login=by.login, field="new")
    hashed = await passwords.hashed(new)
    async with db.write():
        await _P.update({_P.password_hash: hashed, _P.must_change: False}).where(_P.id == by.id)
        others = _S.person_id == by.id
        await _S.delete().where(others if session_id is None else others & (_S.id != session_id))
        await record(
            "person:password", subject=("person", by.id, by.login), by=by, at=at,
            kept=Kept.SIGN_IN,
        )  # fmt: skip
