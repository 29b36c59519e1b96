"""Remarks, as far as the reader may see them: shared ones, and those of the own units."""

from __future__ import annotations

from piccolo.custom_types import Combinable

from portal.core.reading import Reading
from portal.directory.model import Person
from referrals.model import Case, Note, Referral, Visibility
from referrals.queries import rows
from referrals.tables import NoteRow

_NOTES = Reading(lambda: NoteRow.select(*rows.note_columns()).order_by(NoteRow.id))


async def of_case(case: Case, person: Person) -> tuple[Note, ...]:
    """Return the remarks on a case and its referrals, oldest first."""
    return await _notes((NoteRow.case_id == case.id) & _seen(person))


async def of_referral(referral: Referral, person: Person) -> tuple[Note, ...]:
    """Return the remarks on one referral, oldest first."""
    return await _notes((NoteRow.referral_id == referral.id) & _seen(person))


def _seen(person: Person) -> Combinable:
    shared = NoteRow.visibility == Visibility.SHARED.value
    own = [membership.unit.id for membership in person.memberships]
    return shared | NoteRow.unit_id.is_in(own) if own else shared


async def _notes(wanted: Combinable) -> tuple[Note, ...]:
    return tuple(map(rows.to_note, await _NOTES.rows(wanted)))
