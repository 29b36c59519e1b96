"""Long work, for whoever began it: how far it is, and stopping it."""

from __future__ import annotations

from litestar import get, post
from pydantic import BaseModel

from portal.core.i18n import N_, gettext, say
from portal.jobs import long
from portal.web import forms, respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Key, Request


class Stop(BaseModel):
    """An act that needs no more words than its button."""


@get("/jobs/{code:str}", opt=permission(SIGNED_IN), include_in_schema=False)
async def show(request: Request, code: Key) -> respond.Answer:
    """Show how far one's own work is; asked again by itself until it is over."""
    held = await long.standing(code, person_id=request.person.id)
    return await respond.page(
        request, "portal/work.html", work=held, stage=gettext(held.stage or _WAITING)
    )


_WAITING = N_("等待开始")


@post("/jobs/{code:str}/cancel", opt=permission(SIGNED_IN), include_in_schema=False)
@respond.again(show)
async def cancel(request: Request, code: Key) -> respond.Answer:
    """Ask the work to stop after the part it is at."""
    await forms.read(Stop, request)
    held = await long.standing(code, person_id=request.person.id)
    await long.cancel(code, person_id=request.person.id, at=request.at)
    return respond.go(request, held.address, says=say(N_("正在停下，已完成的部分都会保留。")))


HANDLERS = (show, cancel)
