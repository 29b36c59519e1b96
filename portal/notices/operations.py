"""Telling people: a row each in the caller's transaction, and a mail job for those with e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from portal.core import db
from portal.core.i18n import Sentence
from portal.core.reading import add
from portal.jobs.queue import enqueue
from portal.notices.model import Recipient
from portal.notices.tables import Notice


async def tell(
    recipients: Iterable[Recipient], *, kind: str, sentence: Sentence, address: str, at: datetime
) -> None:
    """Tell these people in the caller's transaction; the address is a local path."""
    params = msgspec.json.encode(dict(sentence.params)).decode()
    for told in recipients:
        await add(
            Notice, person_id=told.person_id, kind=kind, message=sentence.message, params=params,
            address=address, created_at=at,
        )  # fmt: skip
        if told.email:
            await _mail(told, sentence, address, at)


async def _mail(told: Recipient, sentence: Sentence, address: str, at: datetime) -> None:
    payload = {
        "to": told.email,
        "language": told.language.value,
        "message": sentence.message,
        "params": dict(sentence.params),
        "address": address,
    }
    key = f"{told.person_id}:{address}:{at.isoformat()}"
    await enqueue("notices.mail", key=key, payload=payload, at=at)


async def read(person_id: int, *, notice_id: int | None = None, at: datetime) -> None:
    """Note that the person has read this notice, or all of them."""
    mine = (Notice.person_id == person_id) & Notice.read_at.is_null()
    if notice_id is not None:
        mine = mine & (Notice.id == notice_id)
    async with db.write():
        await Notice.update({Notice.read_at: at}).where(mine)
