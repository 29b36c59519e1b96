"""Plain texts and tables of values: read as what offices write, kept as UTF-8."""

from __future__ import annotations

import codecs
import re

from portal.documents.inspecting.model import Found, Kind, Refused, Why

_KINDS = {"": Kind.TEXT, "txt": Kind.TEXT, "csv": Kind.CSV}
_MARKUP = re.compile(
    r"<(?:!doctype|!entity|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|img|link|meta"
    r"|style|form|base|template|math)\b|javascript:|^#!",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def plain(data: bytes, ending: str) -> Found:
    """Return the text; raise ``Refused`` for one that is a page, a program, or no text at all."""
    if ending not in _KINDS:
        raise Refused(Why.ACTIVE)
    text = _read(data)
    if _UNPRINTABLE.search(text):
        raise Refused(Why.TEXT_UNREADABLE)
    if _MARKUP.search(text):
        raise Refused(Why.ACTIVE)
    return Found(_KINDS[ending], text.encode())


def _read(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Why.TEXT_UNREADABLE)
