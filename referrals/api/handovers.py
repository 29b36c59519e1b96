"""Hand-overs of the first contact over the API; a single case is offered by its own act."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post

from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import inputs
from referrals.api.things import taken
from referrals.model import Case
from referrals.operations import handing_over
from referrals.operations.handing_over import Result
from referrals.queries import handovers

_RIGHT, _ASSIGNS = "case.hand_over", "case.reopen"


class HandoverOut(msgspec.Struct, frozen=True):
    """A case offered to somebody, not signed for yet."""

    code: str
    case_key: str
    giver_name: str
    receiver_name: str
    reason: str
    at: datetime


class ResultOut(msgspec.Struct, frozen=True):
    """What came, or would come, of one case; ``why`` not, "" where it goes."""

    case: str
    why: str


@get("/api/v1/handovers", opt=permission(_RIGHT))
async def listed(request: Request) -> respond.Answer:
    """Return what waits for this caller's receipt; ``?given=1`` what the caller offered."""
    given = request.query_params.get("given", "") == "1"
    read = handovers.offered_by if given else handovers.offered_to
    held = await read(request.person.id)
    return respond.json({"items": [taken(HandoverOut, each) for each in held], "next": None})


@post("/api/v1/handovers/{code:str}/accept", opt=permission(_RIGHT, reads=inputs.Form),
      status_code=200)  # fmt: skip
async def accept(request: Request, code: Key) -> respond.Answer:
    """Sign for a case."""
    await forms.read(inputs.Form, request)
    return _case(await handing_over.accept_offer(code, by=request.person, at=request.at))


@post("/api/v1/handovers/{code:str}/decline", opt=permission(_RIGHT, reads=inputs.Reason),
      status_code=200)  # fmt: skip
async def decline(request: Request, code: Key) -> respond.Answer:
    """Decline a case."""
    given = await forms.read(inputs.Reason, request)
    case = await handing_over.decline_offer(code, given.reason, by=request.person, at=request.at)
    return _case(case)


def _case(case: Case) -> respond.Answer:
    return respond.json({"case": case.key, "version": case.version})


@get("/api/v1/handovers/all", opt=permission(_ASSIGNS))
async def look(request: Request) -> respond.Answer:
    """Return what would come of handing all cases of somebody over: ``giver``, ``receiver``."""
    asked = request.query_params
    rows = await handing_over.look_at_all(
        asked.get("giver", ""), asked.get("receiver", ""), by=request.person, at=request.at
    )
    return respond.json({"items": [_result(each) for each in rows], "next": None})


@post("/api/v1/handovers/all", opt=permission(_ASSIGNS, reads=inputs.HandOverAll),
      status_code=200)  # fmt: skip
async def hand_all(request: Request) -> respond.Answer:
    """Offer all open cases of somebody to another."""
    given = await forms.read(inputs.HandOverAll, request)
    rows = await handing_over.hand_over_all(given, by=request.person, at=request.at)
    return respond.json({"items": [_result(each) for each in rows], "next": None})


def _result(row: Result) -> ResultOut:
    return ResultOut(row.case.key, str(row.why or ""))


HANDLERS = (listed, accept, decline, look, hand_all)
