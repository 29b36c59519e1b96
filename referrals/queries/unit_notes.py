"""What units let the desks know before they send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.core.errors import NotFound
from referrals.model import UnitNote
from referrals.tables import UnitNoteRow

_N = UnitNoteRow
MOST = 100


async def notes_on(unit_ids: Iterable[int], *, on: date) -> tuple[UnitNote, ...]:
    """Return what these units let the desks know on a day, in one query."""
    holds = (_N.since <= on) & (_N.until.is_null() | (_N.until > on))
    return await _notes(_N.unit_id.is_in(sorted(set(unit_ids)) or [0]) & holds)


async def notes_of(unit_id: int) -> tuple[UnitNote, ...]:
    """Return everything a unit has let the desks know, ended notes too, the newest first."""
    found = await _notes(_N.unit_id == unit_id)
    return found[::-1][:MOST]


async def note(code: str) -> UnitNote:
    """Return one note; raise ``NotFound`` when there is none."""
    found = await _notes(_N.code == code)
    if not found:
        raise NotFound(what="unit_note", key=code)
    return found[0]


async def _notes(wanted: Any) -> tuple[UnitNote, ...]:
    rows = (
        await _N.select(*_N.all_columns(), _N.by_id.name, _N.ended_by_id.name)
        .where(wanted)
        .order_by(_N.id)
    )
    return tuple(map(_note, rows))


def _note(row: dict[str, Any]) -> UnitNote:
    return UnitNote(
        id=row["id"], code=row["code"], unit_id=row["unit_id"], programme=row["programme"],
        text=row["text"], since=row["since"], until=row["until"], by_name=row["by_id.name"],
        created_at=row["created_at"], ended_by=row["ended_by_id.name"] or "",
    )  # fmt: skip


def about(notes: Iterable[UnitNote], unit_id: int, programme: str) -> tuple[UnitNote, ...]:
    """Return those of a unit that concern a programme."""
    return tuple(
        each for each in notes if each.unit_id == unit_id and each.programme in {"", programme}
    )
