"""Files through the doors: read from a form, and answered so that they can do nothing."""

from __future__ import annotations

from portal.documents import uploads
from portal.documents.inspecting.model import LARGEST, SHOWN
from portal.documents.uploads import Upload
from portal.web import forms, respond
from portal.web.visit import Request

# What a form's file field lets people choose; what comes is looked into all the same.
ACCEPTED = "image/jpeg,image/png,image/webp,.pdf,.txt,.csv,.xlsx,.docx"


def largest_body(files: int) -> int:
    """Return how large a form with so many files may be."""
    return files * LARGEST + 1_000_000


async def sent(request: Request, name: str = "file") -> list[Upload]:
    """Return the files that came with the form; a field where none was chosen gives none."""
    chosen = await forms.files(request, name)
    read = [Upload(each.filename, await each.read()) for each in chosen]
    return [each for each in read if each.name or each.data]


def answer(name: str, mime: str, data: bytes, *, save: bool) -> respond.Answer:
    """Return a file's bytes: pictures and papers may be shown in a page, the rest is saved."""
    shown = mime in SHOWN and not save
    return respond.document(data, uploads.decent(name), mime=mime, inline=shown, framed=shown)
