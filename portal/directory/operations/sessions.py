"""Sessions in use, and their end. They are rows; nothing a request does revives one."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.core import crypto, db
from portal.core.errors import NotFound
from portal.directory import tables
from portal.directory.model import Person
from portal.directory.queries.sessions import IDLE
from portal.journal.model import Actor, Kept
from portal.journal.record import record

# The last use is noted this coarsely, so that reading pages does not mean writing rows.
TOUCH = timedelta(minutes=1)
# Ended rows stay this long, to say when somebody was last seen and from where.
FORGET_AFTER = timedelta(days=30)

_S = tables.Session


async def touch(session_id: int, *, seen_at: datetime, at: datetime) -> None:
    """Note that the session is in use; at most once a minute, and never for one that ended."""
    if at - seen_at < TOUCH:
        return
    alive = (_S.expires_at > at) & (_S.seen_at > at - IDLE) & (_S.seen_at < at)
    async with db.write():
        await _S.update({_S.seen_at: at}).where((_S.id == session_id) & alive)


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


async def forget_sessions(*, at: datetime) -> None:
    """Delete the sessions that came to their end long ago."""
    async with db.write():
        await _S.delete().where(_S.expires_at < at - FORGET_AFTER)


async def _ended(by: Actor, at: datetime) -> None:
    await record(
        "person:sign_out", subject=("person", by.id or 0, by.name), by=by, at=at,
        kept=Kept.SIGN_IN,
    )  # fmt: skip
