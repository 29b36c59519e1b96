"""Who reads a remark: the people of the units on a case, as far as they may read it."""

from __future__ import annotations

from datetime import datetime

from portal.core.calendar import day_of
from portal.directory.model import Person, Unit
from portal.directory.queries import staff
from referrals import access
from referrals.model import Note, Referral, Visibility
from referrals.queries.folder import Folder
from referrals.queries.notes import own_units


async def of_note(
    folder: Folder, visibility: Visibility, unit: Unit, *, at: datetime
) -> tuple[Person, ...]:
    """Return who reads a remark of this unit: its own people, or those of every unit on the case.

    What a person may read of the case is asked of each, as everywhere.
    """
    units = {unit.id}
    if visibility is Visibility.SHARED:
        units |= {
            folder.case.window_id,
            *(each.unit_id for each in folder.referrals if each.sent_at),
            *folder.case.informed,
        }
    held = await staff(units, on=day_of(at))
    return tuple(each for each in held if not each.machine and reads(each, folder, at=at))


def reads(person: Person, folder: Folder, *, at: datetime) -> bool:
    """Return whether the person may read this case."""
    return access.may_on_case(person, "case.read", folder.case, folder.referrals, at=at)


def reads_note(person: Person, folder: Folder, note: Note, *, at: datetime) -> bool:
    """Return whether the person may read this remark on the case."""
    own = note.visibility is Visibility.SHARED or note.unit_id in own_units(person)
    return own and reads(person, folder, at=at)


def own_referrals(folder: Folder, person: Person, *, at: datetime) -> tuple[Referral, ...]:
    """Return the referrals of the case whose story the person reads."""
    return tuple(
        each for each in folder.referrals
        if access.may(person, "case.read", folder.case, (each,), at=at)
    )  # fmt: skip
