"""Signing in, and giving the password once more for an act that asks for it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec

from portal.core import crypto, db
from portal.core import settings as settings_
from portal.core.errors import NotFound, Refusal
from portal.core.i18n import N_, say
from portal.core.settings import SecondFactor
from portal.directory import passwords, tables
from portal.directory.model import Person
from portal.directory.operations import failures
from portal.journal.model import Kept
from portal.journal.record import record

ABSOLUTE = timedelta(hours=12)

_P, _S = tables.Person, tables.Session


class SignInRefused(Refusal):
    """The name or the password is wrong, or the account is locked or closed."""

    code = "sign_in_refused"


class SignedIn(msgspec.Struct, frozen=True):
    """A fresh session: whose it is, and the token only the browser will hold."""

    person_id: int
    token: str


async def sign_in(
    login: str, password: str, *, at: datetime, peer: str = "", agent: str = ""
) -> SignedIn:
    """Return a new session; raise ``SignInRefused`` with the reason in plain words.

    An unknown name, a wrong password, a locked and a closed account are answered alike and take as
    long: the answer tells nobody which names there are, nor that a guess was right.
    """
    row = await _account(_P.login == login)
    right = await passwords.matches(password, row["password_hash"] if row else "")
    if row is not None and right:
        async with db.write():
            # Asked last: whoever guesses at a locked account must not learn that a guess was right.
            if await failures.clear(row["id"], row["password_hash"], at=at):
                _second_factor(row)
                return await _begin(row["id"], row["login"], at, peer, agent)
    await failures.note(row, at=at, peer=peer)
    raise _refused()


async def _account(wanted: Any) -> dict[str, Any] | None:
    return (
        await _P.select(_P.id, _P.login, _P.password_hash, _P.second_factor_sealed)
        .where(wanted)
        .first()
    )


def _refused() -> SignInRefused:
    return SignInRefused(
        say(
            N_(
                "登录名或密码不对，或者账号已锁定、已停用。连续输错五次，账号锁定三十分钟；"
                "如不能等待，请联系系统管理员重置密码。"
            )
        )
    )


def _second_factor(row: dict[str, Any]) -> None:
    required = settings_.current().second_factor is SecondFactor.REQUIRED
    if required and not row["second_factor_sealed"]:
        raise SignInRefused(
            say(
                N_(
                    "本系统要求双因素登录（设置项 second_factor 为 required），"
                    "而您的账号还没有绑定第二因素。请联系系统管理员绑定。"
                )
            ),
            code="second_factor",
        )


async def open_session(
    person_id: int, login: str, *, at: datetime, peer: str, agent: str
) -> SignedIn:
    """Return a new session of a person whose sign-in holds; ``SignInRefused`` when locked."""
    async with db.write():
        if not await failures.clear(person_id, None, at=at):
            raise _refused()
        return await _begin(person_id, login, at, peer, agent)


async def _begin(person_id: int, login: str, at: datetime, peer: str, agent: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
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


async def step_up(
    token: str, password: str, *, by: Person, at: datetime, peer: str = ""
) -> SignedIn:
    """Note that the person gave the password once more; return the session under a new token.

    The old token is worth nothing from then on. Raises ``SignInRefused`` like ``sign_in``, and
    ``NotFound`` when the session has ended.
    """
    row = await _account(_P.id == by.id)
    right = await passwords.matches(password, row["password_hash"] if row else "")
    if row is not None and right:
        async with db.write():
            if await failures.clear(by.id, row["password_hash"], at=at):
                return await _step_up(token, by, at, peer)
    await failures.note(row, at=at, peer=peer)
    raise _refused()


async def _step_up(token: str, by: Person, at: datetime, peer: str) -> SignedIn:
    fresh = secrets.token_urlsafe(32)
    await _renew(crypto.token_hash(token), crypto.token_hash(fresh), by, at)
    await record(
        "person:step_up", subject=("person", by.id, by.login), by=by, at=at,
        data={"peer": peer}, kept=Kept.SIGN_IN,
    )  # fmt: skip
    return SignedIn(by.id, fresh)


async def _renew(old: str, new: str, by: Person, at: datetime) -> None:
    renewed = (
        await _S.update({_S.token_hash: new, _S.stepped_up_at: at})
        .where((_S.token_hash == old) & (_S.person_id == by.id) & (_S.expires_at > at))
        .returning(_S.id)
    )
    if not renewed:
        raise NotFound(what="session")
