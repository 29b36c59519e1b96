"""Wrong passwords: each is noted, and five in a row lock the account for half an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.core import db
from portal.directory import tables
from portal.journal.model import Kept
from portal.journal.record import record

LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=30)

_P = tables.Person


async def note(row: dict[str, Any] | None, *, at: datetime, peer: str = "") -> None:
    """Note a wrong password for an account, given by id and login; None for an unknown name."""
    key, login = (row["id"], row["login"]) if row else (0, "")
    async with db.write():
        await record(
            "person:sign_in", subject=("person", key, login), by=None, at=at,
            result="refused", data={"peer": peer}, kept=Kept.SIGN_IN,
        )  # fmt: skip
        if row and await _count(key, at) >= LOCK_AFTER:
            await _lock(key, login, at)


async def _count(person_id: int, at: datetime) -> int:
    # While an account is locked nothing counts, or whoever likes could keep it locked for ever.
    counted = (
        await _P.update({_P.failed_count: _P.failed_count + 1})
        .where((_P.id == person_id) & _open(at))
        .returning(_P.failed_count)
    )
    return int(counted[0]["failed_count"]) if counted else 0


async def _lock(person_id: int, login: str, at: datetime) -> None:
    until = at + LOCK_FOR
    await _P.update({_P.locked_until: until, _P.failed_count: 0}).where(_P.id == person_id)
    await record(
        "person:locked", subject=("person", person_id, login), by=None, at=at,
        now={"until": until.isoformat()}, kept=Kept.SIGN_IN,
    )  # fmt: skip


async def clear(person_id: int, proved: str | None, *, at: datetime) -> bool:
    """Forget the failures in the caller's transaction; return whether the account is open still.

    False when it was locked or closed, or its password is no longer the ``proved`` one, since the
    password was checked: many guesses at once must not outrun the lock.
    """
    wanted = (_P.id == person_id) & _open(at)
    if proved is not None:
        wanted = wanted & (_P.password_hash == proved)
    cleared = (
        await _P.update({_P.failed_count: 0, _P.locked_until: None}).where(wanted).returning(_P.id)
    )
    return bool(cleared)


def _open(at: datetime) -> Any:
    return _P.disabled_at.is_null() & (_P.locked_until.is_null() | (_P.locked_until <= at))
