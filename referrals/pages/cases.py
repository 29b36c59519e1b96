"""The page of one case, and its acts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from litestar import get

from portal.core.calendar import day_of
from portal.core.i18n import language
from portal.directory.queries import staff_for
from portal.web import panel as web_panel
from portal.web import respond, slots
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import access
from referrals.model import Case, CaseAction, CaseState, Client, Informed
from referrals.operations.filing import Place
from referrals.operations.saving import state_since
from referrals.pages import (
    choices,
    deadlines,
    handovers,
    informed,
    matters,
    means,
    panel,
    papers,
    people,
    screening,
    shelf,
    talk,
    timeline,
)
from referrals.programmes import catalogue
from referrals.queries import informed as units_told
from referrals.queries import ledgers, locate
from referrals.queries.folder import Folder, open_folder
from referrals.queries.means import Declared, means_of, relatives_with_codes
from referrals.queries.people import household, household_code, name_of
from referrals.rules.deadlines import Deadline
from referrals.rules.desk import desk_clock
from referrals.rules.guards.cases import needs_with_nobody
from referrals.rules.means import Earner, sums
from referrals.states import CASE_STEPS

_READ = "case.read"
_SENDABLE = frozenset({CaseState.ACCEPTED, CaseState.IN_HAND, CaseState.RESULTS_IN})


@get("/cases/{key:str}", opt=permission(_READ), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show one case: its referrals, needs, facts, people, what happened, and the acts on offer."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    members = await household(folder.case.household_id)
    place = Place(folder, None, request.person, request.at)
    declared, told = await _declared(folder, request), await units_told.of_case(folder.case)
    return await respond.page(
        request, "referrals/case.html",
        **await shelf.panel(place, request),
        **_about(folder, request),
        **await _around(folder, members, request),
        **await _suggested(folder, members, request),
        **await _means(folder, members, declared, request),
        **informed.shown(folder, told, request),
        **await _acts(folder, declared, told, request),
    )  # fmt: skip


def _about(folder: Folder, request: Request) -> dict[str, Any]:
    case, desk = folder.case, _desk_clock(folder)
    return {
        "case": case,
        "window": case.window_title(language()),
        "lamp": deadlines.shown(
            desk.due_at if desk else None, desk.yellow_at if desk else None,
            paused=False, over=False, now=request.at, calendar=folder.calendar,
        ),
        "deadline": deadlines.explained(desk, "desk") if desk else None,
        "needs": matters.needs(case),
        "told": matters.told(case),
        "address": f"/cases/{case.key}",
        "version": case.version,
        "seen": request.at.isoformat(),
    }  # fmt: skip


def _desk_clock(folder: Folder) -> Deadline | None:
    return desk_clock(
        folder.case,
        tuple(each for each in folder.referrals if each.sent_at is not None),
        since=state_since(folder),
        calendar=folder.calendar,
        defaults=catalogue.defaults(),
    )


async def _around(folder: Folder, members: Sequence[Client], request: Request) -> dict[str, Any]:
    case, person, at = folder.case, request.person, request.at
    held = await timeline.told(request, folder, f"/cases/{case.key}")
    links = await slots.filled("case.links", request, folder=folder)
    return {
        "first_contact": await name_of(case.first_contact_id),
        "handed_to": await handovers.waiting_for(case),
        "household": await household_code(case.household_id),
        "reference": await ledgers.reference_of(case.id),
        "people": people.cards(members, day_of(at), f"/cases/{case.key}"),
        "lines": [
            matters.line(each, at, folder.calendar_shown(each),
                         opens=access.may(person, _READ, case, (each,), at=at))
            for each in sorted(folder.referrals, key=lambda each: each.ordinal)
        ],
        **timeline.shown(held),
        "after": timeline.since(held.events, await web_panel.seen_at(request))
        if request.visit.refusal else (),
        "papers": papers.links_of_case(
            folder, at_desk=access.at_desk(person, case, at=at)
        ),
        "links": [link for some in links for link in some],
    }  # fmt: skip


async def _suggested(folder: Folder, members: Sequence[Client], request: Request) -> dict[str, Any]:
    case = folder.case
    sends = access.may(request.person, "referral.send", case, at=request.at)
    if not sends:
        return {"suggestions": (), "send": ""}
    asked = {need.programme for need in case.needs}
    found = await screening.of_case(case, members, on=day_of(request.at))
    return {
        "suggestions": [each for each in found if each.programme not in asked],
        "send": f"/cases/{case.key}/send" if case.state in _SENDABLE else "",
    }


async def _declared(folder: Folder, request: Request) -> Declared:
    """Return the declared relatives, for those who may read them."""
    reads = access.reads_relatives(request.person, folder.case, folder.referrals, at=request.at)
    return await relatives_with_codes(folder.case.id) if reads else ()


async def _means(
    folder: Folder, members: Sequence[Client], declared: Declared, request: Request
) -> dict[str, Any]:
    """Return the items with their sums, and the declared relatives."""
    case, items = folder.case, await means_of(folder.case.id)
    earners = [Earner(each.name, each.facts.income) for each in members]
    return {
        "means": means.groups(items),
        "sums": means.lines(sums(earners, items)),
        "relatives": means.relatives([each for _code, each in declared], case),
        "keeps_away": request.person.id in case.barred,
    }


async def _acts(
    folder: Folder, declared: Declared, told: Sequence[Informed], request: Request
) -> dict[str, Any]:
    situation = folder.situation(at=request.at, by=request.person)
    offered = [offer.action for offer in access.possible_on_case(situation, request.person)]
    own = [entry for entry in folder.entries if entry.subject_kind == "case"]
    held = web_panel.acts(request, offered, panel.CASE_FORMS)
    free = needs_with_nobody(folder.case, folder.referrals)
    state = [row for row in CASE_STEPS.values() if folder.case.state in row.origin]
    return {
        "strays": web_panel.strays(request, held),
        "missing": panel.missing(state, situation, request.person, panel.CASE_FORMS),
        "acts": await web_panel.with_drafts(request, held, folder.case.code, own, panel.LONG),
        "receivers": await handovers.receivers(folder.case, request),
        **await informed.of_forms(folder.case, offered, told, request),
        **await _declaring(folder.case, offered, declared, request),
        **choices.of_acts(),
        **await talk.of_form(request, folder, None),
        "open_needs": tuple((need.code, need.words or choices.programme_title(need.programme))
                            for need in folder.case.needs if need.id in free),
    }  # fmt: skip


async def _declaring(
    case: Case, offered: Collection[StrEnum], declared: Declared, request: Request
) -> dict[str, choices.Pairs]:
    """Return what the declaration of relatives chooses from, and those that can be struck out."""
    staff: choices.Pairs = ()
    if CaseAction.DECLARE_RELATIVES in offered:
        staff = choices.staff(await staff_for(case.division_path, on=day_of(request.at)))
    named = declared if CaseAction.STRIKE_RELATIVE in offered else ()
    return {
        "staff": staff,
        "relations": choices.relations(),
        "declarations": choices.declarations(),
        "declared": tuple((code, f"{each.name} · {each.post}") for code, each in named),
    }
