"""Reading sessions and tokens: from a hash to a person, without adopting anything unknown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from portal.core import crypto
from portal.core.calendar import day_of
from portal.directory import tables
from portal.directory.model import Person, Session
from portal.directory.queries.people import memberships, to_person

IDLE = timedelta(minutes=30)

_S, _T, _P = tables.Session, tables.ApiToken, tables.Person


def _columns(row: Any) -> list[Any]:
    person = row.person_id
    return [
        person.code, person.login, person.name, person.email, person.language, person.machine,
        person.must_change,
    ]  # fmt: skip


async def person_of_session(token: str, *, at: datetime) -> tuple[Person, Session] | None:
    """Return who is signed in by this token; None for unknown, ended, idle or disabled ones."""
    row = (
        await _S.select(*_S.all_columns(), *_columns(_S))
        .where(
            (_S.token_hash == crypto.token_hash(token))
            & (_S.expires_at > at)
            & (_S.seen_at > at - IDLE)
            & _S.person_id.disabled_at.is_null()
        )
        .first()
    )
    if row is None:
        return None
    return await _person(row, at), _session(row)


async def person_of_token(token: str, *, at: datetime) -> Person | None:
    """Return whose program brings this bearer token; None for unknown, ended or revoked ones."""
    row = (
        await _T.select(_T.person_id, _T.narrowed, *_columns(_T))
        .where(
            (_T.token_hash == crypto.token_hash(token))
            & (_T.expires_at > at)
            & _T.revoked_at.is_null()
            & _T.person_id.disabled_at.is_null()
        )
        .first()
    )
    if row is None:
        return None
    found = await _person(row, at)
    narrowed = msgspec.json.decode(row["narrowed"] or "null", type=frozenset[str] | None)
    return msgspec.structs.replace(found, narrowed=narrowed)


async def _person(row: dict[str, Any], at: datetime) -> Person:
    key = row["person_id"]
    held = await memberships([key], on=day_of(at))
    plain = {name.removeprefix("person_id."): value for name, value in row.items()}
    return to_person(plain | {"id": key}, held.get(key, ()))


async def sessions(person_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """Return the person's live sessions, newest first."""
    return (
        await _S.select(_S.id, _S.created_at, _S.seen_at, _S.peer, _S.agent)
        .where((_S.person_id == person_id) & (_S.expires_at > at) & (_S.seen_at > at - IDLE))
        .order_by(_S.id, ascending=False)
    )


def _session(row: dict[str, Any]) -> Session:
    return Session(
        row["id"], row["person_id"], row["created_at"], row["seen_at"], row["expires_at"],
        row["stepped_up_at"],
    )  # fmt: skip
