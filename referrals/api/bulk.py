"""One act on many referrals over the API: each row by itself, and what came of it."""

from __future__ import annotations

from typing import Any

from litestar import post

from portal.core.errors import NotFound, Refusal
from portal.web import forms, respond
from portal.web.actions import Act
from portal.web.gate import permission
from portal.web.many import RowIn, RowOut, refused
from portal.web.visit import Request
from referrals import access
from referrals.doors import BULK_ACTS
from referrals.inputs.bulk import BulkAct
from referrals.model import ReferralAction
from referrals.queries import locate
from referrals.queries.folder import open_folder


@post("/api/v1/referrals/bulk", opt=permission("case.read", reads=BulkAct), status_code=200)
async def do(request: Request) -> respond.Answer:
    """Take an act on up to 100 referrals; with ``dry_run`` only say what would come of it."""
    given = await forms.read(BulkAct, request)
    if given.act not in BULK_ACTS:
        raise NotFound(what="act", key=given.act)
    act = BULK_ACTS[given.act]
    asked = forms.check(act.reads, given.fields_of(act.reads))
    rows = [await _row(act, row, asked, request, dry=given.dry_run) for row in given.rows]
    return respond.json({"items": rows, "done": sum(each.done for each in rows)})


async def _row(act: Act, row: RowIn, asked: Any, request: Request, *, dry: bool) -> RowOut:
    try:
        if dry:
            await _look(act, row, request)
        else:
            form = asked.model_copy(update={"version": row.version})
            await act.operation(row.key, form, by=request.person, at=request.at)
    except Refusal as refusal:
        return refused(row.key, refusal)
    return RowOut(row.key, done=not dry)


async def _look(act: Act, row: RowIn, request: Request) -> None:
    referral_id, case_id = await locate.referral(row.key, request.person, at=request.at)
    folder = await open_folder(case_id)
    situation = folder.situation(
        at=request.at, by=request.person, referral=folder.referral(referral_id)
    )
    access.require(ReferralAction(act.name), situation, request.person)
