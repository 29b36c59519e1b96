"""What a person chooses for oneself."""

from __future__ import annotations

from datetime import datetime

from portal.core import db
from portal.core.i18n import Language
from portal.directory.model import Person
from portal.directory.tables import Person as Row
from portal.journal.model import Kept
from portal.journal.record import record


async def choose_language(language: Language, *, by: Person, at: datetime) -> None:
    """Note the language the person reads pages, notices and papers in."""
    if by.language is language:
        return
    async with db.write():
        await Row.update({Row.language: language.value}).where(Row.id == by.id)
        await record(
            "person:language", subject=("person", by.id, by.login), by=by, at=at,
            was={"language": by.language.value}, now={"language": language.value},
            kept=Kept.SIGN_IN,
        )  # fmt: skip
