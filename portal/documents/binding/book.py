"""The book: documents joined page by page, numbered through, with bookmarks and links.

Only pages are taken over. What else a document carries (its metadata, attached files, programs and
bookmarks) belongs to nothing here and is not written.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

from portal.documents.binding.model import LINK, PIECE, Mark, Run
from portal.documents.binding.numbers import Stamp


class Book:
    """A book in the making: the documents taken in, and the bytes once it is bound."""

    def __init__(self) -> None:
        self._documents: list[pikepdf.Pdf] = []
        self._bytes = b""

    def add(self, data: bytes) -> int:
        """Take in a document; return how many pages it has."""
        opened = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
        self._documents.append(opened)
        return len(opened.pages)

    def bind(self, title: str, runs: Iterable[Run], marks: Sequence[Mark]) -> int:
        """Make the book; return how many bytes it has. The same papers give the same bytes."""
        with pikepdf.new() as whole:
            for run in runs:
                pages = self._documents[run.document].pages
                whole.pages.extend(pages[run.first : run.first + run.count])
            _number(whole)
            _link(whole)
            _mark(whole, marks)
            _name(whole, title)
            out = io.BytesIO()
            whole.save(
                out, deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )  # fmt: skip
        self._bytes = out.getvalue()
        return len(self._bytes)

    def piece(self, at: int) -> bytes:
        """Return the bytes of the book from here, as many as a message may hold."""
        return self._bytes[at : at + PIECE]


def _number(whole: pikepdf.Pdf) -> None:
    stamp = Stamp(whole)
    for number, page in enumerate(whole.pages, 1):
        # What would happen by itself when the page is opened.
        if "/AA" in page.obj:
            del page.obj["/AA"]
        stamp.write(page, number)


def _link(whole: pikepdf.Pdf) -> None:
    """Let the links of our own contents lead to the pages they name."""
    for page in whole.pages:
        for held in page.obj.get("/Annots", ()):
            action = held.get("/A")
            address = str(action.get("/URI", "")) if isinstance(action, Dictionary) else ""
            place = address.removeprefix(LINK)
            if place != address and place.isdecimal() and 0 < int(place) <= len(whole.pages):
                del held["/A"]
                held.Dest = Array([whole.pages[int(place) - 1].obj, Name.Fit])


def _mark(whole: pikepdf.Pdf, marks: Sequence[Mark]) -> None:
    with whole.open_outline() as outline:
        outline.root.extend(_item(each) for each in marks)
    whole.Root.PageMode = Name.UseOutlines


def _item(mark: Mark) -> OutlineItem:
    item = OutlineItem(mark.title, mark.page - 1)
    item.children.extend(_item(each) for each in mark.below)
    return item


def _name(whole: pikepdf.Pdf, title: str) -> None:
    whole.docinfo["/Title"] = title
    whole.Root.Lang = pikepdf.String("zh-CN")
    whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
