"""The calendar over the API: the announced years, a division's own days, and changing them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath

from portal.core.errors import NotFound
from portal.core.i18n import gettext, language
from portal.directory import operations, queries
from portal.directory.model import ChangeState
from portal.directory.queries import changes as held_changes
from portal.directory.queries import days
from portal.directory.queries.changes import Change
from portal.office import calendars
from portal.web import forms, respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Key, Request

_MANAGE = "calendar.manage"


class ShiftOut(msgspec.Struct, frozen=True):
    """So many deadlines of a unit that move from one instant to another."""

    unit: str
    clock: str
    was: datetime
    now: datetime
    n: int


class ChangeOut(msgspec.Struct, frozen=True):
    """A change of the calendar; ``shifts`` are what moves, without a number or a name."""

    code: str
    state: ChangeState
    asked: Any
    done: int
    total: int
    moved: int
    firm: int
    shifts: tuple[ShiftOut, ...]


@get("/api/v1/calendars", opt=permission(SIGNED_IN))
async def years() -> respond.Answer:
    """Return the announced years, the latest first."""
    return respond.json({"items": await days.years(), "next": None})


@get("/api/v1/calendars/{year:int}", opt=permission(SIGNED_IN))
async def year(request: Request, year: FromPath[int]) -> respond.Answer:
    """Return a year's arrangement, with a division's own days where ``?division=`` names one."""
    held = await days.days_of(year) if date.min.year <= year <= date.max.year else ()
    if not held:
        raise NotFound(what="calendar", key=str(year))
    code = request.query_params.get("division", "")
    own = await _own(code, year) if code else []
    return respond.json({"year": year, "days": held, "own": own})


async def _own(code: str, year: int) -> list[dict[str, Any]]:
    """Return the days that differ in a division, those it has from the divisions above too."""
    place = await queries.division(code)
    own = (await queries.working_days(place.path)).own
    return [{"day": each.day, "name": each.name, "off": each.off}
            for day, each in sorted(own.items()) if day.year == year]  # fmt: skip


@post("/api/v1/calendars", opt=permission(_MANAGE, reads=calendars.ArrangementIn))
async def ask_year(request: Request) -> respond.Answer:
    """Ask for a year's arrangement; what would move is looked through before it is confirmed."""
    return respond.json(_change(await calendars.ask_year(request)), status=201)


@post("/api/v1/calendars/own-days", opt=permission(_MANAGE, reads=calendars.OwnDaysIn))
async def ask_own(request: Request) -> respond.Answer:
    """Ask for days a division is to have of its own."""
    return respond.json(_change(await calendars.ask_own(request)), status=201)


@post("/api/v1/calendars/own-days/remove", opt=permission(_MANAGE, reads=calendars.OwnDayGone))
async def ask_own_removed(request: Request) -> respond.Answer:
    """Ask that a division no longer has a day of its own."""
    return respond.json(_change(await calendars.ask_own_removed(request)), status=201)


@get("/api/v1/calendar-changes/{key:str}", opt=permission(_MANAGE))
async def change(key: Key) -> respond.Answer:
    """Return a change: how far it has come, and what it moves."""
    return respond.json(_change(await held_changes.change(key)))


@post(
    "/api/v1/calendar-changes/{key:str}/confirm",
    opt=permission(_MANAGE, reads=calendars.Nothing), status_code=200,
)  # fmt: skip
async def confirm(request: Request, key: Key) -> respond.Answer:
    """Put a change in force; the open deadlines are counted anew by a job."""
    await forms.read(calendars.Nothing, request)
    held = await operations.confirm_change(key, by=request.person, at=request.at)
    return respond.json(_change(held))


@post(
    "/api/v1/calendar-changes/{key:str}/look-again",
    opt=permission(_MANAGE, reads=calendars.Nothing), status_code=200,
)  # fmt: skip
async def look_again(request: Request, key: Key) -> respond.Answer:
    """Look a change through once more."""
    await forms.read(calendars.Nothing, request)
    return respond.json(_change(await operations.look_again(key, by=request.person, at=request.at)))


@post(
    "/api/v1/calendar-changes/{key:str}/drop",
    opt=permission(_MANAGE, reads=calendars.Nothing), status_code=200,
)  # fmt: skip
async def drop(request: Request, key: Key) -> respond.Answer:
    """Drop a change that is not in force yet."""
    await forms.read(calendars.Nothing, request)
    held = await operations.drop_change(key, by=request.person, at=request.at)
    return respond.json(_change(held))


def _change(held: Change) -> ChangeOut:
    shifts = tuple(
        ShiftOut(each.unit.title(language()), gettext(each.clock), each.was, each.now, each.n)
        for each in held.found.shifts
    )
    return ChangeOut(
        held.code, held.state, msgspec.to_builtins(held.asked), held.done, held.total,
        held.moved, held.found.firm, shifts,
    )  # fmt: skip


HANDLERS = (years, year, ask_year, ask_own, ask_own_removed, change, confirm, look_again, drop)
