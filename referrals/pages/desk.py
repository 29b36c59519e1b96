"""At the desk: look up before registering, then the registration on one long page.

What was looked for travels into the registration as its first draft, so that no number of a person
ever stands in an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import get, post

from portal.core.calendar import day_of
from portal.core.i18n import N_, language, say
from portal.directory.model import Membership, Person, Role
from portal.directory.queries import staff_for
from portal.web import drafts, forms, respond, rows
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import operations
from referrals.inputs import LookUp, Registration
from referrals.pages import choices, found, means, screening, tasks

_REGISTER = "case.register"
_FORM = "registration"
_OF_PERSON = ("doc_number", "name", "birth_date", "phone")


@get("/cases/new", opt=permission(_REGISTER), include_in_schema=False)
async def ask(request: Request) -> respond.Answer:
    """Show the form that looks somebody up."""
    return await respond.page(request, "referrals/look_up.html", looked=False, found=())


@post("/cases/new", opt=permission(_REGISTER), status_code=200, include_in_schema=False)
@respond.again(ask)
async def look_up(request: Request) -> respond.Answer:
    """Show who is known already, with their open cases and which departments have them."""
    given = await forms.read(LookUp, request)
    households = await found.known_households(given, by=request.person, at=request.at)
    return await respond.page(request, "referrals/look_up.html", looked=True, found=households)


@post("/cases/new/begin", opt=permission(_REGISTER), include_in_schema=False)
async def begin(request: Request) -> respond.Answer:
    """Begin a registration with what was looked for as its first draft."""
    data = await forms.raw(request)
    person = {name: data[name] for name in _OF_PERSON if isinstance(data.get(name), str)}
    known = {"household": data["household"]} if isinstance(data.get("household"), str) else {}
    case = await operations.save_draft(by=request.person, at=request.at)
    await drafts.save(
        request.person.id, _FORM, {"applicant": person, **known}, at=request.at, code=case.code
    )
    return respond.go(request, f"/cases/new/{case.code}")


@get("/cases/new/{code:str}", opt=permission(_REGISTER), include_in_schema=False)
async def form(request: Request, code: Key) -> respond.Answer:
    """Show the registration with what its draft holds."""
    return await _form(request, code)


@post("/cases/new/{code:str}", opt=permission(_REGISTER), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(form)
async def register(request: Request, code: Key) -> respond.Answer:
    """Register; or only add a row, renew the suggestions or keep the draft, as the button says."""
    data = await forms.raw(request)
    if await rows.rearranged(request, data) or await forms.field(request, "_suggest"):
        return await _form(request, code)
    if await forms.field(request, "_keep"):
        await drafts.save(request.person.id, _FORM, data, at=request.at, code=code)
        return respond.go(request, "/cases", says=say(N_("草稿已保存。")))
    given = _read(data)
    case = await operations.register(given, by=request.person, at=request.at, draft=code)
    await drafts.forget(request.person.id, _FORM, code)
    return respond.go(request, f"/cases/{case.key}", says=say(N_("已登记 %(key)s。"), key=case.key))


async def _form(request: Request, code: str) -> respond.Answer:
    """Show the form again, or a part of it for htmx."""
    draft = await drafts.offered(request, _FORM, code)
    window, on = _window(request.person), day_of(request.at)
    typed = request.visit.typed
    place = window.unit.division_path
    offered = await screening.of_household(screening.typed_household(typed, place, on))
    return await respond.page(
        request, "referrals/register.html", address=f"/cases/new/{code}", draft=draft,
        tasks=tasks.of(typed), window=window.unit.title(language()), suggestions=offered,
        swapped=request.htmx, sums=means.lines(screening.typed_sums(typed)),
        duplicate=_is_duplicate(request),
        staff=choices.staff(await staff_for(place, on=on)), **choices.of_registration(on),
    )  # fmt: skip


def _is_duplicate(request: Request) -> bool:
    """Return whether the form has to ask for the reason of a second registration."""
    asked = any(each.field == "duplicate_reason" for each in request.visit.problems)
    return asked or bool(request.visit.typed("duplicate_reason"))


def _window(person: Person) -> Membership:
    """Return where the person works at a desk; the first place when it is several."""
    desk = [m for m in person.memberships if m.role in {Role.CLERK, Role.SUPERVISOR}]
    return desk[0]


def _read(data: Mapping[str, Any]) -> Registration:
    """Return the registration; ticked suggestions are needs like those written by hand."""
    given = dict(data)
    ticked = given.pop("suggested", [])
    ticked = ticked if isinstance(ticked, list) else [ticked]
    written = given.get("needs") if isinstance(given.get("needs"), list) else []
    named = {screening.row_value(row, "programme") for row in written or ()}
    needs = [*(written or ()), *({"programme": code} for code in ticked if code not in named)]
    causes = given.get("causes", [])
    # An empty part is told field by field what is missing.
    given.setdefault("applicant", {})
    given |= {"needs": needs, "causes": causes if isinstance(causes, list) else [causes]}
    return forms.check(Registration, given)
