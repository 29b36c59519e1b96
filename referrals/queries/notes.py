"""Remarks, as far as the reader may see them: shared ones, and those of the own units."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from piccolo.custom_types import Combinable

from portal.core.errors import NotFound
from portal.directory.model import Person
from referrals.model import Note, Visibility
from referrals.queries import rows, scope
from referrals.queries.folder import Folder
from referrals.tables import CaseRow, NoteRow, ReferralRow


async def one(code: str, person: Person, *, at: datetime) -> tuple[Note, int]:
    """Return a remark and the id of its case; raise ``NotFound`` when the person reads neither."""
    # A merge moves a referral with its remarks: whoever reads either case reads on.
    cases = CaseRow.select(CaseRow.id).where(scope.cases(person, at=at))
    referrals = ReferralRow.select(ReferralRow.id).where(scope.referrals(person, at=at))
    reads = NoteRow.case_id.is_in(cases) | NoteRow.referral_id.is_in(referrals)
    mine = (NoteRow.code == code) & reads & seen(person)
    row = await NoteRow.select(*rows.note_columns()).where(mine).first()
    if row is None:
        raise NotFound(what="note", key=code)
    return rows.to_note(row), await _case_now(row)


async def with_case(code: str) -> tuple[Note, int]:
    """Return a remark and the id of the case it is on now, for the machinery that tells of it."""
    row = await NoteRow.select(*rows.note_columns()).where(NoteRow.code == code).first()
    if row is None:
        raise NotFound(what="note", key=code)
    return rows.to_note(row), await _case_now(row)


async def _case_now(row: dict[str, Any]) -> int:
    moved = await ReferralRow.select(ReferralRow.case_id).where(
        ReferralRow.id == (row["referral_id"] or 0)
    ).first()  # fmt: skip
    return int(moved["case_id"] if moved else row["case_id"])


def address(folder: Folder, note: Note) -> str:
    """Return where a remark is read: the thing it stands on, with the timeline opened there."""
    of = [each.key for each in folder.referrals if each.id == note.referral_id]
    thing = f"/referrals/{of[0]}" if of else f"/cases/{folder.case.key}"
    return f"{thing}?from={note.code}#note-{note.code}"


def seen(person: Person) -> Combinable:
    """Return the predicate of the remarks a reader of the case sees."""
    shared = NoteRow.visibility == Visibility.SHARED.value
    own = own_units(person)
    return shared | NoteRow.unit_id.is_in(own) if own else shared


def own_units(person: Person) -> list[int]:
    """Return the ids of the units whose internal remarks the person reads."""
    return list(dict.fromkeys(membership.unit.id for membership in person.memberships))
