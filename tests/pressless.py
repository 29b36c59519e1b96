"""Papers without the press, for tests that look at acts and not at papers.

Setting a notice and minutes takes a second of a processor; a test of who may do what has no use for
them. What a paper says, and how it looks, is tested on real ones: those tests are marked so.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from functools import cache

import pikepdf

from portal.core.i18n import Language
from portal.documents.pdf import Attached


@cache
def _blank() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page(page_size=(595, 842))
        paper.save(out, static_id=True)
    return out.getvalue()


async def make(
    html: str,
    *,
    title: str,
    language: Language,
    attachments: Sequence[Attached] = (),
) -> bytes:
    """Return a paper of one empty page; the same input gives the same bytes, another others."""
    told = hashlib.sha256(f"{language.value}\0{title}\0{html}".encode()).hexdigest()
    return _blank() + f"% {told}\n".encode()
