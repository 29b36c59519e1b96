"""QR codes as SVG, for papers and pages alike."""

from __future__ import annotations

import segno


def svg(text: str) -> str:
    """Return the QR code of a text as an SVG element that takes the size of its place."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(omitsize=True, border=0, dark="#000"))
