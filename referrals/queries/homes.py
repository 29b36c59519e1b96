"""Households opened: their people, cases and referrals, within what the person may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from portal.core.errors import NotFound
from portal.core.paging import Page, encode_cursor, id_cursor
from portal.directory.model import Person
from portal.journal.model import Entry
from portal.journal.queries import of_subjects
from referrals import access
from referrals.model import Case, Client, Household, Referral
from referrals.queries import rows, scope
from referrals.queries.people import household_id, households
from referrals.tables import CaseRow, ClientRow, MergeRow, ReferralRow

# More cases than a household ever had; a list longer than this is cut, newest first.
MOST_CASES = 100
LIMIT = 25


class Home(msgspec.Struct, frozen=True):
    """A household with its people, and those of its cases that the reader may know of."""

    household: Household
    members: tuple[Client, ...]
    cases: tuple[Case, ...]
    referrals: tuple[Referral, ...]

    @property
    def key(self) -> str:
        """What its address says."""
        return self.household.code

    def member(self, code: str) -> Client:
        """Return the person of this code; raise ``NotFound`` when the household has none."""
        for each in self.members:
            if each.code == code:
                return each
        raise NotFound(what="person", key=code)

    def of_case(self, case: Case) -> tuple[Referral, ...]:
        """Return the referrals of one of its cases."""
        return tuple(each for each in self.referrals if each.case_id == case.id)

    def allows(self, person: Person, right: str, *, at: datetime) -> bool:
        """Return whether the right reaches one of its cases, and none bars the person."""
        if any(person.id in case.barred for case in self.cases):
            return False
        return any(
            access.may_on_case(person, right, case, self.of_case(case), at=at)
            for case in self.cases
        )


class Merged(msgspec.Struct, frozen=True):
    """A merge of two persons or households that may still be undone."""

    code: str
    kind: str
    reason: str
    at: datetime
    by_name: str


async def home(code: str, person: Person, *, at: datetime) -> Home:
    """Return the household of this code, or the one it was merged into.

    Raises ``NotFound`` when there is none, or none of its cases is one this person may know of.
    """
    return await home_of(await household_id(code), person, at=at, key=code)


async def home_of(home_id: int, person: Person, *, at: datetime, key: str = "") -> Home:
    """Return the household of this id; refuses like ``home``."""
    cases = await _cases(home_id, person, at)
    if not cases:
        raise NotFound(what="household", key=key)
    household, members = (await households([home_id]))[home_id]
    return Home(household, members, cases, await _referrals([case.id for case in cases]))


async def _cases(home_id: int, person: Person, at: datetime) -> tuple[Case, ...]:
    row = CaseRow
    known = scope.cases(person, at=at) & (row.household_id == home_id)
    found = (
        await row.select(*rows.case_columns())
        .where(known)
        .order_by(row.id, ascending=False)
        .limit(MOST_CASES)
    )
    return tuple(rows.to_case(each) for each in found)


async def _referrals(case_ids: list[int]) -> tuple[Referral, ...]:
    row = ReferralRow
    found = (
        await row.select(*rows.referral_columns())
        .where(row.case_id.is_in(case_ids))
        .order_by(row.case_id, ascending=False)
        .order_by(row.ordinal)
    )
    return tuple(map(rows.to_referral, found))


async def listed(
    person: Person, *, at: datetime, cursor: str = "", limit: int = LIMIT
) -> Page[tuple[Household, tuple[Client, ...]]]:
    """Return a page of the households the person may know of, the newest first."""
    row = CaseRow
    wanted = scope.cases(person, at=at) & row.household_id.is_not_null()
    if cursor:
        wanted = wanted & (row.household_id < id_cursor(cursor))
    found = (
        await row.select(row.household_id)
        .where(wanted)
        .group_by(row.household_id)
        .order_by(row.household_id, ascending=False)
        .limit(limit + 1)
    )
    ids = [int(each["household_id"]) for each in found]
    held = await households(ids[:limit])
    more = encode_cursor(ids[limit - 1]) if len(ids) > limit else None
    return Page(tuple(held[each] for each in ids[:limit]), more)


async def history(held: Home) -> tuple[Entry, ...]:
    """Return what was changed about the household and its people, oldest first."""
    own = await of_subjects("household", [held.household.id])
    people = await of_subjects("client", [each.id for each in held.members])
    return tuple(sorted((*own, *people), key=lambda entry: entry.id))


async def merges(held: Home) -> tuple[Merged, ...]:
    """Return the merges into this household that were not undone, the latest first."""
    row = MergeRow
    found = (
        await row.select(row.code, row.kind, row.reason, row.at, row.by_id.name)
        .where((row.household_id == held.household.id) & row.undone_at.is_null())
        .order_by(row.id, ascending=False)
    )
    return tuple(
        Merged(each["code"], each["kind"], each["reason"], each["at"], each["by_id.name"])
        for each in found
    )


async def alike(held: Home) -> tuple[Client, ...]:
    """Return others who may be the same as one of its people: by document, or name and birth."""
    found = await _alike(held.members)
    known = {(each.doc_number, each.id) for each in held.members}
    return tuple(each for each in found if (each.doc_number, each.id) not in known)


async def _alike(members: Sequence[Client]) -> list[Client]:
    row, ids = ClientRow, [each.id for each in members]
    if not ids:
        return []
    hashes = await row.select(row.doc_hash).where(row.id.is_in(ids) & (row.doc_hash != ""))
    alike: list[Any] = [
        (row.name_folded == each.name.casefold()) & (row.birth_date == each.birth_date)
        for each in members
        if each.birth_date is not None
    ]
    if hashes:
        alike.append(row.doc_hash.is_in([each["doc_hash"] for each in hashes]))
    if not alike:
        return []
    wanted = reduce(or_, alike) & row.merged_into_id.is_null()
    found = await row.select().where(wanted).order_by(row.id).limit(20)
    return [rows.to_client(each) for each in found]
