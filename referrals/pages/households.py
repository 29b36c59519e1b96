"""The page of one household: its people, its cases, what it receives and waits for, its history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from litestar import get, post

from portal.core.calendar import Calendars, day_of, last_day
from portal.core.errors import NotFound
from portal.core.i18n import N_, gettext, language, say
from portal.directory.queries import calendars, division_by_id
from portal.render import filters
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import access, operations
from referrals.inputs import HouseholdChange, PersonChange, UndoMerge
from referrals.model import Case, CaseState, Client, Referral, RegisterKind
from referrals.operations.editing import allowed
from referrals.pages import choices, deadlines, matters, timeline
from referrals.pages.people import Card, card
from referrals.queries.homes import Home, alike, history, home, home_of, merges

_READ, _EDIT, _MERGE = "case.read", "case.edit", "household.merge"


class CaseLine(msgspec.Struct, frozen=True):
    """One of the household's cases in one line."""

    lamp: str
    days: int | None
    hours: int | None
    address: str
    number: str
    window: str
    state: StrEnum
    since: date


class Received(msgspec.Struct, frozen=True):
    """One aid the household was answered about."""

    programme: str
    unit: str
    outcome: StrEnum
    amount: str
    on: date | None


class Member(msgspec.Struct, frozen=True):
    """A person of the household, and where the facts are changed."""

    card: Card
    edit: str


class Alike(msgspec.Struct, frozen=True):
    """Somebody who may be one of the household's people: a person card and where to merge."""

    card: Card
    where: str
    persons: str
    households: str


@get("/households/{code:str}", opt=permission(_READ), include_in_schema=False)
async def show(request: Request, code: Key) -> respond.Answer:
    """Show one household: masked, with what it receives and waits for at any department."""
    held = await home(code, request.person, at=request.at)
    days = await calendars()
    return await respond.page(
        request, "referrals/household.html", **await _about(held, request),
        members=_members(held, request),
        cases=[_case(each, request, days) for each in held.cases],
        awaited=[_line(each, held, request, days) for each in held.referrals
                 if each.is_open and each.outcome is None],
        received=list(map(_received, (r for r in held.referrals if r.outcome is not None))),
        happened=timeline.of(reversed(await history(held))), older="",
        **await _merging(held, request),
    )  # fmt: skip


async def _about(held: Home, request: Request) -> dict[str, Any]:
    accepted = (each for each in held.cases if each.accepted_at is not None)
    sheet = next((each for each in accepted
                  if access.at_desk(request.person, each, at=request.at)), None)  # fmt: skip
    place = await division_by_id(held.household.division_id)
    return {
        "household": held.household,
        "title": title(held),
        "place": place.title(language()),
        "address": f"/households/{held.key}",
        "edits": held.allows(request.person, _EDIT, at=request.at),
        "sheet": f"/cases/{sheet.key}/household.pdf" if sheet else "",
    }


def title(held: Home) -> str:
    """Return what a household is called: its first person and how many they are."""
    first = held.members[0].name if held.members else held.cases[0].applicant_name
    return gettext("%(name)s一户 %(n)s 人") % {"name": first, "n": len(held.members)}


def _members(held: Home, request: Request) -> list[Member]:
    edits = held.allows(request.person, _EDIT, at=request.at)
    there = f"/cases/{held.cases[0].key}"
    return [
        Member(
            card(each, day_of(request.at), there),
            f"/households/{held.key}/people/{each.code}" if edits else "",
        )
        for each in held.members
    ]


def _case(case: Case, request: Request, days: Calendars) -> CaseLine:
    ended = case.closed_at is not None or case.state in {CaseState.NOT_ACCEPTED, CaseState.LAPSED}
    shown = deadlines.shown(
        None, None, paused=False, over=ended, now=request.at, calendar=days.of(case.division_path)
    )
    return CaseLine(
        shown.colour, shown.days, shown.hours, f"/cases/{case.key}",
        case.number or gettext("草稿"), case.window_title(language()), case.state,
        day_of(case.created_at),
    )  # fmt: skip


def _line(each: Referral, held: Home, request: Request, days: Calendars) -> matters.Line:
    case = next(case for case in held.cases if case.id == each.case_id)
    opens = access.may(request.person, _READ, case, (each,), at=request.at)
    return matters.line(each, request.at, days.of(each.unit_path), opens=opens)


def _received(each: Referral) -> Received:
    assert each.outcome is not None
    return Received(
        choices.programme_title(each.programme), each.unit_title(language()), each.outcome,
        filters.money(each.amounts.money) if each.amounts.money else "",
        last_day(each.completed_at),
    )  # fmt: skip


async def _merging(held: Home, request: Request) -> dict[str, Any]:
    """Return who may be the same, and the merges that can be undone; for supervisors alone."""
    if not held.allows(request.person, _MERGE, at=request.at):
        return {"merging": False, "merges": (), "alike": ()}
    found = [await _alike(each, held, request) for each in await alike(held)]
    shown = [each for each in found if each]
    return {"merging": True, "merges": await merges(held), "alike": shown}


async def _alike(other: Client, held: Home, request: Request) -> Alike | None:
    """Return how somebody is offered; None where that household is beyond the reader's reach."""
    try:
        there = await home_of(other.household_id, request.person, at=request.at)
    except NotFound:
        return None
    one = _same(other, held.members)
    apart = there.household.id != held.household.id
    asked = f"with={other.code}&household={there.key}"
    return Alike(
        card(other, day_of(request.at)),
        title(there) if apart else gettext("同一户内"),
        f"/households/{held.key}/people/{one.code}/merge?{asked}",
        f"/households/{held.key}/merge?with={there.key}" if apart else "",
    )


def _same(other: Client, members: Iterable[Client]) -> Client:
    """Return the member somebody is alike to: by the document, else by name and birth date."""
    held = list(members)
    by_number = [m for m in held if m.doc_number and m.doc_number == other.doc_number]
    return next(iter(by_number), next((m for m in held if m.name == other.name), held[0]))


@get("/households/{code:str}/edit", opt=permission(_EDIT), include_in_schema=False)
async def edit(request: Request, code: Key) -> respond.Answer:
    """Show the form of the household's address and register."""
    held = await allowed(code, _EDIT, by=request.person, at=request.at)
    return await respond.page(
        request, "referrals/household_edit.html", household=held.household, title=title(held),
        back=f"/households/{held.key}", address=f"/households/{held.key}/edit",
        registers=choices.of(RegisterKind),
    )  # fmt: skip


@post("/households/{code:str}/edit", opt=permission(_EDIT), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(edit)
async def change(request: Request, code: Key) -> respond.Answer:
    """Change the household's address and register."""
    given = await forms.read(HouseholdChange, request)
    await operations.edit_household(code, given, by=request.person, at=request.at)
    return respond.go(request, f"/households/{code}", says=say(N_("已修改，原内容留在经过中。")))


@get("/households/{code:str}/people/{person:str}", opt=permission(_EDIT), include_in_schema=False)
async def edit_person(request: Request, code: Key, person: Key) -> respond.Answer:
    """Show the form of a person's facts; number and phone stay masked and are kept when empty."""
    held = await allowed(code, _EDIT, by=request.person, at=request.at)
    client = held.member(person)
    return await respond.page(
        request, "referrals/person_edit.html", client=client, known=_known(client),
        card=card(client, day_of(request.at)), title=title(held), back=f"/households/{held.key}",
        address=f"/households/{held.key}/people/{client.code}",
        **choices.of_registration(day_of(request.at)) | {"relations": choices.all_relations()},
    )  # fmt: skip


def _known(client: Client) -> dict[str, str]:
    """Return what the fields begin with, by name; nothing that is masked elsewhere."""
    facts = client.facts
    return {
        "name": client.name, "relation": client.relation.value, "doc_kind": client.doc_kind.value,
        "no_doc_reason": client.no_doc_reason, "sex": client.sex.value,
        "birth_date": str(client.birth_date or ""), "phone_owner": client.phone_owner,
        "register_kind": client.register.value, "health": facts.health.value,
        "disability_level": str(facts.disability_level or ""),
        "employment": facts.employment.value if facts.employment else "",
        "income": str(facts.income) if facts.income else "",
        "in_school": "yes" if facts.in_school else "",
        "disability_of_mind": "yes" if facts.disability_of_mind else "",
    }  # fmt: skip


@post("/households/{code:str}/people/{person:str}", opt=permission(_EDIT), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(edit_person)
async def change_person(request: Request, code: Key, person: Key) -> respond.Answer:
    """Change a person's facts; what they were stays in the journal."""
    given = await forms.read(PersonChange, request)
    await operations.edit_person(code, person, given, by=request.person, at=request.at)
    return respond.go(request, f"/households/{code}", says=say(N_("已修改，原内容留在经过中。")))


@post("/households/{code:str}/undo-merge", opt=permission("household.undo_merge"), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(show)
async def part(request: Request, code: Key) -> respond.Answer:
    """Take a merge of this household, or of two of its people, back."""
    given = await forms.read(UndoMerge, request)
    held = await operations.part(code, given, by=request.person, at=request.at)
    return respond.go(request, f"/households/{held.key}", says=say(N_("已撤销合并。")))
