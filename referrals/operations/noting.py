"""Remarks on cases and referrals, for the own unit or for every unit on the case."""

from __future__ import annotations

from datetime import datetime

from portal.core.errors import NotAllowed
from portal.core.ids import new_code
from portal.directory.model import Person, Unit
from portal.directory.permissions import scopes
from referrals import access
from referrals.inputs import NoteIn
from referrals.model import Referral
from referrals.model import ReferralAction as Action
from referrals.operations.acting import on_referral
from referrals.queries import rows
from referrals.tables import NoteRow


async def note(key: str, given: NoteIn, *, by: Person, at: datetime) -> Referral:
    """Add a remark to a referral; an internal one is read by the own unit alone."""
    async with on_referral(Action.NOTE, key, given.version, by=by, at=at) as deed:
        case, referral = deed.work.case, deed.referral
        right = f"note.{given.visibility.value}"
        if not access.may(by, right, case, (referral,), at=at):
            raise NotAllowed(permission=right)
        code = new_code()
        await NoteRow.insert(
            NoteRow(
                code=code, case_id=case.id, referral_id=referral.id, by_id=by.id, at=at,
                unit_id=_unit(by, right).id, visibility=given.visibility.value,
                text_sealed=rows.sealed("note", code, "text", given.text),
            )
        )  # fmt: skip
        deed.say(visibility=given.visibility.value)
    return deed.referral


def _unit(by: Person, right: str) -> Unit:
    held = [m.unit for m in by.memberships if scopes(right, m.role)]
    return held[0]
