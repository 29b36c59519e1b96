"""Households over the API: masked, as on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from litestar import get, post

from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.money import Money
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import operations
from referrals.api.things import PersonOut, person_out, taken
from referrals.inputs import (
    HouseholdChange,
    MergeHouseholds,
    MergePersons,
    PersonChange,
    UndoMerge,
)
from referrals.model import Client, Household, Outcome, Referral, ReferralState, RegisterKind
from referrals.queries import homes
from referrals.queries.homes import Home

_READ, _EDIT = "case.read", "case.edit"
_ONE = "/api/v1/households/{code:str}"
_PERSON = _ONE + "/people/{person:str}"


class MemberOut(PersonOut, frozen=True):
    """A person of the household, in the version that was read."""

    version: int


class AidOut(msgspec.Struct, frozen=True):
    """What the household receives or waits for at one unit."""

    referral: str
    programme: str
    unit_name: str
    state: ReferralState
    outcome: Outcome | None
    money: str
    due_at: datetime | None
    completed_at: datetime | None


class HouseholdItem(msgspec.Struct, frozen=True):
    """One household of a list."""

    code: str
    version: int
    register: RegisterKind
    people: int
    first: str


class HouseholdOut(msgspec.Struct, frozen=True):
    """One household with its people, cases and aids."""

    code: str
    version: int
    address: str
    register: RegisterKind
    people: tuple[MemberOut, ...]
    cases: tuple[str, ...]
    receives: tuple[AidOut, ...]
    awaits: tuple[AidOut, ...]


@get("/api/v1/households", opt=permission(_READ))
async def listed(request: Request) -> respond.Answer:
    """Return the households of the cases this caller may read, the newest first, by pages."""
    asked = request.query_params
    page = await homes.listed(
        request.person, at=request.at, cursor=asked.get("cursor", ""),
        limit=_limit(asked.get("limit", "")),
    )  # fmt: skip
    return respond.json({"items": [_item(*each) for each in page.items], "next": page.next})


@get(_ONE, opt=permission(_READ))
async def show(request: Request, code: Key) -> respond.Answer:
    """Return one household; a merged one's code leads to the one it went into."""
    return respond.json(_out(await homes.home(code, request.person, at=request.at)))


@post(_ONE + "/edit", opt=permission(_EDIT, reads=HouseholdChange), status_code=200)
async def edit(request: Request, code: Key) -> respond.Answer:
    """Change the household's address and register."""
    given = await forms.read(HouseholdChange, request)
    held = await operations.edit_household(code, given, by=request.person, at=request.at)
    return respond.json(_out(held))


@post(_PERSON + "/edit", opt=permission(_EDIT, reads=PersonChange), status_code=200)
async def edit_person(request: Request, code: Key, person: Key) -> respond.Answer:
    """Change a person's facts; an empty number or phone is kept as it is."""
    given = await forms.read(PersonChange, request)
    held = await operations.edit_person(code, person, given, by=request.person, at=request.at)
    return respond.json(_out(held))


@post(_ONE + "/merge", opt=permission("household.merge", reads=MergeHouseholds), status_code=200)
async def merge(request: Request, code: Key) -> respond.Answer:
    """Merge two households into the one that survives."""
    given = await forms.read(MergeHouseholds, request)
    held = await operations.merge_households(code, given, by=request.person, at=request.at)
    return respond.json(_out(held))


@post(_PERSON + "/merge", opt=permission("person.merge", reads=MergePersons), status_code=200)
async def merge_person(request: Request, code: Key, person: Key) -> respond.Answer:
    """Merge two persons into the one that survives."""
    given = await forms.read(MergePersons, request)
    held = await operations.merge_persons(code, person, given, by=request.person, at=request.at)
    return respond.json(_out(held))


@post(_ONE + "/undo-merge", opt=permission("household.undo_merge", reads=UndoMerge),
      status_code=200)  # fmt: skip
async def part(request: Request, code: Key) -> respond.Answer:
    """Take a merge back within thirty days."""
    given = await forms.read(UndoMerge, request)
    return respond.json(_out(await operations.part(code, given, by=request.person, at=request.at)))


def _item(household: Household, members: Sequence[Client]) -> HouseholdItem:
    first = members[0].name if members else ""
    return taken(HouseholdItem, household, people=len(members), first=first)


def _out(held: Home) -> HouseholdOut:
    answered = [each for each in held.referrals if each.outcome is not None]
    waiting = [each for each in held.referrals if each.is_open and each.outcome is None]
    return taken(
        HouseholdOut, held.household,
        people=tuple(_member(each) for each in held.members),
        cases=tuple(each.key for each in held.cases),
        receives=tuple(map(_aid, answered)),
        awaits=tuple(map(_aid, waiting)),
    )  # fmt: skip


def _member(client: Client) -> MemberOut:
    shown = msgspec.structs.asdict(person_out(client))
    return MemberOut(**shown, version=client.version)


def _aid(each: Referral) -> AidOut:
    given: Money = each.amounts.money
    return taken(AidOut, each, referral=each.key, money=str(given).replace(",", ""))


def _limit(text: str) -> int:
    if not text:
        return homes.LIMIT
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= homes.MOST_CASES):
        raise Invalid([
            problem("limit", N_("每页条数应为 1 到 %(most)s。"), most=homes.MOST_CASES)
        ])  # fmt: skip
    return int(text)


DOORS = (listed, show, edit, edit_person, merge, merge_person, part)
