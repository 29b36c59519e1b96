"""Cases over the API."""

from __future__ import annotations

import msgspec
from litestar import get, post

from portal.core.calendar import LimitUnit, day_of
from portal.core.i18n import language
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import operations
from referrals.api.lists import page_of_cases
from referrals.api.things import case_out
from referrals.inputs import Registration, Sending
from referrals.model import Procedure
from referrals.queries import locate, screening
from referrals.queries.folder import open_folder
from referrals.queries.people import household
from referrals.queries.screening import Screened

_READ = "case.read"


class SuggestionOut(msgspec.Struct, frozen=True):
    """A programme that may serve the household, and why; the desk decides."""

    programme: str
    reason: str
    law: str
    unit: str
    unit_name: str
    decided_by: str
    procedure: Procedure
    limit: int | None
    limit_unit: LimitUnit | None
    papers: tuple[str, ...]


@get("/api/v1/cases", opt=permission(_READ))
async def listed(request: Request) -> respond.Answer:
    """Return the cases of a view, filtered, by pages: ``view``, ``q``, ``state``, ``cursor`` …"""
    return respond.json(await page_of_cases(request))


@get("/api/v1/cases/{key:str}", opt=permission(_READ))
async def show(request: Request, key: Key) -> respond.Answer:
    """Return one case by its number or code, with what this caller may do now."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    members = await household(folder.case.household_id)
    return respond.json(case_out(folder, members, request.person, at=request.at))


@get("/api/v1/cases/{key:str}/suggestions", opt=permission("referral.send"))
async def suggested(request: Request, key: Key) -> respond.Answer:
    """Return what the rules suggest for a case: reason, law, unit, limit, papers of each."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    members = await household(folder.case.household_id)
    found = await screening.of_case(folder.case, members, on=day_of(request.at))
    return respond.json({"items": [_suggestion(each) for each in found], "next": None})


def _suggestion(found: Screened) -> SuggestionOut:
    told, limit = found.suggestion, found.suggestion.limit
    return SuggestionOut(
        programme=told.programme, reason=str(told.reason), law=told.law,
        unit=found.unit.code if found.unit else "",
        unit_name=found.unit.title(language()) if found.unit else "",
        decided_by=found.route.source if found.route else "",
        procedure=told.procedure, limit=limit.amount if limit else None,
        limit_unit=limit.unit if limit else None, papers=told.papers,
    )  # fmt: skip


@post("/api/v1/cases", opt=permission("case.register", reads=Registration), status_code=201)
async def register(request: Request) -> respond.Answer:
    """Register a request of a household."""
    given = await forms.read(Registration, request)
    case = await operations.register(given, by=request.person, at=request.at)
    answer = await respond.function_of(show)(request, case.key)
    answer.status_code = 201
    return answer


@post("/api/v1/cases/{key:str}/referrals", opt=permission("referral.send", reads=Sending),
      status_code=201)  # fmt: skip
async def send(request: Request, key: Key) -> respond.Answer:
    """Send a case's needs to units, all in one act."""
    given = await forms.read(Sending, request)
    sent = await operations.send(key, given, by=request.person, at=request.at)
    return respond.json({"items": [{"key": each.key, "code": each.code} for each in sent]},
                        status=201)  # fmt: skip
