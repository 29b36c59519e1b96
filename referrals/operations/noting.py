"""Remarks on cases and referrals, for the own unit or for every unit on the case.

They are added and never changed. A mistaken one can be struck out by its author for a day, and goes
on standing there struck out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.core import db
from portal.core.errors import Invalid, NotAllowed, NotPossible
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory.model import Person, Unit
from portal.jobs.queue import enqueue
from portal.journal.record import record
from referrals import access
from referrals.inputs import NoteIn
from referrals.model import Case, CaseAction, Note, Referral
from referrals.model import ReferralAction as Action
from referrals.operations.acting import on_case, on_referral
from referrals.operations.work import Work
from referrals.queries import notes, readers, rows
from referrals.queries.folder import Folder, open_folder
from referrals.rules.mentions import mentioned, with_mentions
from referrals.tables import NoteRow

# How long an author may strike out what was written by mistake.
STRIKE_WITHIN = timedelta(hours=24)


async def note(key: str, given: NoteIn, *, by: Person, at: datetime) -> Referral:
    """Add a remark to a referral; an internal one is read by the own unit alone.

    Raises ``Invalid`` when it mentions somebody who may not read it.
    """
    # A remark stands beside whatever happened meanwhile, so no version of it can be stale.
    async with on_referral(Action.NOTE, key, None, by=by, at=at) as deed:
        deed.say(**await _write(deed.work, deed.referral, given, by, at))
    return deed.referral


async def note_on_case(key: str, given: NoteIn, *, by: Person, at: datetime) -> Case:
    """Add a remark to a case; otherwise like ``note``."""
    async with on_case(CaseAction.NOTE, key, None, by=by, at=at) as deed:
        deed.say(**await _write(deed.work, None, given, by, at))
    return deed.case


async def _write(
    work: Work, referral: Referral | None, given: NoteIn, by: Person, at: datetime
) -> dict[str, Any]:
    """Keep the remark and have those it mentions told; return what the journal says of it."""
    right = f"note.{given.visibility.value}"
    unit = access.standing_for(by, right, work.case, referral, work.referrals, at=at)
    if unit is None:
        raise NotAllowed(permission=right)
    people = await _mentioned(work, given, unit, at)
    code = new_code()
    await NoteRow.insert(
        NoteRow(
            code=code, case_id=work.case.id, referral_id=referral.id if referral else None,
            by_id=by.id, at=at, unit_id=unit.id, visibility=given.visibility.value,
            text_sealed=rows.sealed("note", code, "text", with_mentions(given.text, people)),
        )
    )  # fmt: skip
    told = [each.id for each in people if each.id != by.id]
    if told:
        payload = {"note": code, "people": told}
        await enqueue("referrals.mention", key=code, payload=payload, at=at)
    return {"note": code, "visibility": given.visibility.value, "mentions": told}


async def _mentioned(work: Work, given: NoteIn, unit: Unit, at: datetime) -> tuple[Person, ...]:
    if not given.mentions and not set(given.text) & {"@", "＠"}:
        return ()
    held = await readers.of_note(work.folder, given.visibility, unit, at=at)
    found = mentioned(given.text, given.mentions, held)
    if found.problems:
        raise Invalid(found.problems)
    return found.people


async def strike(code: str, *, by: Person, at: datetime) -> tuple[Note, Folder]:
    """Strike out a remark of one's own, within a day; return it and its case as they stand now.

    Raises ``NotFound`` for one the person does not read, ``NotAllowed`` for somebody else's,
    ``NotPossible`` when it is too late or done already.
    """
    held, case_id = await notes.one(code, by, at=at)
    async with db.write():
        _may_strike(held, by, at)
        found = (
            await NoteRow.update({NoteRow.struck_at: at})
            .where((NoteRow.code == code) & NoteRow.struck_at.is_null())
            .returning(NoteRow.id)
        )
        db.changed_one(found, what="note", key=code)
        kind, subject_id = ("referral", held.referral_id) if held.referral_id else ("case", case_id)
        await record(
            f"{kind}:strike_note", subject=(kind, subject_id, ""), by=by, at=at,
            data={"note": code}, case_id=case_id,
        )  # fmt: skip
    return (await notes.one(code, by, at=at))[0], await open_folder(case_id)


def _may_strike(held: Note, by: Person, at: datetime) -> None:
    if held.by_id != by.id:
        raise NotAllowed(say(N_("记录只能由写它的人划去。")))
    if not strikable(held, by, at=at):
        raise NotPossible(
            say(N_("记录写下超过 24 小时，或已划去，不能再划。请另写一条更正。")), code="too_late"
        )


def strikable(held: Note, by: Person, *, at: datetime) -> bool:
    """Return whether this person may strike out the remark now."""
    return held.by_id == by.id and held.struck_at is None and at - held.at < STRIKE_WITHIN
