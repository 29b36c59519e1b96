"""The people of a ledger's rows: many households and applicants in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.core.ids import new_code
from portal.directory.model import Unit
from referrals.inputs import Registration
from referrals.operations.households import columns, doc_hash
from referrals.queries import rows
from referrals.tables import ClientRow, HouseholdRow

Home = tuple[int, int]


async def take_in_all(
    told: Sequence[Registration], unit: Unit, known: Mapping[str, int], at: datetime
) -> list[Home]:
    """Add the households and applicants of these rows; return the ids of each, in order.

    Whoever is known, or stands in two of the rows, stays in one household.
    """
    homes = await _homes(told, unit, known, at)
    people = await _people(told, homes, at)
    return list(zip(homes, people, strict=True))


async def _homes(
    told: Sequence[Registration], unit: Unit, known: Mapping[str, int], at: datetime
) -> list[int]:
    codes: dict[str, str] = {}
    new: dict[str, HouseholdRow] = {}
    for n, each in enumerate(told):
        who = doc_hash(each.applicant) or f"row {n}"
        if who not in known and who not in codes:
            codes[who] = new_code()
            new[codes[who]] = _home(codes[who], each, unit, at)
    ids = await _inserted(HouseholdRow, list(new.values()))
    whose = [doc_hash(each.applicant) or f"row {n}" for n, each in enumerate(told)]
    return [known[who] if who in known else ids[codes[who]] for who in whose]


def _home(code: str, told: Registration, unit: Unit, at: datetime) -> HouseholdRow:
    return HouseholdRow(
        code=code, division_id=unit.division_id, created_at=at,
        register=told.applicant.register_kind.value,
        address_sealed=rows.sealed("household", code, "address", told.address),
    )  # fmt: skip


async def _people(told: Sequence[Registration], homes: Sequence[int], at: datetime) -> list[int]:
    """Add the applicants; those their household has already are left as they are."""
    held = await _held(told, homes)
    keys = [(doc_hash(each.applicant) or f"row {n}", home)
            for n, (each, home) in enumerate(zip(told, homes, strict=True))]  # fmt: skip
    new: dict[tuple[str, int], ClientRow] = {}
    for key, each in zip(keys, told, strict=True):
        if key not in held and key not in new:
            code = new_code()
            new[key] = ClientRow(code=code, created_at=at,
                                 **columns(each.applicant, code, key[1], at))  # fmt: skip
    ids = await _inserted(ClientRow, list(new.values()))
    return [held[key] if key in held else ids[new[key].code] for key in keys]


async def _held(told: Sequence[Registration], homes: Sequence[int]) -> dict[tuple[str, int], int]:
    hashes = sorted({doc_hash(each.applicant) for each in told} - {""})
    if not hashes:
        return {}
    client = ClientRow
    found = await client.select(client.id, client.doc_hash, client.household_id).where(
        client.doc_hash.is_in(hashes) & client.household_id.is_in(sorted(set(homes)))
        & client.merged_into_id.is_null()
    )  # fmt: skip
    return {(row["doc_hash"], row["household_id"]): row["id"] for row in found}


async def _inserted(table: Any, new: Sequence[Any]) -> dict[str, int]:
    """Insert the rows and return their ids by code."""
    if not new:
        return {}
    added = await table.insert(*new).returning(table.id, table.code)
    return {row["code"]: int(row["id"]) for row in added}
