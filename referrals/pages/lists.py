"""The worklist of units and the cases of the desk: tabs, filters in the address, pages by key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from litestar import get

from portal.core.calendar import Calendar, day_of
from portal.core.i18n import N_, gettext, language
from portal.core.lamps import Lamp, Shown, until
from portal.directory.model import Person, Role
from portal.directory.queries import working_days
from portal.render.labels import label
from portal.web import respond
from portal.web.gate import may_ever, permission
from portal.web.visit import Request
from referrals.model import CaseState, ReferralRole, ReferralState
from referrals.pages import bulk, choices, deadlines, filtering
from referrals.pages.filtering import Given, Tab
from referrals.queries import lists
from referrals.queries.lists import CaseLine, CaseView, ReferralLine, View

_READ = "case.read"
_EXPORT = "list.export"
_DESK = frozenset({Role.CLERK, Role.SUPERVISOR})

_VIEWS: Mapping[View, str] = {
    View.MINE: N_("我承办的"),
    View.TO_ACCEPT: N_("待签收"),
    View.RETURNS: N_("待审退回"),
    View.TO_CONFIRM: N_("待回访"),
    View.DUE_SOON: N_("即将到期"),
    View.OVERDUE: N_("已逾期"),
    View.WAITING: N_("待补正"),
    View.ALL: N_("全部在办"),
    View.OVER: N_("已结"),
}
_OF_UNITS = frozenset({View.MINE, View.TO_ACCEPT, View.WAITING})
_OF_DESK = frozenset({View.RETURNS, View.TO_CONFIRM})

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
    given = filtering.read(request, views[0].value)
    page = await lists.referrals(person, wanted(given), at=at)
    counts = await lists.counts(person, at=at)
    calendar = await working_days()
    options = _options(at)
    return await respond.page(
        request, "referrals/worklist.html", given=given, **options,
        tabs=[_tab("/referrals", view, _VIEWS[view], counts, given) for view in views],
        chips=filtering.chips("/referrals", given, _words(options)),
        rows=[row(each, at, calendar) for each in page.items], total=_total(counts, given),
        bulk=bulk.offered(person),
        export=filtering.address("/referrals.xlsx", given) if may_ever(person, (_EXPORT,)) else "",
        **_turning("/referrals", given, page.next),
    )  # fmt: skip


@get("/cases", opt=permission("case.register"), include_in_schema=False)
async def cases(request: Request) -> respond.Answer:
    """Show the cases of a tab, filtered, by pages."""
    person, at = request.person, request.at
    given = filtering.read(request, CaseView.ALL.value)
    page = await lists.cases(person, wanted(given), at=at)
    counts = await lists.case_counts(person, at=at)
    calendar = await working_days()
    options: dict[str, Any] = {"states": choices.of(CaseState)}
    return await respond.page(
        request, "referrals/cases.html", given=given, **options,
        tabs=[_tab("/cases", view, words, counts, given) for view, words in _CASE_VIEWS.items()],
        chips=filtering.chips("/cases", given, _words(options)),
        rows=[case_row(each, at, calendar) for each in page.items], total=_total(counts, given),
        new="/cases/new", **_turning("/cases", given, page.next),
    )  # fmt: skip


def views_of(person: Person) -> list[View]:
    """Return the tabs of the person's work, the first of them open by itself."""
    desk = bool(person.roles & _DESK)
    unit = may_ever(person, ("referral.accept",))
    hidden = (frozenset() if desk else _OF_DESK) | (frozenset() if unit else _OF_UNITS)
    held = [view for view in _VIEWS if view not in hidden]
    # A head looks at the whole unit first, a desk at everything it has sent.
    if Role.HEAD in person.roles or not unit:
        held.sort(key=lambda view: view is not View.ALL)
    return held


def wanted(given: Given) -> lists.Wanted:
    """Return what is asked of a list; raise ``Invalid`` for choices that do not exist."""
    filtering.member(Lamp, "lamp", given.lamp)
    return lists.Wanted(
        view=given.view, q=given.q, state=given.state, programme=given.programme,
        lamp=given.lamp, cursor=given.cursor,
        limit=lists.MOST if given.rows == str(lists.MOST) else lists.LIMIT,
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
    filtered = given.q or given.state or given.lamp or given.programme or given.unit
    return None if filtered else counts.get(given.view)


def _turning(base: str, given: Given, following: str | None) -> dict[str, Any]:
    plain = Given(view=given.view)
    return {
        "next_address": filtering.address(base, given, cursor=following) if following else "",
        "long_address": (
            filtering.address(base, given, rows=str(lists.MOST))
            if following and not given.rows
            else ""
        ),
        "clear_address": filtering.address(base, plain),
    }


def _options(at: datetime) -> dict[str, Any]:
    return {
        "states": choices.of(ReferralState),
        "lamps": choices.of(Lamp),
        "programmes": choices.programmes(day_of(at)),
    }


def _words(options: Mapping[str, choices.Pairs]) -> dict[str, dict[str, str]]:
    return {name.removesuffix("s"): dict(pairs) for name, pairs in options.items()}


def row(held: ReferralLine, now: datetime, calendar: Calendar) -> Row:
    """Return a referral as the worklist shows it."""
    return Row(
        key=held.key,
        address=f"/referrals/{held.key}",
        number=held.number or gettext("草稿"),
        applicant=held.applicant_name,
        programme=choices.programme_title(held.programme),
        unit=held.unit_names.title(language()),
        handler=held.handler_name,
        lead=held.role is ReferralRole.LEAD,
        state=held.state,
        lamp=deadlines.shown(held.due_at, held.yellow_at, paused=held.paused, over=held.over,
                             now=now, calendar=calendar),
        due=until(held.due_at) if held.due_at else None,
        provisional=held.provisional,
        updated_at=held.updated_at,
    )  # fmt: skip


def case_row(held: CaseLine, now: datetime, calendar: Calendar) -> CaseRow:
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
                             now=now, calendar=calendar),
        due=until(held.due_at) if held.due_at else None,
        created_at=held.created_at,
        updated_at=held.updated_at,
    )  # fmt: skip
