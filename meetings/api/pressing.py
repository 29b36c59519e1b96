"""Reminding the units of many resolutions over the API, and the bulletin's figures."""

from __future__ import annotations

from litestar import get, post

from meetings import inputs, operations
from meetings.operations.pressing import ready_to_urge
from meetings.operations.registers import OFFICES, bulletin_of
from portal.core.errors import Refusal
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.many import RowIn, RowOut, refused
from portal.web.visit import Request


@post(
    "/api/v1/resolutions/urge", opt=permission(OFFICES, reads=inputs.UrgeManyAct), status_code=200
)
async def urge(request: Request) -> respond.Answer:
    """Remind the units of up to 100 resolutions; with ``dry_run`` say what would come of it."""
    given = await forms.read(inputs.UrgeManyAct, request)
    rows = [await _row(row, given, request) for row in given.rows]
    return respond.json({"items": rows, "done": sum(each.done for each in rows)})


async def _row(row: RowIn, given: inputs.UrgeManyAct, request: Request) -> RowOut:
    try:
        if given.dry_run:
            await ready_to_urge(row.key, by=request.person, at=request.at)
        else:
            form = inputs.Urge(version=row.version, text=given.text)
            await operations.urge(row.key, form, by=request.person, at=request.at)
    except Refusal as refusal:
        return refused(row.key, refusal)
    return RowOut(row.key, done=not given.dry_run)


@get("/api/v1/resolutions/bulletin", opt=permission(OFFICES))
async def bulletin(request: Request) -> respond.Answer:
    """Return how far what was resolved has been carried out: ``body``, ``since``, ``until``."""
    return respond.json(await bulletin_of(request.query_params, by=request.person, at=request.at))


HANDLERS = (urge, bulletin)
