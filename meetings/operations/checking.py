"""Whether a file somebody holds is what was issued: by its SHA-256, the file itself is not kept."""

from __future__ import annotations

from datetime import datetime

from meetings.inputs import Checking
from meetings.model import Body, Minutes
from meetings.queries import things
from meetings.tables import MinutesRow
from portal.core import db
from portal.directory.model import Person
from portal.journal.model import Kept
from portal.journal.record import record


async def check_file(
    given: Checking, *, by: Person, at: datetime
) -> tuple[Minutes, Body] | tuple[None, None]:
    """Return the issued minutes with these bytes and their body, none for bytes nobody issued.

    The look-up is journalled, as whatever tells somebody of a document is.
    """
    async with db.write():
        row = MinutesRow
        found = await row.select(row.id, row.code).where(row.sha256 == given.sha256).first()
        await record(
            "minutes:checked", subject=("minutes", found["id"] if found else 0,
                                        found["code"] if found else ""),
            by=by, at=at, data={"sha256": given.sha256, "found": bool(found)},
            kept=Kept.DISCLOSURE,
        )  # fmt: skip
        if found is None:
            return None, None
        minutes = await things.minutes(found["id"])
        return minutes, await things.body(minutes.body_id)
