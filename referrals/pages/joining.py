"""Merging two households or two persons: both side by side, one is chosen to stay."""

from __future__ import annotations

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.core.i18n import N_, gettext, language, say
from portal.render import filters
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import operations
from referrals.inputs import MergeHouseholds, MergePersons
from referrals.model import Client
from referrals.operations.editing import allowed
from referrals.pages.households import title
from referrals.pages.people import about, document
from referrals.queries import locate
from referrals.queries.folder import open_folder
from referrals.queries.homes import Home
from referrals.queries.people import household_code

Pairs = tuple[tuple[str, str], ...]


class Side(msgspec.Struct, frozen=True):
    """One of the two: its code and version, what it is called, its facts in the same order."""

    code: str
    version: int
    title: str
    facts: Pairs


@get("/households/{code:str}/merge", opt=permission("household.merge"), include_in_schema=False)
async def households(request: Request, code: Key) -> respond.Answer:
    """Show this household and another side by side."""
    one = await _home(request, code, "household.merge")
    two = await _home(request, await _named(request), "household.merge")
    return await respond.page(
        request, "referrals/merge.html", sides=(_household(one), _household(two)),
        heading=gettext("合并两户"), address=f"/households/{one.key}/merge",
        back=f"/households/{one.key}", back_words=title(one), other_household="",
        hint=gettext("成员和受理件并入保留的一户；证件号码相同的成员合为一人。三十天内可以撤销。"),
    )  # fmt: skip


@post("/households/{code:str}/merge", opt=permission("household.merge"), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(households)
async def merge_households(request: Request, code: Key) -> respond.Answer:
    """Merge the two households into the one that was chosen."""
    given = await forms.read(MergeHouseholds, request)
    held = await operations.merge_households(code, given, by=request.person, at=request.at)
    return _merged(request, held)


@get("/households/{code:str}/people/{person:str}/merge", opt=permission("person.merge"),
     include_in_schema=False)  # fmt: skip
async def persons(request: Request, code: Key, person: Key) -> respond.Answer:
    """Show a person of this household and another one side by side."""
    here = await _home(request, code, "person.merge")
    asked = request.visit.typed("other_household") or request.query_params.get("household", "")
    there = await _home(request, str(asked), "person.merge")
    one, two = here.member(person), there.member(await _other(request))
    return await respond.page(
        request, "referrals/merge.html",
        sides=(_person(one, here, request), _person(two, there, request)),
        heading=gettext("合并两人"), address=f"/households/{here.key}/people/{one.code}/merge",
        back=f"/households/{here.key}", back_words=title(here), other_household=there.key,
        hint=gettext("保留的人沿用现有登记；另一人名下的受理件并入。三十天内可以撤销。"),
    )  # fmt: skip


@post("/households/{code:str}/people/{person:str}/merge", opt=permission("person.merge"),
      status_code=200, include_in_schema=False)  # fmt: skip
@respond.again(persons)
async def merge_persons(request: Request, code: Key, person: Key) -> respond.Answer:
    """Merge the two persons into the one that was chosen."""
    given = await forms.read(MergePersons, request)
    held = await operations.merge_persons(code, person, given, by=request.person, at=request.at)
    return _merged(request, held)


def _merged(request: Request, held: Home) -> respond.Answer:
    return respond.go(
        request, f"/households/{held.key}", says=say(N_("已合并，三十天内可以撤销。"))
    )


async def _home(request: Request, code: str, right: str) -> Home:
    return await allowed(code, right, by=request.person, at=request.at)


async def _named(request: Request) -> str:
    """Return the other household's code; it may be named by the number of one of its cases."""
    asked = await _other(request)
    if "-" not in asked:
        return asked
    folder = await open_folder(await locate.case(asked.strip(), request.person, at=request.at))
    return await household_code(folder.case.household_id)


async def _other(request: Request) -> str:
    asked = request.visit.typed("other") or request.query_params.get("with", "")
    if not asked:
        raise NotFound(what="household", key="")
    return str(asked)


def _household(held: Home) -> Side:
    latest = held.cases[0]
    facts = (
        (gettext("住址"), held.household.address),
        (gettext("户口"), label(held.household.register)),
        (gettext("成员"), gettext("、").join(each.name for each in held.members)),
        (gettext("受理件"), gettext("、").join(each.key for each in held.cases)),
        (gettext("受理窗口"), latest.window_title(language())),
    )
    return Side(held.key, held.household.version, title(held), facts)


def _person(client: Client, held: Home, request: Request) -> Side:
    applied = [case.key for case in held.cases if case.applicant_id == client.id]
    facts = (
        (gettext("证件"), document(client)),
        (gettext("出生日期"), filters.day(client.birth_date)),
        (gettext("电话"), filters.mask_phone(client.phone) if client.phone else ""),
        (gettext("健康状况"), label(client.facts.health)),
        (gettext("所在户"), title(held)),
        (gettext("申请的受理件"), gettext("、").join(applied)),
    )
    return Side(client.code, client.version, f"{client.name} · {about(client, day_of(request.at))}",
                facts)  # fmt: skip
