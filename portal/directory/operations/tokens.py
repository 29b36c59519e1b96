"""Bearer tokens of programs: shown once, kept as a hash, expiring, narrowed where asked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from portal.core import crypto, db
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory import tables
from portal.directory.model import Person
from portal.directory.permissions import TABLE
from portal.journal.model import Actor
from portal.journal.record import record

LIFE = timedelta(days=90)

_T = tables.ApiToken


async def make_token(
    name: str,
    person: Person,
    *,
    by: Actor | None,
    at: datetime,
    rights: Iterable[str] | None = None,
    life: timedelta = LIFE,
) -> str:
    """Return a new bearer token of a person; ``rights`` narrow what it may do.

    Raises ``Invalid`` for a right that does not exist.
    """
    rights = None if rights is None else sorted(rights)
    _known(rights or ())
    token = "lb_" + secrets.token_urlsafe(32)
    narrowed = msgspec.json.encode(rights).decode() if rights is not None else ""
    async with db.write():
        added = await _T.insert(
            _T(
                code=new_code(), name=name, person_id=person.id, narrowed=narrowed,
                token_hash=crypto.token_hash(token), created_at=at, expires_at=at + life,
            )
        )  # fmt: skip
        await record(
            "token:made", subject=("token", added[0]["id"], name), by=by, at=at,
            now={"person": person.login},
        )  # fmt: skip
    return token


def _known(rights: Iterable[str]) -> None:
    unknown = [right for right in rights if right not in TABLE]
    if unknown:
        raise Invalid([problem("rights", N_("没有这项权限：%(right)s。"), right=unknown[0])])


async def revoke_token(code: str, *, by: Actor | None, at: datetime) -> None:
    """End a token; programs that bring it are refused from the next request on."""
    async with db.write():
        ended = (
            await _T.update({_T.revoked_at: at})
            .where((_T.code == code) & _T.revoked_at.is_null())
            .returning(_T.id)
        )
        row = db.changed_one(ended, what="token", key=code)
        await record("token:revoked", subject=("token", row["id"], code), by=by, at=at)
