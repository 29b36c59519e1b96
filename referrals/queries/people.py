"""The people of a case, and who is known already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from piccolo.custom_types import Combinable

from portal.core import crypto
from portal.core.errors import NotFound
from portal.directory.tables import Person as PersonRow
from referrals.inputs import LookUp, normal_id, normal_phone, written_as
from referrals.model import Client, Household
from referrals.queries import rows
from referrals.tables import ClientRow, HouseholdRow

# More people than anybody looks through for one.
MOST_MATCHED = 20


async def household(household_id: int | None) -> tuple[Client, ...]:
    """Return the people of a household, the applicant's line first; none for a draft."""
    if household_id is None:
        return ()
    found = (
        await ClientRow.select()
        .where((ClientRow.household_id == household_id) & ClientRow.merged_into_id.is_null())
        .order_by(ClientRow.id)
    )
    return tuple(map(rows.to_client, found))


async def household_code(household_id: int | None) -> str:
    """Return what the address of a household's page says; "" for a draft's."""
    row = HouseholdRow
    found = await row.select(row.code).where(row.id == household_id).first()
    return str(found["code"]) if found else ""


async def households(ids: Iterable[int]) -> dict[int, tuple[Household, tuple[Client, ...]]]:
    """Return households with their people, by id, in two queries."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    homes = await HouseholdRow.select().where(HouseholdRow.id.is_in(wanted))
    people = (
        await ClientRow.select()
        .where(ClientRow.household_id.is_in(wanted) & ClientRow.merged_into_id.is_null())
        .order_by(ClientRow.id)
    )
    held = [rows.to_client(row) for row in people]
    return {
        row["id"]: (
            rows.to_household(row),
            tuple(each for each in held if each.household_id == row["id"]),
        )
        for row in homes
    }


async def household_id(code: str) -> int:
    """Return the id of the household of this code; raise ``NotFound`` when there is none.

    A household that was merged into another is that other.
    """
    row = HouseholdRow
    columns = (row.id, row.merged_into_id)
    held = await row.select(*columns).where(row.code == code).first()
    while held is not None and held["merged_into_id"] is not None:
        held = await row.select(*columns).where(row.id == held["merged_into_id"]).first()
    if held is None:
        raise NotFound(what="household", key=code)
    return int(held["id"])


async def matching(given: LookUp) -> tuple[Client, ...]:
    """Return the people this number, phone, or name with birth date belongs to.

    Whoever was merged into another is found under the old number too, as that other.
    """
    row = ClientRow
    found = await row.select().where(_wanted(given)).order_by(row.id).limit(MOST_MATCHED)
    living: dict[int, dict[str, Any]] = {}
    while found:
        living |= {held["id"]: held for held in found if held["merged_into_id"] is None}
        kept = sorted({held["merged_into_id"] for held in found} - {None, *living})
        found = await row.select().where(row.id.is_in(kept)) if kept else []
    return tuple(rows.to_client(living[key]) for key in sorted(living))


def doc_hashes(number: str) -> list[str]:
    """Return what a document's number is found by, in each of the ways it may be written."""
    return [crypto.search_hash("client.doc", form) for form in written_as(normal_id(number))]


def _wanted(given: LookUp) -> Combinable:
    row = ClientRow
    if given.doc_number:
        return row.doc_hash.is_in(doc_hashes(given.doc_number))
    if given.phone:
        return row.phone_hash == crypto.search_hash("client.phone", normal_phone(given.phone))
    return (row.name_folded == given.name.casefold()) & (row.birth_date == given.birth_date)


async def name_of(person_id: int) -> str:
    """Return a member of staff's name, also of one who has left; raise ``NotFound`` for nobody."""
    row: dict[str, Any] | None = (
        await PersonRow.select(PersonRow.name).where(PersonRow.id == person_id).first()
    )
    if row is None:
        raise NotFound(what="person", key=str(person_id))
    return str(row["name"])
