"""Changing what is known of a household and its people after the registration, with its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from pydantic import ValidationError

from portal.core import db
from portal.core.errors import Invalid, NotAllowed, problem
from portal.core.i18n import N_
from portal.directory.model import Person
from portal.journal.record import record
from referrals.inputs import HouseholdChange, PersonChange, PersonIn
from referrals.model import Client
from referrals.operations.households import as_told, columns, fields_of, journal
from referrals.queries import rows
from referrals.queries.homes import Home, home
from referrals.tables import CaseRow, ClientRow, HouseholdRow

_EDIT = "case.edit"


async def edit_person(
    key: str, code: str, given: PersonChange, *, by: Person, at: datetime
) -> Home:
    """Change a person's facts; old and new values stay in the journal, encrypted.

    Raises ``Stale`` when somebody else changed them since the form was opened.
    """
    async with db.write():
        held = await allowed(key, _EDIT, by=by, at=at)
        was = held.member(code)
        told = _told(given, was)
        now = as_told(was, told)
        await _keep(was, told, given.version, at)
        await _rename(was, now, at)
        await journal(was, now, given.reason, by=by, at=at)
    return await home(key, by, at=at)


async def edit_household(key: str, given: HouseholdChange, *, by: Person, at: datetime) -> Home:
    """Change a household's address and register; refuses like ``edit_person``."""
    async with db.write():
        held = await allowed(key, _EDIT, by=by, at=at)
        was = held.household
        changed = HouseholdRow.update({
            "address_sealed": rows.sealed("household", was.code, "address", given.address),
            "register": given.register_kind.value, "version": given.version + 1,
        }).where((HouseholdRow.id == was.id) & (HouseholdRow.version == given.version))  # fmt: skip
        db.changed_one(await changed.returning(HouseholdRow.id), what="household", key=key)
        now = msgspec.structs.replace(was, address=given.address, register=given.register_kind)
        fields = fields_of(was, now)
        await record(
            "household:edited", subject=("household", was.id, was.code), by=by, at=at,
            data={"fields": list(fields)}, sensitive=fields, reason=given.reason,
        )  # fmt: skip
    return await home(key, by, at=at)


async def allowed(key: str, right: str, *, by: Person, at: datetime) -> Home:
    """Return the household; raise ``NotAllowed`` where the right does not reach it."""
    held = await home(key, by, at=at)
    if not held.allows(by, right, at=at):
        raise NotAllowed(permission=right)
    return held


def _told(given: PersonChange, was: Client) -> PersonIn:
    try:
        return given.told(was.doc_number, was.phone)
    except ValidationError:
        words = N_("原有号码不符合所选的证件类型，请填写证件号码。")
        raise Invalid([problem("doc_number", words, code="kind")]) from None


async def _keep(was: Client, told: PersonIn, seen: int, at: datetime) -> None:
    values: dict[Any, Any] = {ClientRow.version: seen + 1}
    values |= columns(told, was.code, was.household_id, at, was=was.facts)
    changed = ClientRow.update(values).where((ClientRow.id == was.id) & (ClientRow.version == seen))
    db.changed_one(await changed.returning(ClientRow.id), what="person", key=was.code)


async def _rename(was: Client, now: Client, at: datetime) -> None:
    """Bring the name to the cases the person applied for; lists and papers read it there."""
    if now.name != was.name:
        named: dict[Any, Any] = {CaseRow.applicant_name: now.name, CaseRow.updated_at: at}
        await CaseRow.update(named).where(CaseRow.applicant_id == was.id)
