"""Cases over the API."""

from __future__ import annotations

from litestar import get, post

from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import operations
from referrals.api.lists import page_of_cases
from referrals.api.things import case_out
from referrals.inputs import Registration, Sending
from referrals.queries import locate
from referrals.queries.folder import open_folder
from referrals.queries.people import household

_READ = "case.read"


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
