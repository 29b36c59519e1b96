"""Who was in the room, from when to when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Stay(msgspec.Struct, frozen=True):
    """A time somebody was in the room; without an end they still are."""

    since: datetime
    until: datetime | None = None


class There(StrEnum):
    """Whether a unit was there for a topic."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_YET = "not_yet"
    LEFT = "left"
    RECUSED = "recused"
