"""People, for the system administrator: who there is, new accounts, lost passwords."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from pydantic import BaseModel, Field

from portal.core import clock
from portal.core.errors import Invalid, NotAllowed, Problem, Stale
from portal.core.i18n import N_, Language, language, say
from portal.core.paging import Page
from portal.directory import operations, queries
from portal.directory.model import Membership
from portal.directory.queries import registers
from portal.directory.queries.registers import Account
from portal.office.pages.admin.turning import next_address
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.frame import add_place
from portal.web.gate import permission
from portal.web.visit import Key, Request

add_place("/admin/people", N_("人员"), "person.create", "membership.grant", order=80)


class NewPerson(BaseModel):
    """A new account; it has no rights until the security administrator grants some."""

    login: str = Field(title=N_("账号"), max_length=60, pattern=r"^[a-z][a-z0-9._-]{2,}$")
    name: str = Field(title=N_("姓名"), max_length=80)
    email: str = Field("", title=N_("电子邮件"), max_length=200, pattern=r"^[^\s@]+@[^\s@]+$")
    language: Language = Language.HANS


class Confirm(BaseModel):
    """An act that needs no more words than its button."""


class Post(msgspec.Struct, frozen=True):
    """A role and where, in words."""

    role: str
    unit: str


class PersonRow(msgspec.Struct, frozen=True):
    """An account in the reader's words."""

    code: str
    login: str
    name: str
    email: str
    memberships: tuple[Post, ...]
    active: bool
    locked: bool
    last_seen_at: datetime | None


@get("/admin/people", opt=permission("person.create", "membership.grant"), include_in_schema=False)
async def people(request: Request) -> respond.Answer:
    """Show the accounts."""
    asked = request.query_params
    q = asked.get("q", "")[:80]
    page = await registers.account_register(
        on=clock.office_day(request.at), q=q, cursor=asked.get("cursor", "")
    )
    rows = tuple(_person_row(each, request.at) for each in page.items)
    return await respond.page(
        request, "portal/admin/people.html", page=Page(rows, page.next), q=q,
        next_address=next_address("/admin/people", page.next, q=q), new="/admin/people/new",
    )  # fmt: skip


def _person_row(account: Account, at: datetime) -> PersonRow:
    locked = account.locked_until is not None and account.locked_until > at
    return PersonRow(
        account.code, account.login, account.name, account.email,
        tuple(map(_post, account.memberships)), account.disabled_at is None, locked,
        account.last_seen_at,
    )  # fmt: skip


def _post(held: Membership) -> Post:
    return Post(label(held.role), held.unit.title(language()))


@get("/admin/people/new", opt=permission("person.create"), include_in_schema=False)
async def new_person(request: Request) -> respond.Answer:
    """Show the form for a new account."""
    return await respond.page(request, "portal/admin/person_new.html")


@post("/admin/people", opt=permission("person.create"), status_code=200, include_in_schema=False)
@respond.again(new_person)
async def create_person(request: Request) -> respond.Answer:
    """Create an account and show its activation code, this once."""
    given = await forms.read(NewPerson, request)
    try:
        person = await operations.create_person(
            given.login, given.name, by=request.person, at=request.at, email=given.email,
            language=given.language,
        )  # fmt: skip
    except Stale:
        taken = say(N_("已有人使用这个账号名，请换一个。"))
        raise Invalid([Problem("login", taken, "taken")]) from None
    code = await operations.make_activation(person.id, by=request.person, at=request.at)
    return await _shown(request, person.code, activation=code)


@get(
    "/admin/people/{key:str}",
    opt=permission("person.create", "membership.grant"),
    include_in_schema=False,
)
async def person(request: Request, key: Key) -> respond.Answer:
    """Show one account."""
    return await _shown(request, key)


async def _shown(request: Request, key: str, *, activation: str = "") -> respond.Answer:
    account = await registers.account(key, on=clock.office_day(request.at))
    return await respond.page(
        request, "portal/admin/person.html", account=_person_row(account, request.at),
        activation=activation,
    )  # fmt: skip


@post(
    "/admin/people/{key:str}/reset",
    opt=permission("person.reset"), status_code=200, include_in_schema=False,
)  # fmt: skip
@respond.again(person)
async def reset(request: Request, key: Key) -> respond.Answer:
    """Give a new activation code, shown this once."""
    await forms.read(Confirm, request)
    account = await _other(request, key)
    code = await operations.make_activation(account.id, by=request.person, at=request.at)
    return await _shown(request, key, activation=code)


@post(
    "/admin/people/{key:str}/end-sessions", opt=permission("session.end"), include_in_schema=False
)
@respond.again(person)
async def end_sessions(request: Request, key: Key) -> respond.Answer:
    """End every session of the person."""
    await forms.read(Confirm, request)
    account = await _other(request, key)
    await operations.end_sessions(account.id, by=request.person, at=request.at)
    return respond.go(request, f"/admin/people/{key}", says=say(N_("已退出此人的全部登录。")))


@post("/admin/people/{key:str}/disable", opt=permission("person.disable"), include_in_schema=False)
@respond.again(person)
async def disable(request: Request, key: Key) -> respond.Answer:
    """Close the account; it ends what the person has open at once."""
    await forms.read(Confirm, request)
    account = await _other(request, key)
    held = await queries.person(account.id, on=clock.office_day(request.at))
    await operations.disable_person(held, by=request.person, at=request.at)
    return respond.go(request, f"/admin/people/{key}", says=say(N_("账号已停用。")))


async def _other(request: Request, key: str) -> Account:
    """Return the account; raise ``NotAllowed`` for one's own, which another has to look after."""
    account = await registers.account(key, on=clock.office_day(request.at))
    if account.id == request.person.id:
        raise NotAllowed(say(N_("不能办理自己的账号，请由另一位系统管理员办理。")))
    return account


HANDLERS = (people, new_person, create_person, person, reset, end_sessions, disable)
