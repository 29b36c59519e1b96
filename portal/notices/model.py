"""What a notice says and whom it reaches."""

from __future__ import annotations

from datetime import datetime

import msgspec

from portal.core.i18n import Language, Sentence


class Recipient(msgspec.Struct, frozen=True):
    """One person to tell; the caller knows the address and language, this room knows nobody."""

    person_id: int
    email: str = ""
    language: Language = Language.HANS


class Notice(msgspec.Struct, frozen=True):
    """A notice as its person sees it."""

    id: int
    kind: str
    sentence: Sentence
    address: str
    created_at: datetime
    read_at: datetime | None
