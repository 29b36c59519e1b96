"""What cases and referrals put on the pages everybody shares: home, search, help, the header."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from portal.core.calendar import Calendars, LimitUnit
from portal.core.calendar import Limit as CountedLimit
from portal.core.i18n import N_, Language, gettext, language
from portal.directory.model import Person
from portal.directory.queries import calendars, kinds
from portal.render import filters
from portal.render.labels import label, tone
from portal.web.board import Limit, Line, Section
from portal.web.frame import add_place
from portal.web.gate import may_ever
from portal.web.slots import fills
from portal.web.visit import Request
from referrals.model import Procedure
from referrals.pages import choices, screening
from referrals.pages import lists as pages
from referrals.programmes import catalogue
from referrals.programmes.model import ClockTarget, Programme
from referrals.queries import lists
from referrals.queries.filters import Wanted
from referrals.queries.lists import CaseLine, CaseView, ReferralLine, View

add_place("/cases", N_("受理件"), "case.register", order=10)
add_place("/referrals", N_("转办单"), "case.read", order=20)

_SHOWN = 5


class Heading(msgspec.Struct, frozen=True):
    """A section of the home page before it is filled."""

    title: str
    empty: str
    order: int
    alarm: bool = False


_UNIT: Mapping[View, Heading] = {
    View.OVERDUE: Heading(N_("已逾期"), N_("没有逾期的转办单。"), 10, alarm=True),
    View.TO_ACCEPT: Heading(N_("待签收"), N_("没有等待签收的转办单。"), 20),
    View.DUE_SOON: Heading(N_("即将到期"), N_("近期没有到期的转办单。"), 30),
    View.MINE: Heading(N_("我承办的"), N_("签收之后，由您承办的转办单会列在这里。"), 40),
}
_DESK: Mapping[View, Heading] = {
    View.RETURNS: Heading(N_("待审退回"), N_("没有等待审批的退回。"), 15),
    View.TO_CONFIRM: Heading(N_("待回访"), N_("没有等待回访的办理结果。"), 25),
    View.TO_MEETING: Heading(N_("建议提请联席会议"), N_("没有建议提请联席会议的转办单。"), 18),
    View.OVERDUE: Heading(N_("各单位已逾期"), N_("没有逾期的转办单。"), 40, alarm=True),
}
# What only a supervisor of the desk decides.
_DECIDED = frozenset({View.RETURNS, View.TO_MEETING})
_CASES: Mapping[CaseView, Heading] = {
    CaseView.TO_DECIDE: Heading(N_("待决定受理"), N_("登记的请求都已决定是否受理。"), 10),
    CaseView.TO_SEND: Heading(N_("待转办"), N_("受理的请求都已转办。"), 20),
    CaseView.TO_CLOSE: Heading(N_("待办结"), N_("没有等待办结的受理件。"), 30),
    CaseView.DRAFT: Heading(N_("草稿"), N_("没有未完成的登记。"), 60),
}


@fills("home.new")
async def new(request: Request) -> str | None:
    """Return the address of a new registration, for those who register."""
    return "/cases/new" if may_ever(request.person, ("case.register",)) else None


@fills("home.sections")
async def sections(request: Request) -> list[Section]:
    """Return what waits for this person: as a unit's, and as a desk's."""
    person, at = request.person, request.at
    days = await calendars()
    found: list[Section] = []
    if may_ever(person, ("referral.accept",)):
        found += await _of_referrals(_UNIT, person, at, days)
    if may_ever(person, ("case.register",)):
        found += await _of_cases(person, at, days)
        found += await _of_referrals(_of_desk(person), person, at, days)
    return found


def _of_desk(person: Person) -> Mapping[View, Heading]:
    decides = may_ever(person, ("referral.decide_return",))
    return {view: heading for view, heading in _DESK.items() if decides or view not in _DECIDED}


async def _of_referrals(
    headings: Mapping[View, Heading], person: Person, at: datetime, days: Calendars
) -> list[Section]:
    counts = await lists.counts(person, at=at)
    found = []
    for view, heading in headings.items():
        rows: tuple[Line, ...] = ()
        if counts[view.value]:
            wanted = Wanted(view=view.value, limit=_SHOWN)
            page = await lists.referrals(person, wanted, at=at)
            rows = tuple(_referral(each, at, days) for each in page.items)
        found.append(_section(heading, "/referrals", view, counts, rows))
    return found


async def _of_cases(person: Person, at: datetime, days: Calendars) -> list[Section]:
    counts = await lists.case_counts(person, at=at)
    found = []
    for view, heading in _CASES.items():
        rows: tuple[Line, ...] = ()
        if counts[view.value]:
            wanted = Wanted(view=view.value, limit=_SHOWN)
            page = await lists.cases(person, wanted, at=at)
            rows = tuple(_case(each, at, days) for each in page.items)
        found.append(_section(heading, "/cases", view, counts, rows))
    return found


def _section(
    heading: Heading, base: str, view: StrEnum, counts: Mapping[str, int], rows: tuple[Line, ...]
) -> Section:
    return Section(
        title=gettext(heading.title), address=f"{base}?view={view.value}",
        count=counts[view.value], rows=rows, empty=gettext(heading.empty),
        alarm=heading.alarm, order=heading.order,
    )  # fmt: skip


def _referral(held: ReferralLine, now: datetime, days: Calendars) -> Line:
    row = pages.row(held, now, days)
    return Line(
        address=row.address, number=row.number, title=f"{row.programme} · {row.applicant}",
        who=row.unit, lamp=row.lamp.colour, days=row.lamp.days,
        hours=row.lamp.hours, state=label(row.state), tone=tone(row.state),
        when=filters.day(row.due, year=False) if row.due else "",
    )  # fmt: skip


def _case(held: CaseLine, now: datetime, days: Calendars) -> Line:
    row = pages.case_row(held, now, days)
    return Line(
        address=row.address, number=row.number, title=row.applicant or gettext("未填写"),
        who=row.window, lamp=row.lamp.colour if row.due else "", days=row.lamp.days,
        hours=row.lamp.hours, state=label(row.state), tone=tone(row.state),
        when=filters.day(row.due, year=False) if row.due else "",
    )  # fmt: skip


@fills("help.deadlines")
async def limits(request: Request) -> list[Limit]:  # noqa: ARG001 - a slot's form
    """Return the limits of every programme and procedure."""
    names = await kinds()
    return [
        _limit(programme, procedure, names[programme.lead])
        for programme in catalogue.programmes().values()
        for procedure in programme.procedures
    ]


_NAMES = {Language.HANS: "zh", Language.HANT: "hant", Language.EN: "en"}


def _limit(programme: Programme, procedure: Procedure, names: dict[str, str]) -> Limit:
    finish = programme.clock(ClockTarget.FINISH, procedure)
    respond = programme.clock(ClockTarget.RESPOND, procedure)
    own = respond.limit if respond else catalogue.defaults().respond
    if finish and finish.unit is LimitUnit.HOURS:
        # Under a limit in hours a unit accepts within a quarter of it.
        own = CountedLimit(finish.amount // 4, LimitUnit.HOURS)
    title = choices.programme_title(programme.code)
    regular = procedure is programme.procedures[0]
    return Limit(
        programme=title if regular else f"{title} · {label(procedure)}",
        unit=names[_NAMES[language()]],
        respond=screening.limit(own),
        finish=screening.limit(finish.limit) if finish else "",
        law=programme.law,
    )
