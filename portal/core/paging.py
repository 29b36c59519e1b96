"""Keyset pages: a list goes on after the last row seen, however many rows came in between."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Generic, TypeVar

import msgspec

from portal.core.errors import Invalid, problem
from portal.core.i18n import N_

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows of a list; ``next`` is the cursor of the rows after them, None at the end.

    ``previous`` is the cursor of the rows before them, where a list turns back; None at the top.
    """

    items: tuple[T, ...]
    next: str | None = None
    previous: str | None = None


def encode_cursor(*values: Any) -> str:
    """Return the cursor that names the last row shown by the values the list is ordered by."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """Return the values a cursor names; raise ``Invalid`` when it was not made here."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=list)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        values = []
    if len(values) != length or not all(isinstance(v, str | int | None) for v in values):
        raise _invalid()
    return values


def id_cursor(cursor: str) -> int:
    """Return the id a cursor of one value names; raise ``Invalid`` when it was not made here."""
    return as_id(decode_cursor(cursor, 1)[0])


def as_id(value: Any) -> int:
    """Return a part of a cursor that names a row by its id; raise ``Invalid`` for what cannot."""
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise _invalid()
    return value


def _invalid() -> Invalid:
    return Invalid([problem("cursor", N_("翻页位置无效，请回到列表的第一页。"))])
