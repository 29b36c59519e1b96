"""The secret address of a person's calendar: shown once, kept as a hash, renewed and revoked."""

from __future__ import annotations

import secrets
from datetime import datetime

from meetings.notice_tables import FeedRow
from portal.core import crypto, db
from portal.directory.model import Person
from portal.journal.record import record


async def renew_feed(*, by: Person, at: datetime) -> str:
    """Return a new secret; the one before it opens nothing from now on."""
    token = secrets.token_urlsafe(32)
    async with db.write():
        await _revoke(by, at)
        await FeedRow.insert(
            FeedRow(person_id=by.id, token_hash=crypto.token_hash(token), created_at=at)
        )
        await record("feed:made", subject=("person", by.id, by.login), by=by, at=at)
    return token


async def revoke_feed(*, by: Person, at: datetime) -> None:
    """Close the person's calendar address."""
    async with db.write():
        await _revoke(by, at)
        await record("feed:revoked", subject=("person", by.id, by.login), by=by, at=at)


async def _revoke(by: Person, at: datetime) -> None:
    row = FeedRow
    held = (row.person_id == by.id) & row.revoked_at.is_null()
    await row.update({row.revoked_at: at}).where(held)
