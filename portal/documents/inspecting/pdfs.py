"""PDFs: without anything that acts by itself, is carried inside, or leads out of the paper.

A paper with nothing of the kind stays as it came, byte by byte, so that its signature holds.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from portal.documents.inspecting.model import Found, Kind, Refused, Why

_HEAD, _END = b"%PDF-", b"%%EOF"
# Keys that hold programs, attached files, forms with programs, or things that play.
_ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent",
     "/RichMediaSettings", "/Collection"}
)  # fmt: skip
# Actions that only move within the paper, or open a link when somebody clicks on it.
_CALM = frozenset({"/GoTo", "/URI", "/Named", "/Hide", "/SetOCGState", "/Trans", "/Thread"})
_ACTIVE_SHAPES = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"})
_DEEPEST = 60


def calmed(data: bytes) -> Found:
    """Return the paper; raise ``Refused`` for a locked or broken one."""
    try:
        return _calmed(data)
    except pikepdf.PasswordError as error:
        raise Refused(Why.PDF_LOCKED) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError) as error:
        raise Refused(Why.PDF_BROKEN) from error


def _calmed(data: bytes) -> Found:
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as paper:
        if paper.is_encrypted:
            raise Refused(Why.PDF_LOCKED)
        if not len(paper.pages):
            raise Refused(Why.PDF_BROKEN)
        found = _Cleaner().clean(paper)
        if not found and _whole(data):
            return Found(Kind.PDF, data)
        out = io.BytesIO()
        paper.save(out)
        return Found(Kind.PDF, out.getvalue(), cleaned=found)


def _whole(data: bytes) -> bool:
    """Return whether the paper begins at the first byte and ends with the last: nothing rides."""
    end = data.rfind(_END)
    return data.startswith(_HEAD) and end >= 0 and not data[end + len(_END) :].strip(b"\r\n \0")


class _Cleaner:
    """Walks every object of a paper once and takes out what acts."""

    def __init__(self) -> None:
        self.found = False

    def clean(self, paper: Any) -> bool:
        """Take out what acts; return whether there was anything."""
        for held in paper.objects:
            self._look_into(held, 0)
        opening = paper.Root.get("/OpenAction")
        if isinstance(opening, pikepdf.Dictionary) and not _calm(opening):
            del paper.Root["/OpenAction"]
            self.found = True
        return self.found

    def _look_into(self, held: Any, depth: int) -> None:
        if depth > _DEEPEST:
            raise Refused(Why.PDF_BROKEN)
        if isinstance(held, pikepdf.Array):
            self._in_list(held, depth)
        elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
            self._in_dictionary(held, depth)

    def _in_list(self, held: Any, depth: int) -> None:
        for index in reversed(range(len(held))):
            inner = held[index]
            if _acts(inner):
                del held[index]
                self.found = True
            elif not _elsewhere(inner):
                self._look_into(inner, depth + 1)

    def _in_dictionary(self, held: Any, depth: int) -> None:
        for key in list(held.keys()):
            inner = held[key]
            if key in _ACTIVE_KEYS or _acts(inner):
                del held[key]
                self.found = True
            elif not _elsewhere(inner):
                self._look_into(inner, depth + 1)


def _elsewhere(held: Any) -> bool:
    """Return whether the object stands on its own and comes by itself."""
    return bool(getattr(held, "is_indirect", False))


def _acts(held: Any) -> bool:
    """Return whether the object is an act of its own, or the shape of one on a page."""
    if not isinstance(held, pikepdf.Dictionary):
        return False
    shape = held.get("/Subtype")
    if isinstance(shape, pikepdf.Name) and str(shape) in _ACTIVE_SHAPES and "/Rect" in held:
        return True
    return not _calm(held)


def _calm(held: Any) -> bool:
    """Return whether a dictionary is no action, or an action that stays within the paper."""
    kind = held.get("/S")
    if not isinstance(kind, pikepdf.Name):
        return "/JS" not in held
    if held.get("/Type") == pikepdf.Name.Action or str(kind) in _LOUD:
        return str(kind) in _CALM
    # Other dictionaries name a kind so, too: a group, a page's label, a part of the structure.
    return True


_LOUD = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToE", "/GoToR",
     "/Rendition", "/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute"}
)  # fmt: skip
