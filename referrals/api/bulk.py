"""One act on many referrals over the API: each row by itself, and what came of it."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import post

from portal.core.errors import NotFound, Refusal
from portal.web import forms, respond
from portal.web.actions import Act
from portal.web.gate import permission
from portal.web.visit import Request
from referrals import access
from referrals.doors import REFERRAL_ACTS
from referrals.inputs.bulk import BulkAct, BulkRow
from referrals.model import ReferralAction
from referrals.queries import locate
from referrals.queries.folder import open_folder

_TAKEN = frozenset({"accept", "assign", "chase"})
_ACTS = {act.name: act for act in REFERRAL_ACTS if act.name in _TAKEN}


class RowOut(msgspec.Struct, frozen=True):
    """What came of one row, or would come of it; ``code`` and ``detail`` say why not."""

    key: str
    done: bool
    code: str = ""
    detail: str = ""


@post("/api/v1/referrals/bulk", opt=permission("case.read", reads=BulkAct), status_code=200)
async def do(request: Request) -> respond.Answer:
    """Take an act on up to 100 referrals; with ``dry_run`` only say what would come of it."""
    given = await forms.read(BulkAct, request)
    if given.act not in _ACTS:
        raise NotFound(what="act", key=given.act)
    act = _ACTS[given.act]
    asked = forms.check(act.reads, _fields(act, given))
    rows = [await _row(act, row, asked, request, dry=given.dry_run) for row in given.rows]
    return respond.json({"items": rows, "done": sum(each.done for each in rows)})


def _fields(act: Act, given: BulkAct) -> dict[str, Any]:
    told = {"version": 0, "reason": given.reason, "handler": given.handler}
    return {name: told[name] for name in act.reads.model_fields if name in told}


async def _row(act: Act, row: BulkRow, asked: Any, request: Request, *, dry: bool) -> RowOut:
    try:
        if dry:
            await _look(act, row, request)
        else:
            form = asked.model_copy(update={"version": row.version})
            await act.operation(row.key, form, by=request.person, at=request.at)
    except Refusal as refusal:
        return RowOut(row.key, done=False, code=refusal.code, detail=str(refusal.sentence))
    return RowOut(row.key, done=not dry)


async def _look(act: Act, row: BulkRow, request: Request) -> None:
    referral_id, case_id = await locate.referral(row.key, request.person, at=request.at)
    folder = await open_folder(case_id)
    situation = folder.situation(
        at=request.at, by=request.person, referral=folder.referral(referral_id)
    )
    access.require(ReferralAction(act.name), situation, request.person)
