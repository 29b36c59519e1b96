"""Households and their people as a registration tells of them: new ones, and known ones again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from portal.core import crypto
from portal.core.ids import new_code
from portal.core.reading import add
from portal.directory.model import Unit
from portal.journal.model import Actor
from portal.journal.record import record
from referrals.inputs import PersonIn, Registration, long_form, normal_phone
from referrals.model import Client, DocKind, Facts, RegisterKind
from referrals.operations import storing
from referrals.queries import rows
from referrals.queries.people import doc_hashes, household_id
from referrals.tables import ClientRow, HouseholdRow

_NOTHING = Facts()
_NEVER = frozenset({"id", "code", "version", "household_id", "facts"})


async def take_in(given: Registration, unit: Unit, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Add the household and its people, or bring known ones up to date.

    Returns the ids of the household and of the applicant; raises ``NotFound`` for a household that
    is named and does not exist.
    """
    home = await household_id(given.household) if given.household else await _new(given, unit, at)
    ids = [await _person(each, home, by, at) for each in (given.applicant, *given.members)]
    return home, ids[0]


async def _new(given: Registration, unit: Unit, at: datetime) -> int:
    code = new_code()
    return await add(
        HouseholdRow,
        code=code, division_id=unit.division_id, created_at=at,
        register=given.applicant.register_kind.value,
        address_sealed=rows.sealed("household", code, "address", given.address),
    )  # fmt: skip


async def _person(told: PersonIn, home: int, by: Actor, at: datetime) -> int:
    held = await _known(told, home)
    if held is not None:
        was = rows.to_client(held)
        # Whoever is known already need not tell the phone again.
        told = told.model_copy(update={"phone": told.phone or was.phone})
        await journal(was, as_told(was, told), "", by=by, at=at)
        values: dict[Any, Any] = {ClientRow.version: ClientRow.version + 1}
        values |= columns(told, held["code"], home, at, was=was.facts)
        await ClientRow.update(values).where(ClientRow.id == held["id"])
        return int(held["id"])
    code = new_code()
    return await add(ClientRow, code=code, created_at=at, **columns(told, code, home, at))


async def _known(told: PersonIn, home: int) -> dict[str, Any] | None:
    row = ClientRow
    if not told.number:
        return None
    return await row.select().where(
        row.doc_hash.is_in(doc_hashes(told.number)) & (row.household_id == home)
        & row.merged_into_id.is_null()
    ).first()  # fmt: skip


def facts_of(told: PersonIn, was: Facts = _NOTHING) -> Facts:
    """Return the facts as told; what no form asks for stays as it was."""
    return msgspec.structs.replace(
        was, health=told.health, disability_level=told.disability_level,
        disability_of_mind=told.disability_of_mind, employment=told.employment,
        in_school=told.in_school, income=told.income,
    )  # fmt: skip


def columns(
    told: PersonIn, code: str, home: int, at: datetime, *, was: Facts = _NOTHING
) -> dict[str, Any]:
    """Return the columns that keep what is told of a person."""
    facts = facts_of(told, was)
    phone = normal_phone(told.phone)
    return {
        "household_id": home, "relation": told.relation.value, "doc_kind": told.doc_kind.value,
        "doc_sealed": rows.sealed("client", code, "doc", told.number),
        "doc_hash": doc_hash(told), "no_doc_reason": told.no_doc_reason, "name": told.name,
        "name_folded": told.name.casefold(), "sex": told.told_sex.value, "birth_date": told.born,
        "phone_sealed": rows.sealed("client", code, "phone", phone),
        "phone_hash": crypto.search_hash("client.phone", phone),
        "phone_owner": told.phone_owner, "register": told.register_kind.value,
        "facts_sealed": rows.sealed("client", code, "facts", rows.as_text(facts)),
        "updated_at": at,
    }  # fmt: skip


def doc_hash(told: PersonIn) -> str:
    """Return what a person's document is found by; a resident ID by its form of 18 digits."""
    number = told.number
    form = long_form(number) if told.doc_kind is DocKind.RESIDENT_ID else number
    return crypto.search_hash("client.doc", form)


def as_told(was: Client, told: PersonIn) -> Client:
    """Return the person with what is told now."""
    return msgspec.structs.replace(
        was, relation=told.relation, doc_kind=told.doc_kind, doc_number=told.number,
        no_doc_reason=told.no_doc_reason, name=told.name, sex=told.told_sex,
        birth_date=told.born, phone=told.phone, phone_owner=told.phone_owner,
        register=RegisterKind(told.register_kind), facts=facts_of(told, was.facts),
    )  # fmt: skip


async def journal(was: Client, now: Client, reason: str, *, by: Actor, at: datetime) -> None:
    """Journal what of a person is told otherwise now; old and new values stand encrypted."""
    fields = fields_of(was, now) | fields_of(was.facts, now.facts)
    if not fields:
        return
    await record(
        "client:edited", subject=("client", was.id, was.code), by=by, at=at,
        data={"fields": list(fields)}, sensitive=fields, reason=reason,
    )  # fmt: skip


def fields_of(was: Any, now: Any) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ, each with its old and new value."""
    return {
        name: (getattr(was, name), value)
        for name, value in storing.changed(was, now).items()
        if name not in _NEVER
    }
