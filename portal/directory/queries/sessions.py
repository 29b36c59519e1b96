"""Reading sessions and tokens: from a hash to a person, without adopting anything unknown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from portal.core import crypto
from portal.core.calendar import day_of
from portal.directory import tables
from portal.directory.model import Membership, Person, Session
from portal.directory.queries.people import to_membership, to_person
from portal.directory.queries.units import to_unit

IDLE = timedelta(minutes=30)

_S = tables.Session

# Asked at every request, so both are one statement, written out: the query builder would need more
# time than the database and the page's template together.
_WHO = """
SELECT {columns},
  p.id AS id, p.code AS code, p.login AS login, p.name AS name, p.email AS email,
  p.language AS language, p.machine AS machine, p.must_change AS must_change,
  m.role AS role, m.liaison AS liaison, m.valid_from AS valid_from, m.valid_to AS valid_to,
  {unit}
FROM {asked} a
JOIN person p ON p.id = a.person_id
LEFT JOIN membership m ON m.person_id = p.id
  AND m.valid_from <= {{}} AND (m.valid_to IS NULL OR m.valid_to > {{}})
LEFT JOIN unit u ON u.id = m.unit_id
WHERE a.token_hash = {{}} AND a.expires_at > {{}} AND p.disabled_at IS NULL AND {holds}
ORDER BY m.id
"""
_UNIT = ", ".join(f"u.{c._meta.name} AS unit_{c._meta.name}" for c in tables.Unit.all_columns())  # noqa: SLF001 - piccolo's own way to name a column
_BY_SESSION = _WHO.format(
    asked="session", unit=_UNIT, holds="a.seen_at > {}",
    columns="a.id AS session_id, a.created_at AS created_at, a.seen_at AS seen_at,"
    " a.expires_at AS expires_at, a.stepped_up_at AS stepped_up_at",
)  # fmt: skip
_BY_TOKEN = _WHO.format(
    asked="api_token", unit=_UNIT, holds="a.revoked_at IS NULL", columns="a.narrowed AS narrowed"
)


async def person_of_session(token: str, *, at: datetime) -> tuple[Person, Session] | None:
    """Return who is signed in by this token; None for unknown, ended, idle or disabled ones."""
    day = day_of(at)
    rows = await _S.raw(_BY_SESSION, day, day, crypto.token_hash(token), at, at - IDLE)
    return (_person(rows), _session(rows[0])) if rows else None


async def person_of_token(token: str, *, at: datetime) -> Person | None:
    """Return whose program brings this bearer token; None for unknown, ended or revoked ones."""
    day = day_of(at)
    rows = await _S.raw(_BY_TOKEN, day, day, crypto.token_hash(token), at)
    if not rows:
        return None
    narrowed = msgspec.json.decode(rows[0]["narrowed"] or "null", type=frozenset[str] | None)
    return msgspec.structs.replace(_person(rows), narrowed=narrowed)


def _person(rows: list[dict[str, Any]]) -> Person:
    return to_person(rows[0], tuple(map(_membership, rows)) if rows[0]["role"] else ())


def _membership(row: dict[str, Any]) -> Membership:
    unit = {key[5:]: value for key, value in row.items() if key.startswith("unit_")}
    return to_membership(row, to_unit(unit))


async def sessions(person_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """Return the person's live sessions, newest first."""
    return (
        await _S.select(_S.id, _S.created_at, _S.seen_at, _S.peer, _S.agent)
        .where((_S.person_id == person_id) & (_S.expires_at > at) & (_S.seen_at > at - IDLE))
        .order_by(_S.id, ascending=False)
    )


def _session(row: dict[str, Any]) -> Session:
    return Session(
        row["session_id"], row["id"], row["created_at"], row["seen_at"], row["expires_at"],
        row["stepped_up_at"],
    )  # fmt: skip
