"""PDFs with a few words on each page, for the tests of what is joined and handed out."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

A4 = (595.28, 841.89)


def written(
    *pages: str, size: tuple[float, float] = A4, rotate: int = 0, password: str = "", **info: str
) -> bytes:
    """Return a PDF with these words on its pages; ``info`` is what its metadata says."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        font = made.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        for words in pages:
            page = made.add_blank_page(page_size=size)
            page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
            text = f"BT /F1 12 Tf 72 400 Td ({words}) Tj ET"
            page.obj.Contents = Array([made.make_stream(text.encode())])
            if rotate:
                page.obj.Rotate = rotate
        for key, value in info.items():
            made.docinfo[f"/{key}"] = value
        locked = pikepdf.Encryption(owner=password, user=password) if password else False
        made.save(out, encryption=locked, deterministic_id=not password)
    return out.getvalue()
