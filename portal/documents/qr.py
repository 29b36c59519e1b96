"""QR codes as SVG, for papers and pages alike."""

from __future__ import annotations

import segno
from markupsafe import Markup


def svg(text: str) -> Markup:
    """Return the QR code of a text as an SVG element that takes the size of its place."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=0, dark="#000"))
