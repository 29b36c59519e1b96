"""Reading what a paper says."""

from __future__ import annotations

import io

import pdfplumber
from docx import Document
from docx.oxml.ns import qn


def words_of(data: bytes) -> str:
    """Return what a PDF says, in one line."""
    with pdfplumber.open(io.BytesIO(data)) as paper:
        return "".join((page.extract_text() or "") for page in paper.pages).replace("\n", "")


def words_of_twin(data: bytes) -> str:
    """Return what a .docx says, tables included, without any space."""
    body = Document(io.BytesIO(data)).element.body
    return "".join("".join(piece.text or "" for piece in body.iter(qn("w:t"))).split())
