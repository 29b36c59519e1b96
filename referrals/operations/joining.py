"""Persons and households that are one are merged 合并, and parted again exactly as they were.

The one that goes keeps its row, its document and phone: a look-up by them finds the one that stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from portal.core import db
from portal.core.errors import Invalid, NotFound, NotPossible, problem
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory.model import Person
from portal.journal.record import record
from referrals.inputs import MergeHouseholds, MergePersons, UndoMerge
from referrals.model import Client, Household
from referrals.operations.editing import allowed
from referrals.queries import rows
from referrals.queries.homes import Home, home
from referrals.tables import CaseRow, ClientRow, HouseholdRow, MergeRow

UNDO = timedelta(days=30)
_TABLES: dict[str, Any] = {"client": ClientRow, "case": CaseRow, "household": HouseholdRow}


class Moved(msgspec.Struct, frozen=True):
    """One row a merge changes: the columns as they were."""

    table: str
    id: int
    was: dict[str, Any]


async def merge_households(key: str, given: MergeHouseholds, *, by: Person, at: datetime) -> Home:
    """Merge two households; people and cases go to the one that stays, twins become one person.

    Raises ``Stale`` when either changed since both were looked at: of two at once, one wins.
    """
    async with db.write():
        one = await allowed(key, "household.merge", by=by, at=at)
        two = await allowed(given.other, "household.merge", by=by, at=at)
        kept, gone = _chosen(one, two, given.survivor)
        await _raise("household", one.household, given.version)
        await _raise("household", two.household, given.other_version)
        twins = _twins(kept.members, gone.members)
        moved = [*await _people_move(kept, gone, twins), *await _cases_move(kept, gone, twins)]
        moved.append(await _move("household", gone.household.id, merged_into_id=kept.household.id))
        await _keep("household", kept, kept.household, gone.household, moved, given.reason, by, at)
    return await home(kept.key, by, at=at)


async def merge_persons(
    key: str, code: str, given: MergePersons, *, by: Person, at: datetime
) -> Home:
    """Merge two persons; the cases of the one that goes are now those of the one that stays.

    Where they stood in two households, these cases move along. Raises like ``merge_households``.
    """
    async with db.write():
        here = await allowed(key, "person.merge", by=by, at=at)
        there = await allowed(given.other_household, "person.merge", by=by, at=at)
        one, two = here.member(code), there.member(given.other)
        kept, gone = _chosen_of(one, two, given.survivor)
        await _raise("client", one, given.version)
        await _raise("client", two, given.other_version)
        held = here if kept is one else there
        moved = [await _move("client", gone.id, merged_into_id=kept.id)]
        for case_id in await _ids(CaseRow.applicant_id == gone.id):
            moved.append(await _case_moves(case_id, held, kept))
        await _keep("person", held, kept, gone, moved, given.reason, by, at)
    return await home(held.key, by, at=at)


async def undo_merge(key: str, given: UndoMerge, *, by: Person, at: datetime) -> Home:
    """Take a merge back within thirty days: every row it moved stands as it did before.

    Raises ``NotPossible`` when it is too late, undone already, or a later merge stands on it.
    """
    async with db.write():
        held = await home(key, by, at=at)
        row = await _merge(given.merge, held)
        await allowed(key, f"{row['kind']}.undo_merge", by=by, at=at)
        await _last_one(row, at)
        undone = MergeRow.update({"undone_at": at, "undone_by_id": by.id}).where(
            (MergeRow.id == row["id"]) & MergeRow.undone_at.is_null()
        )
        db.changed_one(await undone.returning(MergeRow.id), what="merge", key=given.merge)
        moved = rows.opened_record("merge", row, "before", list[Moved])
        for each in reversed(moved):
            await _put(each)
        await _told(row, held, "parted", given.reason, by, at)
    return await home(key, by, at=at)


def _chosen(one: Home, two: Home, survivor: str) -> tuple[Home, Home]:
    _differ(one.household.id, two.household.id)
    _is_one(survivor, one.key, two.key)
    return (one, two) if survivor == one.key else (two, one)


def _chosen_of(one: Client, two: Client, survivor: str) -> tuple[Client, Client]:
    _differ(one.id, two.id)
    _is_one(survivor, one.code, two.code)
    return (one, two) if survivor == one.code else (two, one)


def _differ(one: int, two: int) -> None:
    if one == two:
        raise NotPossible(say(N_("这两个已经是同一个，不必合并。")), code="same")


def _is_one(survivor: str, *codes: str) -> None:
    if survivor not in codes:
        words = N_("请在两者中选择保留哪一个。")
        raise Invalid([problem("survivor", words, code="unknown")])


def _twins(kept: Sequence[Client], gone: Sequence[Client]) -> dict[int, Client]:
    """Return who of the household that goes is, by the document, somebody of the one that stays."""
    held = {each.doc_number: each for each in kept if each.doc_number}
    return {each.id: held[each.doc_number] for each in gone if each.doc_number in held}


async def _people_move(kept: Home, gone: Home, twins: dict[int, Client]) -> list[Moved]:
    moved = []
    for each in gone.members:
        if each.id in twins:
            moved.append(await _move("client", each.id, merged_into_id=twins[each.id].id))
        else:
            moved.append(await _move("client", each.id, household_id=kept.household.id))
    return moved


async def _cases_move(kept: Home, gone: Home, twins: dict[int, Client]) -> list[Moved]:
    moved = []
    for case_id in await _ids(CaseRow.household_id == gone.household.id):
        row = await CaseRow.select(CaseRow.applicant_id).where(CaseRow.id == case_id).first()
        twin = twins.get(row["applicant_id"]) if row else None
        moved.append(await _case_moves(case_id, kept, twin))
    return moved


async def _case_moves(case_id: int, kept: Home, applicant: Client | None) -> Moved:
    values: dict[str, Any] = {"household_id": kept.household.id}
    if applicant is not None:
        values |= {"applicant_id": applicant.id, "applicant_name": applicant.name}
    return await _move("case", case_id, **values)


async def _ids(wanted: Any) -> list[int]:
    found = await CaseRow.select(CaseRow.id).where(wanted).order_by(CaseRow.id)
    return [int(each["id"]) for each in found]


async def _raise(kind: str, thing: Client | Household, seen: int) -> None:
    table = _TABLES[kind]
    changed = table.update({table.version: seen + 1}).where(
        (table.id == thing.id) & (table.version == seen)
    )
    db.changed_one(await changed.returning(table.id), what=kind, key=thing.code)


async def _move(kind: str, row_id: int, **values: Any) -> Moved:
    table = _TABLES[kind]
    columns = [getattr(table, name) for name in values]
    was = await table.select(*columns).where(table.id == row_id).first()
    await _write(kind, row_id, values)
    return Moved(kind, row_id, dict(was))


async def _put(moved: Moved) -> None:
    await _write(moved.table, moved.id, moved.was)


async def _write(kind: str, row_id: int, values: dict[str, Any]) -> None:
    table = _TABLES[kind]
    # Whoever has a form of it open is told that it moved.
    raised: dict[Any, Any] = {table.version: table.version + 1}
    await table.update(raised | values).where(table.id == row_id)


async def _keep(
    kind: str, held: Home, kept: Client | Household, gone: Client | Household,
    moved: Iterable[Moved], reason: str, by: Person, at: datetime,
) -> None:  # fmt: skip
    code = new_code()
    row = MergeRow(
        code=code, kind=kind, kept_id=kept.id, gone_id=gone.id, household_id=held.household.id,
        reason=reason, by_id=by.id, at=at,
        before_sealed=rows.sealed("merge", code, "before", rows.as_text(list(moved))),
    )  # fmt: skip
    await MergeRow.insert(row)
    await _told(row.to_dict(), held, "merged", reason, by, at)


async def _told(
    row: dict[str, Any], held: Home, act: str, reason: str, by: Person, at: datetime
) -> None:
    """Journal what became one, or two again, in the story of the household that stays."""
    await record(
        f"household:{row['kind']}_{act}",
        subject=("household", held.household.id, held.key), by=by, at=at, reason=reason,
        data={"merge": row["code"], "kept": row["kept_id"], "gone": row["gone_id"]},
    )  # fmt: skip


async def _merge(code: str, held: Home) -> dict[str, Any]:
    row = MergeRow
    wanted = (row.code == code) & (row.household_id == held.household.id)
    found = await row.select().where(wanted).first()
    if found is None:
        raise NotFound(what="merge", key=code)
    return found


async def _last_one(row: dict[str, Any], at: datetime) -> None:
    if row["undone_at"] is not None:
        raise NotPossible(say(N_("这次合并已经撤销。")), code="undone")
    if at - row["at"] > UNDO:
        raise NotPossible(say(N_("合并已超过三十天，不能再撤销。")), code="too_late")
    later, home_id = MergeRow, row["household_id"]
    touches = (later.household_id == home_id) | (
        (later.kind == "household") & (later.gone_id == home_id)
    )
    if await later.exists().where((later.id > row["id"]) & later.undone_at.is_null() & touches):
        raise NotPossible(say(N_("之后还有一次合并，请先撤销那一次。")), code="later_merge")
