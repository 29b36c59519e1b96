"""Joint meetings themselves: who serves in them, by which mandate; set up by their office."""

from __future__ import annotations

from litestar import get, post

from meetings import inputs, operations
from meetings.model import BodyRole, Series
from meetings.pages import choices
from meetings.queries import scope, things
from portal.core.i18n import N_, language, say
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

_MANAGE, _APPOINT = "body.manage", "membership.manage"


@get("/bodies", opt=permission(_MANAGE), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the joint meetings the person serves, each with its members, and the forms."""
    return await _shown(request)


async def _shown(request: Request, key: str = "") -> respond.Answer:
    held = await things.bodies(scope.bodies(request.person, _MANAGE))
    unit = request.person.memberships[0].unit
    return await respond.page(
        request, "meetings/bodies.html", bodies=held, spoken=language(),
        units=await choices.all_units(unit.division_path, request), asked=key,
        roles=choices.of(BodyRole), series=choices.of(Series), division=unit.division_code,
    )  # fmt: skip


@post("/bodies", opt=permission(_MANAGE), include_in_schema=False)
@respond.again(_shown)
async def create(request: Request) -> respond.Answer:
    """Set a joint meeting up."""
    given = await forms.read(inputs.BodyIn, request)
    await operations.create_body(given, by=request.person, at=request.at)
    return respond.go(request, "/bodies", says=say(N_("已设立联席会议。")))


@post("/bodies/{key:str}/appoint", opt=permission(_APPOINT), include_in_schema=False)
@respond.again(_shown)
async def appoint(request: Request, key: Key) -> respond.Answer:
    """Give a unit a post in a joint meeting."""
    given = await forms.read(inputs.MemberIn, request)
    await operations.appoint(key, given, by=request.person, at=request.at)
    return respond.go(request, "/bodies", says=say(N_("已登记成员。")))
