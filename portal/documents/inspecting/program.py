"""The inspection as a program at the two ends of a pipe: one file in, one answer out."""

from __future__ import annotations

import os
import sys

import magic
import msgspec

from portal.documents.inspecting import packages, pdfs, pictures, texts
from portal.documents.inspecting.model import LARGEST, Answer, Found, Order, Refused, Why
from portal.documents.limits import (
    OUT_OF_MEMORY,
    TOO_DEEP,
    behave,
    limit_cpu,
    limit_memory,
)
from portal.documents.press import receive, send

_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_HEIC = frozenset({"image/heic", "image/heif", "image/avif"})
_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc")
_ACTIVE = frozenset(
    {"text/html", "text/xml", "application/xml", "image/svg+xml", "application/javascript",
     "text/javascript", "text/x-shellscript", "text/x-php", "text/x-python", "text/x-perl",
     "text/x-ruby", "text/x-msdos-batch", "text/rtf", "message/rfc822", "text/x-script.python"}
)  # fmt: skip
_PACKAGES = ("application/zip", "application/vnd.openxmlformats-officedocument")
_OLD_OFFICE = frozenset(
    {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-office",
     "application/vnd.ms-powerpoint", "application/encrypted", "application/x-ole-storage",
     "application/cdfv2", "application/CDFV2"}
)  # fmt: skip
_ARCHIVES = frozenset(
    {"application/x-rar", "application/vnd.rar", "application/x-7z-compressed", "application/gzip",
     "application/x-tar", "application/x-bzip2", "application/x-xz", "application/java-archive"}
)  # fmt: skip
_TEXTS = ("text/", "application/csv", "application/json")


def look_into(order: Order) -> Found:
    """Return the file made harmless; raise ``Refused`` for one that is not taken."""
    if not order.data:
        raise Refused(Why.EMPTY)
    if len(order.data) > LARGEST:
        raise Refused(Why.LARGE)
    found = _by_type(magic.from_buffer(order.data, mime=True), order)
    if len(found.data) > LARGEST:
        raise Refused(Why.LARGE)
    return found


def _by_type(mime: str, order: Order) -> Found:
    if mime in _PICTURES:
        return pictures.drawn_anew(order.data)
    if mime == "application/pdf":
        return pdfs.calmed(order.data)
    if mime.startswith(_PACKAGES):
        return packages.opened(order.data)
    if mime.startswith(_TEXTS) and mime not in _ACTIVE:
        return texts.plain(order.data, order.ending)
    raise Refused(_why_not(mime, order.data))


def _why_not(mime: str, data: bytes) -> Why:
    if mime in _ACTIVE:
        return Why.ACTIVE
    if mime in _HEIC or data[4:12] in _HEIC_BRANDS:
        return Why.HEIC
    if mime in _OLD_OFFICE:
        return Why.OFFICE_OLD
    if mime in _ARCHIVES:
        return Why.ARCHIVE
    return Why.PICTURE_KIND if mime.startswith("image/") else Why.UNKNOWN


def _answered(order: bytes) -> bytes:
    limit_cpu()
    try:
        answer = Answer(found=look_into(msgspec.msgpack.decode(order, type=Order)))
    except Refused as refused:
        answer = Answer(why=refused.why)
    return msgspec.msgpack.encode(answer)


def main() -> None:
    """Look into the files ordered through the standard input until nobody is there to order."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not end up among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    behave()
    magic.from_buffer(b"warm", mime=True)
    limit_memory()
    send(b"", answers)
    try:
        while (order := receive(orders)) is not None:
            send(_answered(order), answers)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except RecursionError:
        os._exit(TOO_DEEP)


if __name__ == "__main__":
    main()
