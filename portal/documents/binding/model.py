"""What is ordered of the binder, and what it answers. Pure."""

from __future__ import annotations

from enum import StrEnum

import msgspec

# What one book may hold of papers: the binder has all of them in hand while it writes.
MOST_BYTES = 256 * 1024 * 1024
# A book is handed back in pieces: a message stands in memory more than once.
PIECE = 16 * 1024 * 1024
# A link to this address in our own pages leads to that page of the book.
LINK = "pack:"


class Why(StrEnum):
    """Why a paper is not shown as pages."""

    LOCKED = "locked"
    BROKEN = "broken"
    HEAVY = "heavy"
    LARGE = "large"
    KIND = "kind"
    NO_CONVERTER = "no_converter"
    QUARANTINED = "quarantined"
    INFECTED = "infected"


class Prepared(msgspec.Struct, frozen=True):
    """A paper as pages: its PDF, empty when the paper is one already; or why it has none."""

    pages: int = 0
    data: bytes = b""
    why: Why | None = None


class Run(msgspec.Struct, frozen=True):
    """Pages that follow each other: of the document with this number, from the first so many."""

    document: int
    first: int
    count: int


class Mark(msgspec.Struct, frozen=True):
    """A bookmark: its words, the page of the book it leads to, and those below it."""

    title: str
    page: int
    below: tuple[Mark, ...] = ()


class Prepare(msgspec.Struct, frozen=True, tag=True):
    """Make pages of one paper."""

    data: bytes
    picture: bool


class Add(msgspec.Struct, frozen=True, tag=True):
    """Take in a document of the book; the answer is how many pages it has."""

    data: bytes


class Bind(msgspec.Struct, frozen=True, tag=True):
    """Make the book of the documents taken in; the answer is how many bytes it has."""

    title: str
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]


class Read(msgspec.Struct, frozen=True, tag=True):
    """Hand back a piece of the book."""

    at: int


Order = Prepare | Add | Bind | Read
