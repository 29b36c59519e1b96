"""Several papers as one file, each with all of its pages, in their order."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence

import pikepdf


async def joined(parts: Sequence[bytes], *, title: str) -> bytes:
    """Return the papers as one PDF to be printed in one go; the same parts give the same bytes."""
    return await asyncio.to_thread(_joined, parts, title)


def _joined(parts: Sequence[bytes], title: str) -> bytes:
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as opened:
                whole.pages.extend(opened.pages)
        whole.docinfo["/Title"] = title
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
    return out.getvalue()
