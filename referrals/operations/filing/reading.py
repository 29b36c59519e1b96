"""Reading files: what is harmless, for whoever may, and never unnoticed."""

from __future__ import annotations

from portal.core import db
from portal.documents import files as store
from portal.documents.uploads import require_harmless
from portal.journal.model import Kept
from portal.journal.record import record
from referrals.model import CaseFile
from referrals.operations.filing.place import Place


async def read(place: Place, code: str) -> tuple[CaseFile, bytes]:
    """Return a file with its bytes; that it was read, and by whom, is journalled.

    Raises ``NotPossible`` while it waits for the virus scanner, or was found harmful.
    """
    held = await place.file(code)
    require_harmless(held.state)
    _, data = await store.fetch(held.stored)
    async with db.write():
        await record(
            "file:read", subject=("file", held.id, held.code), by=place.by, at=place.at,
            case_id=held.case_id, kept=Kept.DISCLOSURE,
            data={"kind": held.kind.value, "at": place.subject[0]},
        )  # fmt: skip
    return held, data


async def thumbnail(place: Place, code: str) -> bytes:
    """Return the small picture of a file, on which nothing can be read."""
    held = await place.file(code)
    require_harmless(held.state)
    return await store.thumbnail(held.stored)
