"""The head's board of who has how much in hand, and the calendar of what is due when."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import get

from portal.core.calendar import Calendar, day_of
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_, gettext, language
from portal.directory.queries import working_days
from portal.web import respond
from portal.web.gate import permission
from portal.web.many import MOST
from portal.web.visit import Request
from referrals.pages.filtering import Tab
from referrals.queries import lists, team
from referrals.queries.filters import ME, NOBODY, Wanted
from referrals.queries.team import Due, Load

_READ = "case.read"
_ASSIGN = "referral.assign"


class Row(msgspec.Struct, frozen=True):
    """One handler on the board; each figure leads to its referrals."""

    name: str
    unit: str
    cells: tuple[tuple[str, int, str, bool], ...]
    assign: str


class Day(msgspec.Struct, frozen=True):
    """One day of the calendar; ``due`` is None when nothing ends on it."""

    day: date
    inside: bool
    off: bool
    made_up: bool
    today: bool
    due: Due | None
    address: str


@get("/team", opt=permission(_ASSIGN), include_in_schema=False)
async def board(request: Request) -> respond.Answer:
    """Show who has how much in hand; what nobody has stands first."""
    held = await team.loads(request.person, at=request.at)
    rows = [_row(each) for each in sorted(held, key=lambda load: (load.unit, load.code != ""))]
    return await respond.page(
        request, "referrals/team.html", rows=rows,
        several=len({each.unit for each in held}) > 1,
    )  # fmt: skip


def _row(load: Load) -> Row:
    who = load.code or NOBODY
    base = {"handler": who, "unit": load.unit, "more": "1"}

    def there(view: str) -> str:
        return f"/referrals?{urlencode({'view': view, **base})}"

    return Row(
        load.name or gettext("未指派"), load.unit_names.title(language()),
        (
            (gettext("在办"), load.open, there("all"), False),
            (gettext("待签收"), load.to_accept, there("to_accept"), False),
            (gettext("即将到期"), load.due_soon, there("due_soon"), False),
            (gettext("已逾期"), load.overdue, there("overdue"), True),
            (gettext("待补正"), load.waiting, there("waiting"), False),
        ),
        f"/team/assign?{urlencode({'handler': who, 'unit': load.unit})}",
    )  # fmt: skip


@get("/team/assign", opt=permission(_ASSIGN), include_in_schema=False)
async def assign(request: Request) -> respond.Answer:
    """Lead on to giving what one handler has, or nobody, to somebody else: the first hundred."""
    asked = request.query_params
    wanted = Wanted(handler=asked.get("handler", NOBODY), unit=asked.get("unit", ""), limit=MOST)
    page = await lists.referrals(request.person, wanted, at=request.at, right=_ASSIGN)
    picked = urlencode([("act", "assign"), *(("picked", each.key) for each in page.items)])
    return respond.go(request, f"/referrals/bulk?{picked}")


@get("/calendar", opt=permission(_READ), include_in_schema=False)
async def calendar(request: Request) -> respond.Answer:
    """Show how much is due on each day of a month."""
    today = day_of(request.at)
    first = _month(request.query_params.get("month", ""), today)
    mine = request.query_params.get("who", "") == ME
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    due = await team.due_days(
        request.person, weeks[0][0], weeks[-1][-1], at=request.at, handler=ME if mine else "",
    )  # fmt: skip
    days = _days(weeks, first, today, {each.day: each for each in due}, await _calendar(request),
                 mine=mine)  # fmt: skip
    return await respond.page(
        request, "referrals/calendar.html", first=first, weeks=days,
        listed=[each for week in days for each in week if each.due],
        previous=_there(first - timedelta(days=1), mine=mine),
        following=_there(first + timedelta(days=31), mine=mine),
        tabs=[Tab(gettext(N_("我能看到的")), _there(first), None, not mine),
              Tab(gettext(N_("我承办的")), _there(first, mine=True), None, mine)],
    )  # fmt: skip


async def _calendar(request: Request) -> Calendar:
    """Return the calendar of the division the person works in: a division may have its own days."""
    held = request.person.memberships
    return await working_days(held[0].unit.division_path if held else "")


def _month(text: str, today: date) -> date:
    """Return the first day of the month an address names, of this one by itself."""
    if not text:
        return today.replace(day=1)
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = date.min
    if not 2000 <= found.year <= 2100:
        raise Invalid([problem("month", N_("月份请写成 2026-11。"))])
    return found


def _there(day: date, *, mine: bool = False) -> str:
    who = {"who": ME} if mine else {}
    return f"/calendar?{urlencode({'month': f'{day:%Y-%m}', **who})}"


def _days(
    weeks: Sequence[Sequence[date]], first: date, today: date, due: Mapping[date, Due],
    calendar: Calendar, *, mine: bool,
) -> list[list[Day]]:  # fmt: skip
    def one(day: date) -> Day:
        off = not calendar.is_working_day(day)
        return Day(
            day, day.month == first.month, off, not off and day.weekday() > 4, day == today,
            due.get(day), _list_of(day, mine=mine),
        )  # fmt: skip

    return [[one(day) for day in week] for week in weeks]


def _list_of(day: date, *, mine: bool) -> str:
    query: dict[str, Any] = {"view": "all", "due_from": day, "due_to": day}
    return f"/referrals?{urlencode(query | ({'handler': ME} if mine else {}))}"


HANDLERS = (board, assign, calendar)
