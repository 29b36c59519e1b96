"""What units let the desks know, over the API."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.directory.queries import unit_by_code
from portal.web import forms, respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Key, Request
from referrals import inputs
from referrals.model import UnitNote
from referrals.operations import unit_noting
from referrals.queries import unit_notes

_RIGHT = "unit.note"


class UnitNoteOut(msgspec.Struct, frozen=True):
    """One note of a unit; ``programme`` is "" for all of them."""

    code: str
    text: str
    programme: str
    since: date
    until: date | None


def note_out(note: UnitNote) -> UnitNoteOut:
    """Return a note as the API answers it."""
    return UnitNoteOut(note.code, note.text, note.programme, note.since, note.until)


@get("/api/v1/units/{code:str}/notes", opt=permission(SIGNED_IN))
async def notes(request: Request, code: Key) -> respond.Answer:
    """Return what a unit lets the desks know today."""
    unit = await unit_by_code(code)
    held = await unit_notes.notes_on([unit.id], on=day_of(request.at))
    return respond.json({"items": [note_out(each) for each in held], "next": None})


@post("/api/v1/unit-notes", opt=permission(_RIGHT, reads=inputs.UnitNoteIn), status_code=201)
async def add(request: Request) -> respond.Answer:
    """Let the desks know something of a unit."""
    given = await forms.read(inputs.UnitNoteIn, request)
    note = await unit_noting.note_unit(given, by=request.person, at=request.at)
    return respond.json(note_out(note), status=201)


@post("/api/v1/unit-notes/{key:str}/end", opt=permission(_RIGHT, reads=inputs.Form),
      status_code=200)  # fmt: skip
async def end(request: Request, key: Key) -> respond.Answer:
    """End a note today."""
    await forms.read(inputs.Form, request)
    note = await unit_noting.end_note(key, by=request.person, at=request.at)
    return respond.json(note_out(note))


HANDLERS = (notes, add, end)
