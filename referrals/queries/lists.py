"""Worklists: one query a page, in the order of what is due, within what the person may know."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.query.methods.select import SelectRaw
from piccolo.querystring import QueryString

from portal.core import reading
from portal.core.calendar import day_of
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.paging import Page, encode_cursor
from portal.core.reading import Reading
from portal.directory.model import Names, Person
from referrals.model import (
    CaseState,
    Channel,
    ReferralRole,
    ReferralState,
    Urgency,
)
from referrals.queries import filters, rows, scope
from referrals.queries.filters import ENDED, MOST, Wanted, own, values
from referrals.queries.standing_in import STAND_IN, STOOD_IN
from referrals.rules.clocks import DESK_CLOCKS
from referrals.rules.order import UNDATED
from referrals.tables import CaseRow, ReferralRow


class View(StrEnum):
    """The tabs of the worklist."""

    ALL = "all"
    MINE = "mine"
    TO_ACCEPT = "to_accept"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING = "waiting"
    RETURNS = "returns"
    TO_CONFIRM = "to_confirm"
    TO_MEETING = "to_meeting"
    OVER = "over"


class CaseView(StrEnum):
    """The tabs of the cases' list."""

    ALL = "all"
    DRAFT = "draft"
    TO_DECIDE = "to_decide"
    TO_SEND = "to_send"
    IN_HAND = "in_hand"
    TO_CLOSE = "to_close"
    OVERDUE = "overdue"
    OVER = "over"


class ReferralLine(msgspec.Struct, frozen=True):
    """One referral as a list shows it."""

    id: int
    code: str
    number: str | None
    case_id: int
    applicant_name: str
    people: int
    programme: str
    unit_name: str
    unit_names: Names
    handler_name: str
    stand_in: str
    role: ReferralRole
    state: ReferralState
    clock: str
    due_at: datetime | None
    yellow_at: datetime | None
    paused: bool
    provisional: bool
    path: str  # of the division by whose calendar the clock counts
    over: bool
    updated_at: datetime

    @property
    def key(self) -> str:
        """What its address says."""
        return self.number or self.code


class CaseLine(msgspec.Struct, frozen=True):
    """One case as a list shows it."""

    id: int
    code: str
    number: str | None
    applicant_name: str
    people: int
    state: CaseState
    channel: Channel
    urgency: Urgency
    window_name: str
    window_names: Names
    clock: str
    due_at: datetime | None
    yellow_at: datetime | None
    path: str
    over: bool
    created_at: datetime
    updated_at: datetime

    @property
    def key(self) -> str:
        """What its address says."""
        return self.number or self.code


_EVERY = "1 = 1"

# Each tab is a condition on the row's own columns; ``{}`` takes the instant, or the person. Whether
# a row is open is said once, by its place in the order: told twice, PostgreSQL takes the one for
# independent of the other, expects a single row, and sorts all of a unit's for one page.
_VIEWS: dict[View, tuple[str, tuple[str, ...]]] = {
    View.ALL: (_EVERY, ()),
    View.MINE: (
        f"(handler_id = {{}} OR handler_id IN ({STOOD_IN}))",
        ("person", "person", "day", "day"),
    ),
    View.TO_ACCEPT: ("state = 'sent'", ()),
    View.DUE_SOON: (
        "yellow_at <= {} AND due_at > {} AND paused = false", ("at", "at")),
    View.OVERDUE: ("due_at <= {}", ("at",)),
    View.WAITING: ("state = 'waiting_client'", ()),
    View.RETURNS: ("state = 'return_asked'", ()),
    View.TO_CONFIRM: ("state = 'completed'", ()),
    View.TO_MEETING: (
        "proposed <> '' AND state IN ('sent', 'accepted', 'return_asked')", ()),
    View.OVER: (_EVERY, ()),
}  # fmt: skip
_CASE_VIEWS: dict[CaseView, tuple[str, tuple[str, ...]]] = {
    CaseView.ALL: (_EVERY, ()),
    CaseView.DRAFT: ("state = 'draft'", ()),
    CaseView.TO_DECIDE: ("state IN ('registered', 'refusal_proposed')", ()),
    CaseView.TO_SEND: ("state = 'accepted'", ()),
    CaseView.IN_HAND: ("state IN ('in_hand', 'supplement_asked')", ()),
    CaseView.TO_CLOSE: ("state = 'results_in'", ()),
    CaseView.OVERDUE: ("due_at <= {}", ("at",)),
    CaseView.OVER: (_EVERY, ()),
}


async def referrals(
    person: Person, wanted: Wanted, *, at: datetime, right: str = scope.READ
) -> Page[ReferralLine]:
    """Return a page of the referrals a right reaches; ``Invalid`` for an unknown tab or cursor."""
    condition = _view(_VIEWS, View, wanted.view, "referral", person, at)
    condition = (
        condition
        & scope.referrals(person, at=at, right=right, among_open=wanted.view != View.OVER)
        & filters.of_referrals(wanted, person, at)
    )
    condition = condition & filters.turned(ReferralRow, wanted)
    listed, day = _referrals(bool(wanted.before)), day_of(at)
    found = await listed.page(condition, limit=wanted.most + 1, told=(day, day))
    return _page(found, wanted, _referral)


@cache
def _referrals(back: bool) -> Reading:  # noqa: FBT001 - the one thing that is told
    row = ReferralRow
    return Reading(lambda: row.select(
        row.id, row.code, row.number, row.case_id, row.programme, row.role, row.state, row.clock,
        row.due_at, row.yellow_at, row.paused, row.provisional, row.final_at, row.updated_at,
        row.unit_path, row.case_path,
        row.order_at, *rows.names_of(row.unit_id), row.handler_id.name, row.case_id.applicant_name,
        row.case_id.people, SelectRaw(STAND_IN, None, None),
    ).order_by(row.order_at, row.id, ascending=not back))  # fmt: skip


async def cases(person: Person, wanted: Wanted, *, at: datetime) -> Page[CaseLine]:
    """Return a page of the person's cases; ``Invalid`` for an unknown tab or cursor."""
    condition = _view(_CASE_VIEWS, CaseView, wanted.view, "intake_case", person, at)
    condition = condition & scope.cases(person, at=at) & filters.of_cases(wanted, person, at)
    condition = condition & filters.turned(CaseRow, wanted)
    found = await _cases(bool(wanted.before)).page(condition, limit=wanted.most + 1)
    return _page(found, wanted, _case)


@cache
def _cases(back: bool) -> Reading:  # noqa: FBT001 - the one thing that is told
    row = CaseRow
    return Reading(lambda: row.select(
        row.id, row.code, row.number, row.applicant_name, row.people, row.state, row.channel,
        row.urgency, row.clock, row.due_at, row.yellow_at, row.created_at, row.updated_at,
        row.order_at, row.division_path, *rows.names_of(row.window_id),
    ).order_by(row.order_at, row.id, ascending=not back))  # fmt: skip


async def counts(person: Person, *, at: datetime) -> dict[str, int]:
    """Return how many referrals each tab of open ones holds for the person, in one query."""
    reach = scope.referrals(person, at=at, among_open=True)
    return await _counts(ReferralRow, _VIEWS, reach, person, at)


async def case_counts(person: Person, *, at: datetime) -> dict[str, int]:
    """Return how many cases each tab of open ones holds for the person, in one query."""
    return await _counts(CaseRow, _CASE_VIEWS, scope.cases(person, at=at), person, at)


async def _counts(
    table: Any, views: dict[Any, tuple[str, tuple[str, ...]]], reach: Any, person: Person,
    at: datetime,
) -> dict[str, int]:  # fmt: skip
    name = table._meta.tablename  # noqa: SLF001 - piccolo's own name for it
    # How much has ever ended is no figure to work by, and grows for ever.
    held = {view.value: each for view, each in views.items() if view.value != View.OVER.value}
    sums = ", ".join(f"SUM(CASE WHEN {own(sql, name)} THEN 1 ELSE 0 END) AS {view}_n"
                     for view, (sql, _needs) in held.items())  # fmt: skip
    told = [value for _sql, needs in held.values() for value in values(needs, person, at)]
    wanted = reach & _part(name, over=False)
    [found] = await reading.run(
        QueryString(f'SELECT {sums} FROM "{name}" WHERE {{}}', *told, wanted.querystring,
                    query_type="select")
    )  # fmt: skip
    return {view: int(found[f"{view}_n"] or 0) for view in held}


def _view(
    views: dict[Any, tuple[str, tuple[str, ...]]], kind: type[StrEnum], name: str, table: str,
    person: Person, at: datetime,
) -> Any:  # fmt: skip
    if name not in set(kind):
        raise Invalid([problem("view", N_("没有这个分类，请从上方选择。"), code="unknown")])
    sql, needs = views[kind(name)]
    here = WhereRaw(own(sql, table), *values(needs, person, at))
    return _part(table, over=name == View.OVER.value) & here


def _part(table: str, *, over: bool) -> WhereRaw:
    """Return the part of the lists' index that what is open lies in, or what is over."""
    return WhereRaw(f'"{table}"."order_at" {">" if over else "<="} {{}}', UNDATED)


def _page(found: list[dict[str, Any]], wanted: Wanted, make: Any) -> Page[Any]:
    more = len(found) > wanted.most
    shown = found[: wanted.most]
    if wanted.before:
        shown.reverse()
    # Turned back, there is the page one came from; turned on, there is one before.
    later = shown[-1] if shown and (more or wanted.before) else None
    earlier = shown[0] if shown and (more if wanted.before else wanted.cursor) else None
    return Page(tuple(make(row) for row in shown), _place(later), _place(earlier))


def _place(row: dict[str, Any] | None) -> str | None:
    return encode_cursor(row["order_at"].isoformat(), row["id"]) if row else None


def _referral(row: dict[str, Any]) -> ReferralLine:
    return ReferralLine(
        id=row["id"], code=row["code"], number=row["number"], case_id=row["case_id"],
        applicant_name=row["case_id.applicant_name"], people=row["case_id.people"],
        programme=row["programme"], unit_name=row["unit_id.name"],
        unit_names=rows.to_names(row, "unit_id"),
        handler_name=row["handler_id.name"] or "", stand_in=row["stand_in"] or "",
        role=ReferralRole(row["role"]),
        state=ReferralState(row["state"]), clock=row["clock"], due_at=row["due_at"],
        yellow_at=row["yellow_at"], paused=bool(row["paused"]),
        provisional=bool(row["provisional"]),
        path=row["case_path" if row["clock"] in DESK_CLOCKS else "unit_path"],
        over=row["final_at"] is not None, updated_at=row["updated_at"],
    )  # fmt: skip


def _case(row: dict[str, Any]) -> CaseLine:
    state = CaseState(row["state"])
    return CaseLine(
        id=row["id"], code=row["code"], number=row["number"],
        applicant_name=row["applicant_name"], people=row["people"], state=state,
        channel=Channel(row["channel"]), urgency=Urgency(row["urgency"]),
        window_name=row["window_id.name"],
        window_names=rows.to_names(row, "window_id"), clock=row["clock"], due_at=row["due_at"],
        yellow_at=row["yellow_at"], path=row["division_path"], over=f"'{state.value}'" in ENDED,
        created_at=row["created_at"], updated_at=row["updated_at"],
    )  # fmt: skip


async def of_household(household_id: int | None, person: Person, *, at: datetime) -> list[int]:
    """Return the ids of a household's cases this person may read, oldest first."""
    row = CaseRow
    mine = scope.cases(person, at=at)
    found = await row.select(row.id).where(mine & (row.household_id == household_id)).order_by(
        row.id
    ).limit(MOST)  # fmt: skip
    return [int(each["id"]) for each in found]


async def of_households(household_ids: list[int]) -> tuple[CaseLine, ...]:
    """Return the cases of these households, newest first, at whichever window they stand.

    A desk has to know that a household is being helped elsewhere before it registers it anew; so
    this goes beyond the scope, and shows number, window and state only. The look-up is journalled.
    """
    row = CaseRow
    if not household_ids:
        return ()
    found = (
        await row.select(
            row.id,
            row.code,
            row.number,
            row.applicant_name,
            row.people,
            row.state,
            row.channel,
            row.urgency,
            row.clock,
            row.due_at,
            row.yellow_at,
            row.created_at,
            row.updated_at,
            row.order_at,
            row.division_path,
            *rows.names_of(row.window_id),
            row.household_id,
        )
        .where(row.household_id.is_in(household_ids))
        .order_by(row.id, ascending=False)
        .limit(MOST)
    )
    return tuple(map(_case, found))
