"""Reading what a paper says."""

from __future__ import annotations

import io

import pdfplumber


def words_of(data: bytes) -> str:
    """Return what a PDF says, in one line."""
    with pdfplumber.open(io.BytesIO(data)) as paper:
        return "".join((page.extract_text() or "") for page in paper.pages).replace("\n", "")
