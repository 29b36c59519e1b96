"""Households and their people as a registration tells of them: new ones, and known ones again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from portal.core import crypto
from portal.core.ids import new_code
from portal.core.reading import add
from portal.directory.model import Unit
from referrals.inputs import PersonIn, Registration, long_form, normal_phone
from referrals.model import DocKind, Facts
from referrals.queries import rows
from referrals.queries.people import doc_hashes, household_id
from referrals.tables import ClientRow, HouseholdRow

_NOTHING = Facts()


async def take_in(given: Registration, unit: Unit, at: datetime) -> tuple[int, int]:
    """Add the household and its people, or bring known ones up to date.

    Returns the ids of the household and of the applicant; raises ``NotFound`` for a household that
    is named and does not exist.
    """
    home = await household_id(given.household) if given.household else await _new(given, unit, at)
    ids = [await _person(each, home, at) for each in (given.applicant, *given.members)]
    return home, ids[0]


async def _new(given: Registration, unit: Unit, at: datetime) -> int:
    code = new_code()
    return await add(
        HouseholdRow,
        code=code, division_id=unit.division_id, created_at=at,
        register=given.applicant.register_kind.value,
        address_sealed=rows.sealed("household", code, "address", given.address),
    )  # fmt: skip


async def _person(told: PersonIn, home: int, at: datetime) -> int:
    held = await _known(told, home)
    if held is not None:
        values: dict[Any, Any] = {ClientRow.version: ClientRow.version + 1}
        values |= columns(told, held["code"], home, at)
        await ClientRow.update(values).where(ClientRow.id == held["id"])
        return int(held["id"])
    code = new_code()
    return await add(ClientRow, code=code, created_at=at, **columns(told, code, home, at))


async def _known(told: PersonIn, home: int) -> dict[str, Any] | None:
    row = ClientRow
    if not told.number:
        return None
    return await row.select(row.id, row.code).where(
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
