"""The number at a page's foot, as GB/T 9704 writes it: — n — at the outer side, 14 pt.

The papers bound have numbers of their own where the standard puts them; the book's stands nearer to
the edge, so that neither covers the other. It stands on a white veil: so it is read on a dark scan,
and what lies below it is seen all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from portal.documents.binding.pages import box_of

_SIZE = 14
# From the outer edge: the margin of the standard's page and one character; from the lower edge.
_OUTER = (26 + 5) * 72 / 25.4
_LOWER = 10 * 72 / 25.4
_FONT, _VEIL = "/BookNumber", "/BookVeil"
# Widths in Times, in thousandths of the size: a dash, a space, a digit.
_DASH, _SPACE, _DIGIT = 1000, 250, 500
# How high the middle of a digit stands above the line.
_MIDDLE = 4.7
# What saves a page's state and what restores it; the letter first, for the sake of speed.
_STATES = re.compile(rb"[qQ](?<=[\s\]>)].)(?=\s)")
_MOST_OPEN = 100


class Stamp:
    """Writes the numbers into a book; font and opening are written once for all of its pages."""

    def __init__(self, book: pikepdf.Pdf) -> None:
        self._book = book
        self._font = book.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"),
                Encoding=Name.WinAnsiEncoding,
            )
        )  # fmt: skip
        self._veil = book.make_indirect(Dictionary(Type=Name.ExtGState, CA=0.75))
        self._save = book.make_stream(b"q\n")

    def write(self, page: pikepdf.Page, number: int) -> None:
        """Write the page's number over what is on it; the page itself stays as it is."""
        resources = _inside(page.obj, "/Resources")
        _inside(resources, "/Font")[_FONT] = self._font
        _inside(resources, "/ExtGState")[_VEIL] = self._veil
        held = page.obj.get("/Contents")
        before = list(held) if isinstance(held, Array) else [] if held is None else [held]
        stamp = self._book.make_stream(b"\nQ " * (1 + _left_open(before)) + _written(page, number))
        page.obj.Contents = Array([self._save, *before, stamp])


def _left_open(contents: Iterable[Any]) -> int:
    """Return how many states a page has saved and not restored: they would move the number."""
    try:
        said = b"\n".join([b"", *(each.read_bytes() for each in contents), b""])
    except pikepdf.PdfError:
        return 0
    found = _STATES.findall(said)
    return min(max(found.count(b"q") - found.count(b"Q"), 0), _MOST_OPEN)


def _inside(held: Any, key: str) -> Any:
    """Return the dictionary under this key, made where there is none."""
    if not isinstance(held.get(key), Dictionary):
        held[key] = Dictionary()
    return held[key]


def _written(page: pikepdf.Page, number: int) -> bytes:
    box, turn = box_of(page), int(page.obj.get("/Rotate", 0)) % 360
    wide = box[2] - box[0] if turn in {0, 180} else box[3] - box[1]
    long = (2 * (_DASH + _SPACE) + _DIGIT * len(str(number))) * _SIZE / 1000
    # Odd pages carry it at the right, even ones at the left; on a narrow one it stays inside.
    outer = min(_OUTER, max((wide - long) / 2, 0))
    across = wide - outer - long if number % 2 else outer
    left, right, high = across, across + long, _LOWER + _MIDDLE
    veil = b"q %s gs 1 G 14 w 1 J %.2f %.2f m %.2f %.2f l S Q" % (
        _VEIL.encode(), left, high, right, high,
    )  # fmt: skip
    words = b"0 g BT %s %d Tf %.2f %.2f Td (\x97 %d \x97) Tj ET" % (
        _FONT.encode(), _SIZE, left, _LOWER, number,
    )  # fmt: skip
    return b"q %s cm %s %s Q" % (_upright(box, turn), veil, words)


def _upright(box: tuple[float, float, float, float], turn: int) -> bytes:
    """Return the matrix from what is seen, its corner at the lower left, to the page's own."""
    left, bottom, right, top = box
    return {
        0: b"1 0 0 1 %.2f %.2f" % (left, bottom),
        90: b"0 1 -1 0 %.2f %.2f" % (right, bottom),
        180: b"-1 0 0 -1 %.2f %.2f" % (right, top),
        270: b"0 -1 1 0 %.2f %.2f" % (left, top),
    }.get(turn, b"1 0 0 1 %.2f %.2f" % (left, bottom))
