"""Lists of topics and meetings: one query each, newest first, pages by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from meetings.model import (
    AHEAD,
    MeetingKind,
    MeetingState,
    Topic,
    TopicKind,
    TopicState,
)
from meetings.queries import scope, things
from meetings.tables import MeetingRow, TopicRow
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.paging import Page, encode_cursor, id_cursor
from portal.directory.model import Names, Person

LIMIT = 25

_T, _M = TopicState, MeetingState
# Each view is the states it holds; "all" holds every one.
TOPIC_VIEWS: Mapping[str, frozenset[str]] = {
    "open": frozenset({_T.DRAFT, _T.SUBMITTED, _T.COORDINATING}),
    "pool": frozenset({_T.POOLED}),
    "scheduled": frozenset({_T.SCHEDULED}),
    "over": frozenset({_T.DELIBERATED, _T.WITHDRAWN, _T.MERGED}),
}
MEETING_VIEWS: Mapping[str, frozenset[str]] = {
    "ahead": frozenset({_M.PLANNED, _M.CONVENED, _M.AGENDA_FIXED, _M.POSTPONED}),
    "now": frozenset({_M.IN_SESSION, _M.ADJOURNED}),
    "over": frozenset({_M.CONCLUDED, _M.CANCELLED}),
}


class TopicLine(msgspec.Struct, frozen=True):
    """One topic as a list shows it."""

    id: int
    key: str
    title: str
    kind: TopicKind
    state: TopicState
    proposer: Names
    carried: int
    referral_key: str
    updated_at: datetime


class MeetingLine(msgspec.Struct, frozen=True):
    """One meeting as a list shows it."""

    key: str
    title: str
    kind: MeetingKind
    state: MeetingState
    begins_at: datetime
    place: str


async def topics(
    person: Person, view: str, *, cursor: str = "", limit: int = LIMIT
) -> Page[TopicLine]:
    """Return a page of the person's topics; ``Invalid`` for an unknown view or cursor."""
    row = TopicRow
    found = await row.select(
        row.id, row.number, row.code, row.title, row.kind, row.state, row.carried,
        row.referral_key, row.updated_at, row.proposer_id.name, row.proposer_id.name_hant,
        row.proposer_id.name_en,
    ).where(scope.topics(person) & _in(row, TOPIC_VIEWS, view) & _after(row, cursor)).order_by(
        row.id, ascending=False
    ).limit(limit + 1)  # fmt: skip
    return _page(found, limit, _topic)


async def mergeable(topic: Topic) -> tuple[tuple[str, str], ...]:
    """Return the topics this one can be merged into, the newest first: number and title of each."""
    row = TopicRow
    found = await row.select(row.number, row.title).where(
        (row.body_id == topic.body_id) & (row.id != topic.id) & row.secret.eq(topic.secret)
        & row.state.is_in(sorted(AHEAD))
    ).order_by(row.id, ascending=False)  # fmt: skip
    return tuple((each["number"], each["title"]) for each in found)


async def whole(lines: Iterable[TopicLine]) -> dict[int, Topic]:
    """Return the topics of these lines in full, by id: two statements for a page of them."""
    wanted = [line.id for line in lines]
    found = await things.topics(TopicRow.id.is_in(wanted)) if wanted else ()
    return {topic.id: topic for topic in found}


async def meetings(
    person: Person, view: str, *, cursor: str = "", limit: int = LIMIT
) -> Page[MeetingLine]:
    """Return a page of the person's meetings; ``Invalid`` for an unknown view or cursor."""
    row = MeetingRow
    found = await row.select(
        row.id, row.number, row.title, row.kind, row.state, row.begins_at, row.place
    ).where(scope.meetings(person) & _in(row, MEETING_VIEWS, view) & _after(row, cursor)).order_by(
        row.id, ascending=False
    ).limit(limit + 1)  # fmt: skip
    return _page(found, limit, _meeting)


def _in(row: Any, views: Mapping[str, frozenset[str]], view: str) -> Any:
    if view not in views:
        raise Invalid([problem("view", N_("没有这个分类，请从上方选择。"), code="unknown")])
    return row.state.is_in(sorted(views[view]))


def _after(row: Any, cursor: str) -> Any:
    if not cursor:
        return row.id > 0
    return row.id < id_cursor(cursor)


def _page(found: list[dict[str, Any]], limit: int, make: Any) -> Page[Any]:
    shown = found[:limit]
    following = encode_cursor(shown[-1]["id"]) if len(found) > limit else None
    return Page(tuple(make(row) for row in shown), following)


def _topic(row: dict[str, Any]) -> TopicLine:
    return TopicLine(
        id=row["id"], key=row["number"] or row["code"], title=row["title"],
        kind=TopicKind(row["kind"]), state=TopicState(row["state"]), carried=row["carried"],
        proposer=Names(row["proposer_id.name"], row["proposer_id.name_hant"],
                       row["proposer_id.name_en"]),
        referral_key=row["referral_key"], updated_at=row["updated_at"],
    )  # fmt: skip


def _meeting(row: dict[str, Any]) -> MeetingLine:
    return MeetingLine(
        key=row["number"], title=row["title"], kind=MeetingKind(row["kind"]),
        state=MeetingState(row["state"]), begins_at=row["begins_at"], place=row["place"],
    )  # fmt: skip
