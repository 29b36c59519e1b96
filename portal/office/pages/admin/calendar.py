"""The working-day calendar, for the system administrator: years, divisions' own days, changes.

What a change moves is shown by unit, clock and day, and how many: administrators see no cases, so
no number and no name stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath

from portal.core import clock
from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.core.i18n import N_, gettext, language, say
from portal.core.lamps import until
from portal.directory import arrangement, operations, queries
from portal.directory.arrangement import Day, OwnAsked
from portal.directory.model import ChangeState, Division, Tier
from portal.directory.queries import changes, days
from portal.directory.queries.changes import Change
from portal.office import calendars
from portal.web import forms, respond
from portal.web.frame import add_place
from portal.web.gate import permission
from portal.web.visit import Key, Request

_MANAGE = "calendar.manage"
add_place("/admin/calendar", N_("工作日历"), _MANAGE, order=82)

_SHOWN = 100
_TONES = {ChangeState.LOOKED: "need", ChangeState.DONE: "done", ChangeState.DROPPED: "off"}


class YearRow(msgspec.Struct, frozen=True):
    """An announced year, with how many days are worked in it."""

    year: int
    off: int
    made_up: int
    worked: int
    source: str


class ChangeRow(msgspec.Struct, frozen=True):
    """A change of the calendar in the reader's words."""

    code: str
    title: str
    state: ChangeState
    tone: str
    by: str
    at: datetime
    moved: int


class Difference(msgspec.Struct, frozen=True):
    """A day that changes: what it was and what it becomes, in words."""

    day: date
    was: str
    now: str


class Shifted(msgspec.Struct, frozen=True):
    """Deadlines of one unit and clock that move alike."""

    unit: str
    clock: str
    was: date | datetime
    now: date | datetime
    n: int


@get("/admin/calendar", opt=permission(_MANAGE), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the announced years, the divisions' own days and the latest changes."""
    calendar = await queries.working_days()
    following = day_of(request.at).year + 1
    return await respond.page(
        request, "portal/admin/calendar.html",
        years=[_year(each, calendar) for each in await days.years()],
        own=await days.own_days(), changes=[_row(each) for each in await changes.latest()],
        missing=following if following not in calendar.announced else None,
    )  # fmt: skip


def _year(held: days.Year, calendar: Any) -> YearRow:
    worked = calendar.working_days(date(held.year - 1, 12, 31), date(held.year, 12, 31))
    return YearRow(held.year, held.off, held.made_up, worked, held.source)


def _row(held: Change) -> ChangeRow:
    return ChangeRow(
        held.code, _title(held), held.state, _TONES.get(held.state, "doing"),
        held.by_name or gettext("系统"), held.created_at,
        held.moved if held.state is ChangeState.DONE else 0,
    )  # fmt: skip


def _title(held: Change) -> str:
    asked = held.asked
    if not isinstance(asked, OwnAsked):
        return str(say(N_("%(year)s 年放假安排"), year=asked.year))
    gone = N_("取消%(place)s的当地安排")
    return str(say(gone if asked.remove else N_("%(place)s的当地安排"), place=asked.place))


@get("/admin/calendar/years/{year:int}", opt=permission(_MANAGE), include_in_schema=False)
async def year(request: Request, year: FromPath[int]) -> respond.Answer:
    """Show every day of a year's arrangement."""
    held = await days.days_of(year) if date.min.year <= year <= date.max.year else ()
    if not held:
        raise NotFound(what="calendar", key=str(year))
    source = next((each.source for each in await days.years() if each.year == year), "")
    return await respond.page(
        request, "portal/admin/calendar_year.html", year=year, days=held, source=source
    )


@get("/admin/calendar/import", opt=permission(_MANAGE), include_in_schema=False)
async def new_year(request: Request) -> respond.Answer:
    """Show the form for a year's arrangement."""
    return await respond.page(
        request, "portal/admin/calendar_import.html", year=day_of(request.at).year + 1
    )


@post("/admin/calendar/import", opt=permission(_MANAGE), include_in_schema=False)
@respond.again(new_year)
async def ask_year(request: Request) -> respond.Answer:
    """Ask for a year's arrangement, and lead to what it would move."""
    held = await calendars.ask_year(request)
    return respond.go(request, f"/admin/calendar/changes/{held.code}")


@get("/admin/calendar/own-days", opt=permission(_MANAGE), include_in_schema=False)
async def new_own(request: Request) -> respond.Answer:
    """Show the form for days a division has of its own."""
    return await respond.page(
        request, "portal/admin/calendar_own.html", places=await _places(request.at)
    )


async def _places(at: datetime) -> list[tuple[str, str]]:
    on = clock.office_day(at)
    tiers: list[Division] = []
    for tier in (Tier.CITY, Tier.DISTRICT):
        tiers += await queries.divisions(tier, on=on)
    return [(each.code, f"{each.code} {each.title(language())}") for each in tiers]


@post("/admin/calendar/own-days", opt=permission(_MANAGE), include_in_schema=False)
@respond.again(new_own)
async def ask_own(request: Request) -> respond.Answer:
    """Ask for days a division is to have of its own."""
    held = await calendars.ask_own(request)
    return respond.go(request, f"/admin/calendar/changes/{held.code}")


@post("/admin/calendar/own-days/remove", opt=permission(_MANAGE), include_in_schema=False)
@respond.again(show)
async def ask_own_removed(request: Request) -> respond.Answer:
    """Ask that a division no longer has a day of its own."""
    held = await calendars.ask_own_removed(request)
    return respond.go(request, f"/admin/calendar/changes/{held.code}")


@get("/admin/calendar/changes/{key:str}", opt=permission(_MANAGE), include_in_schema=False)
async def change(request: Request, key: Key) -> respond.Answer:
    """Show a change: which days, what would move, how far it has come."""
    held = await changes.change(key)
    shifts = sorted(held.found.shifts, key=lambda each: (each.was, each.now, each.unit.hans))
    return await respond.page(
        request, "portal/admin/calendar_change.html", change=_row(held), held=held,
        source=held.asked.source, remarks=arrangement.remarks(held.asked),
        differences=await _differences(held), shifts=[_shift(each) for each in shifts[:_SHOWN]],
        more=max(0, len(shifts) - _SHOWN),
        moving=sum(each.n for each in shifts), going=held.state in _GOING,
        address=f"/admin/calendar/changes/{held.code}",
    )  # fmt: skip


_GOING = frozenset({ChangeState.LOOKING, ChangeState.COUNTING})


def _shift(each: Any) -> Shifted:
    unit = each.unit.title(language())
    return Shifted(unit, gettext(each.clock), until(each.was), until(each.now), each.n)


async def _differences(held: Change) -> list[Difference]:
    asked = held.asked
    if isinstance(asked, OwnAsked):
        gone = [Difference(day, gettext("当地安排"), gettext("照常")) for day in asked.remove]
        return gone + [Difference(d.day, gettext("照常"), _words(d)) for d in asked.add]
    # Once it is in force nothing differs any more: then the whole arrangement is shown.
    was: Iterable[Day] = await changes.days_in_force(asked.year) if _open(held) else ()
    return [Difference(d.day, _words(d.was), _words(d.now))
            for d in arrangement.differences(was, asked.days)]  # fmt: skip


def _open(held: Change) -> bool:
    return held.state in {ChangeState.LOOKING, ChangeState.LOOKED}


def _words(day: Day | None) -> str:
    if day is None:
        return gettext("照常")
    return f"{gettext('放假') if day.off else gettext('上班')} · {day.name}"


@post("/admin/calendar/changes/{key:str}/confirm", opt=permission(_MANAGE), include_in_schema=False)
@respond.again(change)
async def confirm(request: Request, key: Key) -> respond.Answer:
    """Put a change in force."""
    await forms.read(calendars.Nothing, request)
    await operations.confirm_change(key, by=request.person, at=request.at)
    says = say(N_("日历已生效，正在重算未办结的期限。"))
    return respond.go(request, f"/admin/calendar/changes/{key}", says=says)


@post(
    "/admin/calendar/changes/{key:str}/look-again", opt=permission(_MANAGE), include_in_schema=False
)
@respond.again(change)
async def look_again(request: Request, key: Key) -> respond.Answer:
    """Look a change through once more."""
    await forms.read(calendars.Nothing, request)
    await operations.look_again(key, by=request.person, at=request.at)
    return respond.go(request, f"/admin/calendar/changes/{key}")


@post("/admin/calendar/changes/{key:str}/drop", opt=permission(_MANAGE), include_in_schema=False)
@respond.again(change)
async def drop(request: Request, key: Key) -> respond.Answer:
    """Drop a change that is not in force yet."""
    await forms.read(calendars.Nothing, request)
    await operations.drop_change(key, by=request.person, at=request.at)
    return respond.go(request, "/admin/calendar", says=say(N_("已放弃这次更改，日历没有变。")))


HANDLERS = (show, year, new_year, ask_year, new_own, ask_own, ask_own_removed, change, confirm,
            look_again, drop)  # fmt: skip
