"""Doors from a table: one page door and one API door for each action of a thing.

    ACTS = (
        Act("accept", "referral.accept", inputs.Accept, operations.accept, N_("已签收。")),
        …
    )
    pages = page_doors("/referrals/{key:str}", ACTS, show=detail)
    api = api_doors("/api/v1/referrals/{key:str}", ACTS, show=api_detail)

Both doors read the same input and call the same operation, so they cannot come to disagree.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec
from litestar import post
from litestar.handlers import HTTPRouteHandler
from pydantic import BaseModel

from portal.core.i18n import say
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.respond import Answer, Shown
from portal.web.visit import Key, Request

Operation = Callable[..., Awaitable[Any]]
Door = Callable[..., Awaitable[Answer]]


class Act(msgspec.Struct, frozen=True):
    """One action: its name in addresses, the right, the input, the operation, what is said after.

    The operation is called as ``operation(key, given, by=person, at=instant)``. ``undo`` names the
    act that takes it back.
    """

    name: str
    permission: str
    reads: type[BaseModel]
    operation: Operation
    says: str
    undo: str = ""

    @property
    def slug(self) -> str:
        """The name as addresses write it."""
        return self.name.replace("_", "-")


def page_doors(base: str, acts: Iterable[Act], *, show: Shown) -> list[HTTPRouteHandler]:
    """Return ``POST base/{act}`` for each act; the thing's page answers for a wrong form."""
    return [_page_door(base, act, show) for act in acts]


def _page_door(base: str, act: Act, show: Shown) -> HTTPRouteHandler:
    @respond.again(show)
    async def do(request: Request, key: Key) -> Answer:
        given = await forms.read(act.reads, request)
        await act.operation(key, given, by=request.person, at=request.at)
        there = re.sub(r"\{\w+:\w+\}", key, base)
        undo = f"{there}/{act.undo.replace('_', '-')}" if act.undo else ""
        return respond.go(request, there, says=say(act.says), undo=undo)

    return _door(f"{base}/{act.slug}", do, act, in_schema=False)


def api_doors(base: str, acts: Iterable[Act], *, show: Shown) -> list[HTTPRouteHandler]:
    """Return ``POST base/{act}`` for each act; the answer is the thing as ``show`` gives it."""
    return [_api_door(base, act, show) for act in acts]


def _api_door(base: str, act: Act, show: Shown) -> HTTPRouteHandler:
    async def do(request: Request, key: Key) -> Answer:
        given = await forms.read(act.reads, request)
        await act.operation(key, given, by=request.person, at=request.at)
        return await respond.function_of(show)(request, key)

    return _door(f"{base}/{act.slug}", do, act, in_schema=True)


def _door(path: str, do: Door, act: Act, *, in_schema: bool) -> HTTPRouteHandler:
    do.__name__ = f"{act.name}_{'api' if in_schema else 'page'}"
    opt = permission(act.permission, reads=act.reads)
    return post(path, opt=opt, status_code=200, include_in_schema=in_schema)(do)
