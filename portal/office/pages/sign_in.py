"""Signing in, also over a page whose session has ended; signing out; a first password."""

from __future__ import annotations

import json

import msgspec
from litestar import get, post
from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from portal.core.errors import Invalid, NotAllowed, Problem
from portal.core.i18n import N_, gettext
from portal.directory import operations
from portal.directory.operations.sign_in import SignedIn, SignInRefused
from portal.web import forms, identity, respond, security, slots
from portal.web.gate import PUBLIC, SIGNED_IN, permission
from portal.web.local import local
from portal.web.visit import Request


class Password(BaseModel):
    """A name and its password."""

    login: str = Field(title=N_("账号"), max_length=60)
    password: str = Field(title=N_("密码"), max_length=128)
    next: str = ""


class FirstPassword(BaseModel):
    """An activation code and the password chosen with it, typed twice."""

    code: str = Field(title=N_("激活码"), max_length=60)
    new: str = Field(title=N_("新密码"), max_length=128)
    again: str = Field(title=N_("再输入一次"), max_length=128)

    @field_validator("again")
    @classmethod
    def _same(cls, again: str, info: ValidationInfo) -> str:
        return same(again, info)


def same(again: str, info: ValidationInfo) -> str:
    """Return the repeated password; refuse one that differs from the first."""
    if again != info.data.get("new", again):
        raise PydanticCustomError("not_the_same", N_("两次输入的密码不一致，请重新输入。"))
    return again


@get("/sign-in", opt=permission(PUBLIC), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the form; who is signed in already goes on."""
    asked = request.query_params
    if request.visit.person and request.method == "GET":
        return respond.go(request, asked.get("next", "/"))
    template = "portal/_sign_in_over.html" if "over" in asked else "portal/sign_in.html"
    demo = await slots.filled("sign_in.demo", request)
    return await respond.page(
        request, template, whole="over" in asked, step="password",
        login=request.visit.typed("login"),
        next=local(request.visit.typed("next", asked.get("next", "/"))),
        said=gettext(N_("您已退出登录。")) if "left" in asked else "",
        demo_logins=demo[0] if demo else (),
    )  # fmt: skip


@post("/sign-in", opt=permission(PUBLIC), include_in_schema=False)
@respond.again(show)
async def sign_in(request: Request) -> respond.Answer:
    """Open a session and lead on, or say what was wrong."""
    given = await forms.read(Password, request)
    try:
        opened = await operations.sign_in(
            given.login, given.password, at=request.at, peer=request.visit.peer,
            agent=request.headers.get("user-agent", ""),
        )  # fmt: skip
    except SignInRefused as refused:
        raise Invalid([Problem("", refused.sentence, refused.code)]) from None
    await _leave(request)
    identity.begin(request.visit, opened.token)
    if "over" in request.query_params:
        return _back_to_the_page(opened)
    return respond.go(request, local(given.next))


def _back_to_the_page(opened: SignedIn) -> respond.Answer:
    """Tell the page beneath that it may go on, with the new session's token for its forms."""
    told = {"signed-in": {"csrf": security.csrf_token_of(opened.token)}}
    return respond.html("", headers={"hx-trigger": json.dumps(told)})


async def _leave(request: Request) -> None:
    """End the session that stood open in this browser, if any."""
    visit = request.visit
    if visit.person and visit.session:
        await operations.sign_out(visit.token, by=visit.person, at=request.at)
        identity.end(visit)


@post("/sign-out", opt=permission(SIGNED_IN, early=True), include_in_schema=False)
async def sign_out(request: Request) -> respond.Answer:
    """End the session; whatever still runs with it finds nothing."""
    await _leave(request)
    return respond.go(request, "/sign-in?left=1")


@get("/activate", opt=permission(PUBLIC), include_in_schema=False)
async def activation(request: Request) -> respond.Answer:
    """Show the form for a first password."""
    return await respond.page(request, "portal/activate.html")


@post("/activate", opt=permission(PUBLIC), include_in_schema=False)
@respond.again(activation)
async def activate(request: Request) -> respond.Answer:
    """Set the first password with an activation code, once."""
    given = await forms.read(FirstPassword, request)
    try:
        await operations.activate(given.code, given.new, at=request.at)
    except NotAllowed as refused:
        raise Invalid([Problem("code", refused.sentence, refused.code)]) from None
    except Invalid as refused:
        raise Invalid([msgspec.structs.replace(p, field="new") for p in refused.problems]) from None
    return respond.go(request, "/sign-in")
