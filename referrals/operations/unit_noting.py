"""What a unit lets the desks know before they send 受理说明: ended, never deleted."""

from __future__ import annotations

from datetime import datetime

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Problem, problem
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory.access import reach
from portal.directory.model import Person, Unit
from portal.directory.permissions import Scope
from portal.directory.queries import unit, unit_by_code
from portal.journal.record import record
from referrals.inputs import UnitNoteIn
from referrals.model import UnitNote
from referrals.programmes import catalogue
from referrals.queries import unit_notes
from referrals.tables import UnitNoteRow

_RIGHT = "unit.note"


async def note_unit(given: UnitNoteIn, *, by: Person, at: datetime) -> UnitNote:
    """Let the desks know something of a unit; without one named, of the person's own.

    Raises ``Invalid`` for an unknown unit or programme, ``NotAllowed`` for another's unit.
    """
    held = await _unit(given.unit, by)
    if given.programme and given.programme not in catalogue.programmes():
        raise Invalid([problem("programme", N_("没有这个救助项目，请从目录中选择。"))])
    since, code = given.since or day_of(at), new_code()
    if given.until and given.until <= since:
        raise Invalid([problem("until", N_("终止日期要晚于开始日期，请更正。"))])
    async with db.write():
        row = UnitNoteRow(
            code=code, unit_id=held.id, programme=given.programme, text=given.text, since=since,
            until=given.until, by_id=by.id, created_at=at,
        )  # fmt: skip
        added = await UnitNoteRow.insert(row)
        await record(
            "unit:note", subject=("unit", held.id, held.code), by=by, at=at,
            now={"text": given.text, "programme": given.programme, "since": since.isoformat(),
                 "until": given.until.isoformat() if given.until else None},
            data={"note": int(added[0]["id"])},
        )  # fmt: skip
    return await unit_notes.note(code)


async def _unit(code: str, by: Person) -> Unit:
    if not code:
        own = [place for scope, place in reach(by, _RIGHT) if scope is Scope.OWN]
        if not own:
            raise Invalid([problem("unit", N_("请选择单位。"), code="missing")])
        return own[0]
    try:
        held = await unit_by_code(code)
    except NotFound as error:
        raise Invalid([Problem("unit", error.sentence, "unknown")]) from None
    require(by, held)
    return held


def may_note(by: Person, held: Unit) -> bool:
    """Return whether the person keeps the notes of this unit: its head, or the administrator."""
    return any(
        scope is Scope.YES or (scope is Scope.OWN and place.id == held.id)
        for scope, place in reach(by, _RIGHT)
    )


def require(by: Person, held: Unit) -> None:
    """Raise ``NotAllowed`` unless the person keeps the notes of this unit."""
    if not may_note(by, held):
        raise NotAllowed(permission=_RIGHT)


async def end_note(code: str, *, by: Person, at: datetime) -> UnitNote:
    """End a note today; it stays in the unit's history. Raises ``NotPossible`` for an ended one."""
    held = await unit_notes.note(code)
    place = await unit(held.unit_id)
    require(by, place)
    today, row = day_of(at), UnitNoteRow
    async with db.write():
        ended = (
            await row.update({row.until: max(today, held.since), row.ended_by_id: by.id,
                              row.ended_at: at})
            .where((row.code == code) & (row.until.is_null() | (row.until > today)))
            .returning(row.id)
        )  # fmt: skip
        if not ended:
            raise NotPossible(say(N_("这条说明已经终止。")), code="note_ended")
        await record(
            "unit:note_ended", subject=("unit", place.id, place.code), by=by, at=at,
            was={"text": held.text}, data={"note": held.id},
        )  # fmt: skip
    return await unit_notes.note(code)
