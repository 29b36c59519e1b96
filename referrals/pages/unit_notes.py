"""What a unit lets the desks know before they send; kept by its head, or the administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.core.i18n import N_, gettext, language, say
from portal.directory.model import Unit
from portal.directory.queries import unit_by_code
from portal.render import filters
from portal.web import forms, respond
from portal.web.frame import add_place
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import inputs
from referrals.model import UnitNote
from referrals.operations import unit_noting
from referrals.pages import choices
from referrals.queries import unit_notes

_RIGHT = "unit.note"
_PAGE = "/unit-notes"

# Administrators come here from the unit's own page.
add_place(_PAGE, N_("受理说明"), "referral.assign", order=45)


class Line(msgspec.Struct, frozen=True):
    """One note in the reader's words."""

    code: str
    text: str
    programme: str
    since: date
    until: date | None
    by: str
    ended_by: str
    holds: bool
    over: bool


def said(notes: Iterable[UnitNote], units: Iterable[Unit], programme: str) -> tuple[str, ...]:
    """Return what these units say about a programme, a line each: unit, words, until when."""
    held = tuple(notes)
    return tuple(
        _said(note, unit) for unit in units for note in unit_notes.about(held, unit.id, programme)
    )


def _said(note: UnitNote, unit: Unit) -> str:
    words = f"{unit.title(language())}：{note.text}"
    if note.until is None:
        return words
    until = gettext("%(words)s（%(day)s 前有效）")
    return until % {"words": words, "day": filters.day(note.until)}


@get(_PAGE, opt=permission(_RIGHT, "referral.assign"), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show a unit's notes, those of today and those that have ended; its head adds and ends."""
    on, unit = day_of(request.at), await _unit(request)
    held = await unit_notes.notes_of(unit.id)
    return await respond.page(
        request, "referrals/unit_notes.html", unit=unit.title(language()), code=unit.code,
        notes=[_line(each, on) for each in held], keeps=unit_noting.may_note(request.person, unit),
        programmes=choices.programmes(on),
    )  # fmt: skip


async def _unit(request: Request) -> Unit:
    """Return the unit asked for, or the person's own; raise ``NotFound`` for another's."""
    asked = request.visit.typed("unit") or request.query_params.get("unit", "")
    person = request.person
    own = [m.unit for m in person.memberships]
    if not asked:
        return own[0]
    unit = await unit_by_code(str(asked))
    if unit.id not in {each.id for each in own} and not unit_noting.may_note(person, unit):
        raise NotFound(what="unit", key=str(asked))
    return unit


def _line(note: UnitNote, on: date) -> Line:
    over = note.until is not None and note.until <= on
    title = choices.programme_title(note.programme) if note.programme else gettext("全部项目")
    return Line(
        note.code, note.text, title, note.since, note.until, note.by_name, note.ended_by,
        note.holds_on(on), over,
    )  # fmt: skip


@post(_PAGE, opt=permission(_RIGHT), include_in_schema=False)
@respond.again(show)
async def add(request: Request) -> respond.Answer:
    """Let the desks know something."""
    given = await forms.read(inputs.UnitNoteIn, request)
    await unit_noting.note_unit(given, by=request.person, at=request.at)
    back = f"{_PAGE}?unit={given.unit}" if given.unit else _PAGE
    return respond.go(request, back, says=say(N_("已登记，窗口转办时可以看到。")))


@post(f"{_PAGE}/{{key:str}}/end", opt=permission(_RIGHT), include_in_schema=False)
@respond.again(show)
async def end(request: Request, key: Key) -> respond.Answer:
    """End a note today."""
    await forms.read(inputs.Form, request)
    await unit_noting.end_note(key, by=request.person, at=request.at)
    unit = request.query_params.get("unit", "")
    back = f"{_PAGE}?unit={unit}" if unit else _PAGE
    return respond.go(request, back, says=say(N_("已终止，窗口不再看到。")))


HANDLERS = (show, add, end)
