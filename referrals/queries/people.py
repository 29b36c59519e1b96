"""The people of a case, and who is known already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from piccolo.custom_types import Combinable

from portal.core import crypto
from portal.core.errors import NotFound
from portal.directory.tables import Person as PersonRow
from referrals.inputs import LookUp, normal_id, normal_phone
from referrals.model import Client, Household
from referrals.queries import rows
from referrals.tables import ClientRow, HouseholdRow


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


async def matching(given: LookUp) -> tuple[Client, ...]:
    """Return the people this number, phone, or name with birth date belongs to."""
    wanted = _wanted(given)
    found = (
        await ClientRow.select()
        .where(wanted & ClientRow.merged_into_id.is_null())
        .order_by(ClientRow.id)
        .limit(20)
    )
    return tuple(map(rows.to_client, found))


def _wanted(given: LookUp) -> Combinable:
    row = ClientRow
    if given.doc_number:
        return row.doc_hash == crypto.search_hash("client.doc", normal_id(given.doc_number))
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
