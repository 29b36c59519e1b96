"""One's own long work over the API: how far it is, and stopping it."""

from __future__ import annotations

import msgspec
from litestar import get, post

from portal.core.i18n import gettext
from portal.jobs import long
from portal.jobs.long import Standing, WorkState
from portal.web import respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Key, Request


class WorkOut(msgspec.Struct, frozen=True):
    """How far the work is; ``said`` tells what has come of it when it is over."""

    code: str
    state: WorkState
    stage: str
    done: int
    total: int
    address: str
    said: str


@get("/api/v1/jobs/{code:str}", opt=permission(SIGNED_IN))
async def show(request: Request, code: Key) -> respond.Answer:
    """Return how far one's own work is."""
    return respond.json(_out(await long.standing(code, person_id=request.person.id)))


@post("/api/v1/jobs/{code:str}/cancel", opt=permission(SIGNED_IN), status_code=200)
async def cancel(request: Request, code: Key) -> respond.Answer:
    """Ask the work to stop after the part it is at."""
    await long.cancel(code, person_id=request.person.id, at=request.at)
    return respond.json(_out(await long.standing(code, person_id=request.person.id)))


def _out(held: Standing) -> WorkOut:
    return WorkOut(
        held.code, held.state, gettext(held.stage) if held.stage else "", held.done, held.total,
        held.address, str(held.said) if held.over else "",
    )  # fmt: skip


HANDLERS = (show, cancel)
