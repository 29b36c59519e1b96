"""One paper as pages: a PDF is tried and stays as it came, a picture is set on a sheet."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from portal.documents.binding.model import Prepared, Why

# A4, and what a picture may take of it: the foot is for the number of the page.
_SHORT, _LONG = 595.276, 841.89
_SIDE, _FOOT = 42.5, 56.7
# Small pictures are not blown up beyond the points a screen gives them.
_LARGEST_POINT = 72 / 96


def as_pages(data: bytes, *, picture: bool) -> Prepared:
    """Return a paper as pages, or why it cannot be shown as such."""
    try:
        return _on_a_sheet(data) if picture else _tried(data)
    except pikepdf.PasswordError:
        return Prepared(why=Why.LOCKED)
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, OSError, SyntaxError):
        return Prepared(why=Why.BROKEN)


def _tried(data: bytes) -> Prepared:
    """Join the paper by itself once: what breaks then would break a whole book."""
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as paper:
        if paper.is_encrypted:
            return Prepared(why=Why.LOCKED)
        count = len(paper.pages)
        with pikepdf.new() as trial:
            trial.pages.extend(paper.pages)
            trial.save(io.BytesIO())
    return Prepared(count) if count else Prepared(why=Why.BROKEN)


def _on_a_sheet(data: bytes) -> Prepared:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened, pikepdf.new() as made:
        wide, high = opened.size
        sheet = (_LONG, _SHORT) if wide > high else (_SHORT, _LONG)
        page = made.add_blank_page(page_size=sheet)
        page.obj.Resources = Dictionary(XObject=Dictionary(Picture=_drawn(made, opened, data)))
        page.obj.Contents = made.make_stream(_placed(wide, high, sheet))
        made.save(out, deterministic_id=True)
    return Prepared(1, out.getvalue())


def _placed(wide: int, high: int, sheet: tuple[float, float]) -> bytes:
    """Return the picture in the middle of what the sheet has for it, as large as it may be."""
    room = (sheet[0] - 2 * _SIDE, sheet[1] - _SIDE - _FOOT)
    scale = min(room[0] / wide, room[1] / high, _LARGEST_POINT)
    x = (sheet[0] - wide * scale) / 2
    y = _FOOT + (room[1] - high * scale) / 2
    size = f"{wide * scale:.2f} 0 0 {high * scale:.2f} {x:.2f} {y:.2f}"
    return f"q {size} cm /Picture Do Q".encode()


def _drawn(made: pikepdf.Pdf, opened: Image.Image, data: bytes) -> pikepdf.Object:
    grey = opened.mode in {"1", "L"}
    if opened.format == "JPEG" and opened.mode in {"L", "RGB"}:
        pixels, how = data, Name.DCTDecode
    else:
        pixels = zlib.compress(opened.convert("L" if grey else "RGB").tobytes())
        how = Name.FlateDecode
    return made.make_stream(
        pixels, Type=Name.XObject, Subtype=Name.Image, Width=opened.width, Height=opened.height,
        ColorSpace=Name.DeviceGray if grey else Name.DeviceRGB, BitsPerComponent=8, Filter=how,
        Interpolate=True,
    )  # fmt: skip


def box_of(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return what is seen of a page, in its own coordinates: left, bottom, right, top."""
    x, y, right, top = (float(each) for each in Array(page.cropbox))
    return min(x, right), min(y, top), max(x, right), max(y, top)
