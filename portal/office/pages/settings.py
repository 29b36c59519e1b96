"""One's own settings: how the pages look, the password, where one is signed in."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import get, post
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from portal.core.errors import Invalid, NotFound, Problem
from portal.core.i18n import N_, Language, say
from portal.directory import operations, queries
from portal.directory.operations.own import choose_language
from portal.office.pages.sign_in import same
from portal.web import cookies, forms, look, respond, slots
from portal.web.gate import PUBLIC, SIGNED_IN, permission
from portal.web.local import local
from portal.web.visit import Key, Request

_BROWSERS = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


class LookChange(BaseModel):
    """What is chosen anew; whatever is left out stays."""

    language: Language | None = None
    theme: str = ""
    density: str = ""
    text_size: str = ""
    shortcuts: str = ""
    next: str = ""


class PasswordChange(BaseModel):
    """The old password, and the new one twice."""

    current: str = Field(title=N_("现在的密码"), max_length=128)
    new: str = Field(title=N_("新密码"), max_length=128)
    again: str = Field(title=N_("再输入一次"), max_length=128)

    @field_validator("again")
    @classmethod
    def _same(cls, again: str, info: ValidationInfo) -> str:
        return same(again, info)


class OpenSession(msgspec.Struct, frozen=True):
    """Where the person is signed in, in words."""

    code: str
    device: str
    place: str
    started_at: Any
    seen_at: Any
    current: bool


@get("/settings", opt=permission(SIGNED_IN, early=True), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the settings."""
    person, session = request.person, request.visit.session
    held = await queries.sessions(person.id, at=request.at)
    current = session.id if session else None
    return await respond.page(
        request, "portal/settings.html", email=person.email, factor=False,
        sessions=[_open(row, current) for row in held],
        more=await slots.filled("settings.more", request),
    )  # fmt: skip


def _open(row: dict[str, Any], current: int | None) -> OpenSession:
    return OpenSession(
        str(row["id"]), device(row["agent"]), row["peer"], row["created_at"], row["seen_at"],
        row["id"] == current,
    )  # fmt: skip


def device(agent: str) -> str:
    """Return browser and system in words, as far as the browser tells."""
    found = [
        next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or re.sub(r"[^\w ./-]", "", agent)[:40] or "—"


@post(["/settings/look", "/language"], opt=permission(PUBLIC, early=True), include_in_schema=False)
async def change_look(request: Request) -> respond.Answer:
    """Keep how this browser shows the pages, and in which language."""
    given = await forms.read(LookChange, request)
    chosen = given.model_dump(include={"theme", "density", "text_size", "shortcuts"})
    changed = look.changed(request.visit.look, {k: v for k, v in chosen.items() if v})
    baked = request.visit.cookies
    baked.append(cookies.dressed(cookies.LOOK, look.written(changed), seconds=cookies.YEAR))
    if given.language:
        if request.visit.person:
            await choose_language(given.language, by=request.person, at=request.at)
        baked.append(cookies.dressed(cookies.LANGUAGE, given.language, seconds=cookies.YEAR))
    return respond.go(request, local(given.next))


@post("/settings/password", opt=permission(SIGNED_IN, early=True), include_in_schema=False)
@respond.again(show)
async def change_password(request: Request) -> respond.Answer:
    """Change the password; every other session of the person ends."""
    given = await forms.read(PasswordChange, request)
    session = request.visit.session
    try:
        await operations.change_password(
            given.current, given.new, by=request.person, at=request.at,
            session_id=session.id if session else None,
        )  # fmt: skip
    except Invalid as refused:
        raise Invalid([_as_in_the_form(each) for each in refused.problems]) from None
    return respond.go(request, "/settings", says=say(N_("密码已更改，其他地方的登录都已退出。")))


def _as_in_the_form(wrong: Problem) -> Problem:
    return msgspec.structs.replace(wrong, field="current") if wrong.field == "old" else wrong


@post("/settings/sessions/end-others", opt=permission(SIGNED_IN), include_in_schema=False)
async def end_others(request: Request) -> respond.Answer:
    """End every session of the person but this one."""
    session = request.visit.session
    await operations.end_other_sessions(
        session.id if session else 0, by=request.person, at=request.at
    )
    return respond.go(request, "/settings", says=say(N_("其他地方的登录都已退出。")))


@post("/settings/sessions/{code:str}/end", opt=permission(SIGNED_IN), include_in_schema=False)
async def end_one(request: Request, code: Key) -> respond.Answer:
    """End one of the person's own sessions."""
    if not (code.isascii() and code.isdigit() and len(code) < 16):
        raise NotFound(what="session", key=code)
    await operations.end_session(int(code), by=request.person, at=request.at)
    return respond.go(request, "/settings", says=say(N_("已退出那一处的登录。")))
