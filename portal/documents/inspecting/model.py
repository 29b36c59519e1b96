"""What is ordered of the inspection, and what it answers. Pure."""

from __future__ import annotations

from enum import StrEnum

import msgspec

LARGEST = 10 * 1024 * 1024


class Kind(StrEnum):
    """What a kept file is; nothing else is kept."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"
    TEXT = "text"
    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"


_OFFICE = "application/vnd.openxmlformats-officedocument"
MIME: dict[Kind, str] = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.PDF: "application/pdf",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
}
ENDING: dict[Kind, str] = {
    Kind.JPEG: "jpg", Kind.PNG: "png", Kind.PDF: "pdf", Kind.TEXT: "txt", Kind.CSV: "csv",
    Kind.XLSX: "xlsx", Kind.DOCX: "docx",
}  # fmt: skip
PICTURES = frozenset({Kind.JPEG, Kind.PNG})
# What may be looked at in the page; the rest is only ever offered for saving.
SHOWN = frozenset({MIME[Kind.JPEG], MIME[Kind.PNG], MIME[Kind.PDF]})


class Why(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    LARGE = "large"
    UNKNOWN = "unknown"
    ACTIVE = "active"
    HEIC = "heic"
    PICTURE_KIND = "picture_kind"
    PICTURE_BROKEN = "picture_broken"
    PICTURE_HUGE = "picture_huge"
    PDF_BROKEN = "pdf_broken"
    PDF_LOCKED = "pdf_locked"
    TEXT_UNREADABLE = "text_unreadable"
    ARCHIVE = "archive"
    OFFICE_OLD = "office_old"
    OFFICE_MACROS = "office_macros"
    OFFICE_BROKEN = "office_broken"
    OFFICE_REACHES_OUT = "office_reaches_out"
    BOMB = "bomb"
    HEAVY = "heavy"


class Refused(Exception):
    """The file is not taken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Order(msgspec.Struct, frozen=True):
    """A file to look into; ``ending`` is what its name ends with."""

    data: bytes
    ending: str = ""


class Found(msgspec.Struct, frozen=True):
    """A harmless file: its kind, its bytes, and a small picture of it where it is a picture.

    ``cleaned`` says that something which acts by itself was taken out.
    """

    kind: Kind
    data: bytes
    thumbnail: bytes = b""
    cleaned: bool = False


class Answer(msgspec.Struct, frozen=True):
    """The file, or why it is refused."""

    found: Found | None = None
    why: Why | None = None
