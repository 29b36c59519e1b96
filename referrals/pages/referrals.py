"""The page of one referral, and its acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from litestar import get

from portal.core.calendar import day_of
from portal.core.i18n import language
from portal.directory.model import Person, Unit
from portal.directory.queries import colleagues, known_units, units
from portal.directory.queries.absences import standing_in
from portal.journal.model import Entry
from portal.render.environment import render
from portal.render.labels import label
from portal.web import panel as web_panel
from portal.web import respond, slots
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import access
from referrals.model import Referral, ReferralRole, Route
from referrals.operations.filing import Place
from referrals.pages import (
    choices,
    deadlines,
    matters,
    panel,
    papers,
    people,
    shelf,
    talk,
    timeline,
)
from referrals.programmes import catalogue
from referrals.queries import locate
from referrals.queries.folder import Folder, open_folder
from referrals.queries.people import household
from referrals.queries.routing import routes
from referrals.rules.routing import why
from referrals.states import STEPS

_READ = "case.read"


@get("/referrals/{key:str}", opt=permission(_READ), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show one referral: facts, people, what happened, and the acts on offer."""
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    referral = folder.referral(referral_id)
    place = Place(folder, referral, request.person, request.at)
    return await respond.page(
        request, "referrals/referral.html",
        **await shelf.panel(place, request),
        **_about(folder, referral, request) | await _in_hand(referral, request),
        **await _around(folder, referral, request),
        **await _acts(folder, referral, request),
    )  # fmt: skip


@get("/referrals/{key:str}/peek", opt=permission(_READ), include_in_schema=False)
async def peek(request: Request, key: Key) -> respond.Answer:
    """Show one referral at a glance over the list; its whole page to those without a script."""
    if not request.htmx:
        return respond.go(request, f"/referrals/{key}")
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    referral = folder.referral(referral_id)
    held = await timeline.told(request, folder, f"/referrals/{key}", referral)
    about = _about(folder, referral, request) | await _in_hand(referral, request)
    about |= {"happened": held.events[:3], "older": ""}
    return respond.html(render("referrals/_peek.html", about))


def _about(folder: Folder, referral: Referral, request: Request) -> dict[str, Any]:
    clocks = folder.clocks(referral)
    main = clocks.shown
    return {
        "referral": referral,
        "case": folder.case,
        "programme": choices.programme_title(referral.programme),
        "unit": referral.unit_title(language()),
        "window": folder.case.window_title(language()),
        "handler": referral.handler_name,
        "lamp": matters.lamp(referral, request.at, folder.calendar_shown(referral)),
        "deadline": deadlines.explained(main, "main") if main else None,
        "clocks": deadlines.others(clocks, main),
        "amounts": matters.given(referral.amounts),
        "address": f"/referrals/{referral.key}",
        "version": referral.version,
        "seen": request.at.isoformat(),
    }


async def _in_hand(referral: Referral, request: Request) -> dict[str, str]:
    """Return who has it in hand, and who does it while that person is away."""
    ids = [referral.handler_id] if referral.handler_id is not None else []
    away = list((await standing_in(ids, on=day_of(request.at))).values())
    return {"handler": people.handler(referral.handler_name,
                                      away[0].delegate_name if away else "")}  # fmt: skip


async def _around(folder: Folder, referral: Referral, request: Request) -> dict[str, Any]:
    case, person, at = folder.case, request.person, request.at
    held = await timeline.told(request, folder, f"/referrals/{referral.key}", referral)
    siblings = sorted(folder.others(referral), key=lambda each: each.ordinal)
    links = await slots.filled("referral.links", request, folder=folder, referral=referral)
    return {
        "people": people.cards(
            await household(case.household_id), day_of(at), f"/cases/{case.key}"
        ),
        "siblings": [
            matters.line(
                each, at, folder.calendar_shown(each), opens=_opens(folder, each, person, at)
            )
            for each in siblings
        ],
        **timeline.shown(held),
        "after": timeline.since(held.events, await _seen(request)),
        "case_address": f"/cases/{case.key}",
        "papers": papers.links_of_referral(folder, referral),
        "links": [link for some in links for link in some],
        "proposal": _proposal(referral, [link for some in links for link in some]),
    }


def _proposal(referral: Referral, links: list[dict[str, str]]) -> dict[str, str] | None:
    """Return why the joint meeting is proposed, for whom the way there is open; None otherwise."""
    ways = [link["address"] for link in links if link["address"].endswith("/put-to-meeting")]
    if referral.proposed is None or not ways:
        return None
    return {"why": label(referral.proposed), "address": ways[0]}


async def _seen(request: Request) -> datetime | None:
    return await web_panel.seen_at(request) if request.visit.refusal else None


def _opens(folder: Folder, referral: Referral, person: Person, at: datetime) -> bool:
    return access.may(person, _READ, folder.case, (referral,), at=at)


def _own(folder: Folder, referral: Referral) -> list[Entry]:
    return [e for e in folder.entries
            if (e.subject_kind, e.subject_id) == ("referral", referral.id)]  # fmt: skip


async def _acts(folder: Folder, referral: Referral, request: Request) -> dict[str, Any]:
    situation = folder.situation(at=request.at, by=request.person, referral=referral)
    offered = [offer.action for offer in access.possible(situation, request.person)]
    held = web_panel.acts(request, offered, panel.REFERRAL_FORMS)
    state = [row for row in STEPS.values() if referral.state in row.origin]
    own = _own(folder, referral)
    return {
        "strays": web_panel.strays(request, held),
        "missing": panel.missing(state, situation, request.person, panel.REFERRAL_FORMS),
        "acts": await web_panel.with_drafts(request, held, referral.code, own, panel.LONG),
        **choices.of_acts(),
        **await _choices(folder, referral, request),
        **await talk.of_form(request, folder, referral),
    }


async def _choices(folder: Folder, referral: Referral, request: Request) -> dict[str, Any]:
    on = day_of(request.at)
    held = await units(folder.case.division_path, on=on)
    others = folder.others(referral)
    still = [each for each in others if each.is_open]
    standing = [each for each in others if each.stands]
    programme = catalogue.get(referral.programme)
    routed = await _routed(folder, referral, on)
    named = await known_units((), "/", _ids(referral.suggested_unit_id))
    suggested = list(named.values())[:1]
    offers = tuple(dict.fromkeys((*held, *suggested, *([routed.unit] if routed.unit else []))))
    staff = await colleagues(referral.unit_id, on=on)
    return {
        "units": choices.units(unit for unit in offers if unit.id != referral.unit_id),
        "suggested_unit": _suggestion(referral, suggested, routed),
        "routed_unit": _suggestion(referral, (), routed),
        "routed_why": "" if _stays(referral, routed) else " ".join(map(str, why(routed))),
        "suggested_name": choices.units(suggested)[0][1] if suggested else "",
        "return_answers": choices.return_answers(referral, others),
        "answer_expected": choices.answer_expected(referral, others),
        "standing": choices.referrals(standing),
        "leads": choices.referrals(still) if referral.role is ReferralRole.LEAD else (),
        "measures": programme.measures,
        "stages": choices.of(programme.pauses),
        "handlers": choices.handlers(staff),
        "handler_login": next((p.login for p in staff if p.id == referral.handler_id), ""),
    }


async def _routed(folder: Folder, referral: Referral, on: date) -> Route:
    """Return where the rules send such a need from the case's place today."""
    found = await routes([referral.programme], folder.case.division_path, on=on)
    return found[referral.programme]


def _suggestion(referral: Referral, suggested: Sequence[Unit], routed: Route) -> str:
    """Return who could have it instead: the unit named, or whom the rules name; "" for nobody."""
    if suggested:
        return suggested[0].code
    unit = routed.unit
    return unit.code if unit is not None and not _stays(referral, routed) else ""


def _stays(referral: Referral, routed: Route) -> bool:
    """Return whether the rules name the unit that has it: that is no advice where else to go."""
    return routed.unit is not None and routed.unit.id == referral.unit_id


def _ids(unit_id: int | None) -> list[int]:
    return [unit_id] if unit_id is not None else []
