"""Writing minutes: who writes an item, which texts it had, and what stays side by side."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class TextKind(StrEnum):
    """What a kept text is: the item's own, as it was sent before another's changes were put to it,
    set aside beside the item's, settled after it stood aside, or as it went round in a round.
    """

    WRITTEN = "written"
    SENT = "sent"
    ASIDE = "aside"
    SETTLED = "settled"
    ROUND = "round"


class Writer(msgspec.Struct, frozen=True):
    """Who writes an item, from which opened page, and until when unless they go on."""

    id: int
    name: str
    page: str
    until: datetime


class KeptText(msgspec.Struct, frozen=True):
    """A text as it was kept; ``revision`` is what it made, or what one set aside began from.

    No ``by_id``: the text stood there before it was first written here.
    """

    id: int
    code: str
    kind: TextKind
    revision: int
    by_id: int | None
    by_name: str
    page: str
    sent: int
    at: datetime
    text: str


class SaveState(StrEnum):
    """What became of a text that was sent."""

    SAVED = "saved"
    MERGED = "merged"
    ASIDE = "aside"


class Saved(msgspec.Struct, frozen=True):
    """The item after a saving; ``aside`` names the text that now stands beside it."""

    state: SaveState
    revision: int
    text: str
    aside: str = ""
