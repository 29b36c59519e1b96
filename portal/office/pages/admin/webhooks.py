"""Webhooks, for the system administrator: who hears of what, and how the telling stands."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath
from pydantic import BaseModel, Field

from portal.core.i18n import N_, gettext, say
from portal.notices.webhooks import endpoints
from portal.notices.webhooks.outbox import KINDS
from portal.web import forms, respond
from portal.web.frame import add_place
from portal.web.gate import permission
from portal.web.visit import Key, Request

_RIGHT = "settings.manage"
_HERE = "/admin/webhooks"

add_place(_HERE, N_("网络通知"), _RIGHT, order=85)

_WORDS = {
    "case": N_("受理件"),
    "referral": N_("转办单"),
    "meeting": N_("会议"),
    "minutes": N_("纪要"),
    "resolution": N_("议定事项"),
}


class NewEndpoint(BaseModel):
    """A program elsewhere that shall be told of acts."""

    url: str = Field(title=N_("网址"), max_length=500)
    kinds: Annotated[tuple[str, ...], Field(max_length=len(KINDS))] = ()


class Confirm(BaseModel):
    """An act that needs no more words than its button."""


@get(_HERE, opt=permission(_RIGHT), include_in_schema=False)
async def show_all(request: Request) -> respond.Answer:
    """Show the endpoints, and the form for another."""
    return await respond.page(
        request, "portal/admin/webhooks.html", endpoints=await endpoints.endpoints(),
        kinds=_kinds(), words={kind: gettext(words) for kind, words in _WORDS.items()},
    )  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    return [(kind, gettext(_WORDS[kind])) for kind in KINDS]


@post(_HERE, opt=permission(_RIGHT), status_code=200, include_in_schema=False)
@respond.again(show_all)
async def create(request: Request) -> respond.Answer:
    """Add an endpoint and show its secret, this once."""
    given = await forms.read(NewEndpoint, request)
    held, secret = await endpoints.create(given.url, given.kinds, by=request.person, at=request.at)
    return await _shown(request, held.code, secret=secret)


@get(_HERE + "/{key:str}", opt=permission(_RIGHT), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show one endpoint with its newest messages."""
    return await _shown(request, key)


async def _shown(request: Request, key: str, *, secret: str = "") -> respond.Answer:
    held = await endpoints.endpoint(key)
    return await respond.page(
        request, "portal/admin/webhook.html", endpoint=held, secret=secret,
        deliveries=await endpoints.deliveries(held),
        kinds="、".join(gettext(_WORDS[kind]) for kind in held.kinds if kind in _WORDS),
        former=held.former_until if held.former_until and held.former_until > request.at else None,
    )  # fmt: skip


@post(_HERE + "/{key:str}/rotate", opt=permission(_RIGHT), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(show)
async def rotate(request: Request, key: Key) -> respond.Answer:
    """Give a new secret and show it, this once."""
    await forms.read(Confirm, request)
    secret = await endpoints.rotate(key, by=request.person, at=request.at)
    return await _shown(request, key, secret=secret)


@post(_HERE + "/{key:str}/disable", opt=permission(_RIGHT), include_in_schema=False)
@respond.again(show)
async def disable(request: Request, key: Key) -> respond.Answer:
    """Stop telling an endpoint anything."""
    await forms.read(Confirm, request)
    await endpoints.switch(key, on=False, by=request.person, at=request.at)
    return respond.go(request, f"{_HERE}/{key}", says=say(N_("已停用，不再发送。")))


@post(_HERE + "/{key:str}/enable", opt=permission(_RIGHT), include_in_schema=False)
@respond.again(show)
async def enable(request: Request, key: Key) -> respond.Answer:
    """Tell an endpoint again from now on."""
    await forms.read(Confirm, request)
    await endpoints.switch(key, on=True, by=request.person, at=request.at)
    return respond.go(request, f"{_HERE}/{key}", says=say(N_("已启用，从现在起发送。")))


@post(_HERE + "/{key:str}/deliveries/{delivery:int}/replay", opt=permission(_RIGHT),
      include_in_schema=False)  # fmt: skip
@respond.again(show)
async def replay(request: Request, key: Key, delivery: FromPath[int]) -> respond.Answer:
    """Send a message again."""
    await forms.read(Confirm, request)
    await endpoints.replay(key, delivery, by=request.person, at=request.at)
    return respond.go(request, f"{_HERE}/{key}", says=say(N_("将重新发送。")))


HANDLERS = (show_all, create, show, rotate, disable, enable, replay)
