"""What a journal row says, and how long it is kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import msgspec


class Kept(StrEnum):
    """The class a row is kept by: as long as its case, three years, or six months."""

    CASE = "case"
    DISCLOSURE = "disclosure"
    SIGN_IN = "sign_in"


class Actor(Protocol):
    """Whoever acts: a person of the directory, or the office's own machinery."""

    @property
    def id(self) -> int | None:
        """The person's id; None for the machinery."""

    @property
    def name(self) -> str:
        """The name as it stood when the act happened."""


class Machinery(msgspec.Struct, frozen=True):
    """The portal itself acting: a chase that came due, a registration that lapsed."""

    id: int | None = None
    name: str = "联办"


MACHINERY = Machinery()


class Entry(msgspec.Struct, frozen=True):
    """One act as the journal holds it."""

    id: int
    tag: str
    at: datetime
    by_id: int | None
    by_name: str
    was: dict[str, Any]
    now: dict[str, Any]
    data: dict[str, Any]
    reason: str
    subject_kind: str
    subject_id: int
    subject_code: str
    result: str = "done"
    purpose: str = ""
