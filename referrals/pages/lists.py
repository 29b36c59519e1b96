"""The worklist of units and the cases of the desk: tabs, filters in the address, pages by key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from litestar import get

from portal.core.calendar import Calendars, day_of
from portal.core.fields import asked_day
from portal.core.i18n import N_, gettext, language
from portal.core.lamps import Lamp, Shown, until
from portal.core.paging import Page
from portal.directory.model import Person, Role
from portal.directory.queries import calendars
from portal.render.labels import label
from portal.web import respond
from portal.web.gate import may_ever, permission
from portal.web.visit import Request
from referrals.model import CaseState, Listed, ReferralRole, ReferralState, Urgency
from referrals.pages import bulk, choices, deadlines, filtering, people
from referrals.pages import views as view_pages
from referrals.pages.filtering import Given, Tab
from referrals.queries import filters, lists, offering
from referrals.queries import views as saved_views
from referrals.queries.filters import ME, NOBODY
from referrals.queries.lists import CaseLine, CaseView, ReferralLine, View

_READ = "case.read"
_EXPORT = "list.export"
_DESK = frozenset({Role.CLERK, Role.SUPERVISOR})

_VIEWS: Mapping[View, str] = {
    View.MINE: N_("我承办的"),
    View.TO_ACCEPT: N_("待签收"),
    View.RETURNS: N_("待审退回"),
    View.TO_CONFIRM: N_("待回访"),
    View.TO_MEETING: N_("建议上会"),
    View.DUE_SOON: N_("即将到期"),
    View.OVERDUE: N_("已逾期"),
    View.WAITING: N_("待补正"),
    View.ALL: N_("全部在办"),
    View.OVER: N_("已结"),
}
_OF_UNITS = frozenset({View.MINE, View.TO_ACCEPT, View.WAITING})
_OF_DESK = frozenset({View.RETURNS, View.TO_CONFIRM, View.TO_MEETING})
_OF_SUPERVISORS = frozenset({View.TO_MEETING})

_CASE_VIEWS: Mapping[CaseView, str] = {
    CaseView.ALL: N_("全部在办"),
    CaseView.DRAFT: N_("草稿"),
    CaseView.TO_DECIDE: N_("待决定受理"),
    CaseView.TO_SEND: N_("待转办"),
    CaseView.IN_HAND: N_("办理中"),
    CaseView.TO_CLOSE: N_("待办结"),
    CaseView.OVERDUE: N_("已逾期"),
    CaseView.OVER: N_("已结"),
}


class Row(msgspec.Struct, frozen=True):
    """One referral as the worklist shows it."""

    key: str
    address: str
    number: str
    applicant: str
    programme: str
    unit: str
    handler: str
    lead: bool
    state: ReferralState
    lamp: Shown
    due: date | datetime | None
    provisional: bool
    updated_at: datetime


class CaseRow(msgspec.Struct, frozen=True):
    """One case as the list of the desk shows it."""

    address: str
    number: str
    applicant: str
    channel: str
    urgent: str
    window: str
    state: CaseState
    lamp: Shown
    due: date | datetime | None
    created_at: datetime
    updated_at: datetime


@get("/referrals", opt=permission(_READ), include_in_schema=False)
async def referrals(request: Request) -> respond.Answer:
    """Show the referrals of a tab, filtered, by pages."""
    person, at = request.person, request.at
    views = views_of(person)
    saved = await saved_views.of(person, Listed.REFERRALS)
    if there := view_pages.start(saved, request):
        return respond.go(request, there)
    given = filtering.read(request, views[0].value)
    page = await lists.referrals(person, wanted(given), at=at)
    counts = await lists.counts(person, at=at)
    held = await calendars()
    options = await _options(request, given)
    return await respond.page(
        request, "referrals/worklist.html", given=given, **options,
        tabs=[_tab("/referrals", view, _VIEWS[view], counts, given) for view in views],
        chips=filtering.chips("/referrals", given, _words(options)),
        rows=[row(each, at, held) for each in page.items], total=_total(counts, given),
        bulk=bulk.offered(person), team=Role.HEAD in person.roles,
        export=filtering.address("/referrals.xlsx", given) if may_ever(person, (_EXPORT,)) else "",
        saved=view_pages.tabs(saved, given), save=view_pages.saving(Listed.REFERRALS, given),
        **_turning("/referrals", given, page),
    )  # fmt: skip


@get("/cases", opt=permission("case.register"), include_in_schema=False)
async def cases(request: Request) -> respond.Answer:
    """Show the cases of a tab, filtered, by pages."""
    person, at = request.person, request.at
    saved = await saved_views.of(person, Listed.CASES)
    if there := view_pages.start(saved, request):
        return respond.go(request, there)
    given = filtering.read(request, CaseView.ALL.value)
    page = await lists.cases(person, wanted(given), at=at)
    counts = await lists.case_counts(person, at=at)
    held = await calendars()
    options = await _case_options(request, given)
    return await respond.page(
        request, "referrals/cases.html", given=given, **options,
        ledgers="/cases/import" if may_ever(person, ("ledger.import",)) else "",
        tabs=[_tab("/cases", view, words, counts, given) for view, words in _CASE_VIEWS.items()],
        chips=filtering.chips("/cases", given, _words(options)),
        rows=[case_row(each, at, held) for each in page.items], total=_total(counts, given),
        new="/cases/new",
        saved=view_pages.tabs(saved, given), save=view_pages.saving(Listed.CASES, given),
        **_turning("/cases", given, page),
    )  # fmt: skip


def views_of(person: Person) -> list[View]:
    """Return the tabs of the person's work, the first of them open by itself."""
    desk = bool(person.roles & _DESK)
    unit = may_ever(person, ("referral.accept",))
    hidden = (frozenset() if desk else _OF_DESK) | (frozenset() if unit else _OF_UNITS)
    if not may_ever(person, ("referral.decide_return",)):
        hidden |= _OF_SUPERVISORS
    held = [view for view in _VIEWS if view not in hidden]
    # A head looks at the whole unit first, a desk at everything it has sent.
    if Role.HEAD in person.roles or not unit:
        held.sort(key=lambda view: view is not View.ALL)
    return held


def wanted(given: Given) -> filters.Wanted:
    """Return what is asked of a list; raise ``Invalid`` for choices that do not exist."""
    filtering.member(Lamp, "lamp", given.lamp)
    filtering.member(Urgency, "urgency", given.urgency)
    return filters.Wanted(
        view=given.view, q=given.q, state=given.state, programme=given.programme,
        lamp=given.lamp, cursor=given.cursor, before=given.before, unit=given.unit,
        handler=given.handler, urgency=given.urgency,
        due_from=asked_day("due_from", given.due_from),
        due_to=asked_day("due_to", given.due_to),
        limit=filters.MOST if given.rows == str(filters.MOST) else filters.LIMIT,
    )  # fmt: skip


def _tab(
    base: str, view: View | CaseView, words: str, counts: Mapping[str, int], given: Given
) -> Tab:
    return Tab(
        label=gettext(words),
        address=filtering.address(base, given, view=view.value),
        # How much has ever ended is no figure to work by.
        count=None if view.value == View.OVER.value else counts[view.value],
        current=view.value == given.view,
        alarm=view.value == View.OVERDUE.value,
    )


def _total(counts: Mapping[str, int], given: Given) -> int | None:
    """Return how many there are in all; None when filters leave some of the counted out."""
    plain = Given(view=given.view, cursor=given.cursor, before=given.before, more=given.more,
                  rows=given.rows)  # fmt: skip
    return counts.get(given.view) if given == plain else None


def _turning(base: str, given: Given, page: Page[Any]) -> dict[str, Any]:
    plain = Given(view=given.view)
    return {
        "next_address": filtering.address(base, given, cursor=page.next) if page.next else "",
        "previous_address": (
            filtering.address(base, given, before=page.previous) if page.previous else ""
        ),
        "long_address": (
            filtering.address(base, given, rows=str(filters.MOST))
            if page.next and not given.rows
            else ""
        ),
        "clear_address": filtering.address(base, plain),
        "more_address": "" if _more(given) else filtering.address(base, given, more="1"),
    }


def _more(given: Given) -> bool:
    """Return whether the filters one seldom needs are asked for or in use."""
    return any((given.more, given.unit, given.handler, given.due_from, given.due_to))


async def _options(request: Request, given: Given) -> dict[str, Any]:
    options: dict[str, Any] = {
        "states": choices.of(ReferralState),
        "lamps": choices.of(Lamp),
        "programmes": choices.programmes(day_of(request.at)),
        "units": (),
        "handlers": (),
    }
    return options | (await _seldom(request) if _more(given) else {})


async def _case_options(request: Request, given: Given) -> dict[str, Any]:
    options: dict[str, Any] = {
        "states": choices.of(CaseState),
        "lamps": choices.of(lamp for lamp in Lamp if lamp is not Lamp.PAUSED),
        "urgencies": choices.of(Urgency),
        "units": (),
        "handlers": ((ME, gettext("我是首问责任人")),),
    }
    return options | (await _windows(request) if _more(given) else {})


async def _seldom(request: Request) -> dict[str, Any]:
    """Return the units and handlers of the open referrals the person reads."""
    held = await offering.of_referrals(request.person, at=request.at)
    who = ((ME, gettext("我")), (NOBODY, gettext("未指派")))
    return {
        "units": tuple((code, names.title(language())) for code, names in held.units.items()),
        "handlers": (*who, *held.handlers.items()),
    }


async def _windows(request: Request) -> dict[str, Any]:
    held = await offering.windows(request.person, at=request.at)
    return {"units": tuple((code, names.title(language())) for code, names in held.items())}


def _words(options: Mapping[str, choices.Pairs]) -> dict[str, dict[str, str]]:
    singular = {"urgencies": "urgency"}
    return {singular.get(name, name.removesuffix("s")): dict(pairs)
            for name, pairs in options.items()}  # fmt: skip


def row(held: ReferralLine, now: datetime, days: Calendars) -> Row:
    """Return a referral as the worklist shows it."""
    return Row(
        key=held.key,
        address=f"/referrals/{held.key}",
        number=held.number or gettext("草稿"),
        applicant=held.applicant_name,
        programme=choices.programme_title(held.programme),
        unit=held.unit_names.title(language()),
        handler=people.handler(held.handler_name, held.stand_in),
        lead=held.role is ReferralRole.LEAD,
        state=held.state,
        lamp=deadlines.shown(held.due_at, held.yellow_at, paused=held.paused, over=held.over,
                             now=now, calendar=days.of(held.path)),
        due=until(held.due_at) if held.due_at else None,
        provisional=held.provisional,
        updated_at=held.updated_at,
    )  # fmt: skip


def case_row(held: CaseLine, now: datetime, days: Calendars) -> CaseRow:
    """Return a case as the list shows it; a draft leads on to its registration."""
    draft = held.state is CaseState.DRAFT
    return CaseRow(
        address=f"/cases/new/{held.code}" if draft else f"/cases/{held.key}",
        number=held.number or gettext("草稿"),
        applicant=held.applicant_name,
        channel=label(held.channel),
        urgent="" if held.urgency == "ordinary" else label(held.urgency),
        window=held.window_names.title(language()),
        state=held.state,
        lamp=deadlines.shown(held.due_at, held.yellow_at, paused=False, over=held.over,
                             now=now, calendar=days.of(held.path)),
        due=until(held.due_at) if held.due_at else None,
        created_at=held.created_at,
        updated_at=held.updated_at,
    )  # fmt: skip
