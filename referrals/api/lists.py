"""Lists over the API: the same tabs, filters and cursors as the pages'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.lamps import Lamp, lamp
from portal.core.paging import Page
from portal.web.visit import Request
from referrals.api.things import taken
from referrals.model import (
    CaseState,
    Channel,
    ReferralRole,
    ReferralState,
    Urgency,
)
from referrals.queries import filters, lists
from referrals.queries.lists import CaseLine, ReferralLine

L = TypeVar("L", CaseLine, ReferralLine)


class ReferralItem(msgspec.Struct, frozen=True):
    """One referral of a list."""

    key: str
    number: str | None
    code: str
    applicant_name: str
    people: int
    programme: str
    unit_name: str
    handler_name: str
    role: ReferralRole
    state: ReferralState
    lamp: Lamp
    due_at: datetime | None
    provisional: bool
    updated_at: datetime


class CaseItem(msgspec.Struct, frozen=True):
    """One case of a list."""

    key: str
    number: str | None
    code: str
    applicant_name: str
    people: int
    state: CaseState
    channel: Channel
    urgency: Urgency
    window_name: str
    lamp: Lamp
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime


async def page_of_referrals(request: Request) -> dict[str, Any]:
    """Return a page of referrals as the API answers it."""
    page = await lists.referrals(request.person, _wanted(request), at=request.at)
    return _page(page, lambda held: _referral(held, request.at))


async def page_of_cases(request: Request) -> dict[str, Any]:
    """Return a page of cases as the API answers it."""
    page = await lists.cases(request.person, _wanted(request), at=request.at)
    return _page(page, lambda held: _case(held, request.at))


def _page(page: Page[L], shown: Callable[[L], Any]) -> dict[str, Any]:
    return {"items": [shown(each) for each in page.items], "next": page.next,
            "previous": page.previous}  # fmt: skip


def _referral(held: ReferralLine, now: datetime) -> ReferralItem:
    shines = lamp(held.due_at, held.yellow_at, paused=held.paused, now=now)
    return taken(ReferralItem, held, lamp=shines)


def _case(held: CaseLine, now: datetime) -> CaseItem:
    shines = lamp(held.due_at, held.yellow_at, paused=False, now=now)
    return taken(CaseItem, held, lamp=shines)


def _wanted(request: Request) -> filters.Wanted:
    asked = request.query_params
    names = ("view", "q", "state", "programme", "lamp", "cursor", "before", "unit", "handler",
             "urgency")  # fmt: skip
    given: dict[str, Any] = {name: asked[name] for name in names if asked.get(name)}
    given |= {name: _day(name, asked.get(name, "")) for name in ("due_from", "due_to")}
    return filters.Wanted(**given, limit=limit_of(asked.get("limit", "")))


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid([problem(name, N_("日期请写成 2026-11-25。"))]) from None


def limit_of(text: str) -> int:
    """Return how many rows a page shall hold; raise ``Invalid`` for what is no such number."""
    if not text:
        return filters.LIMIT
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= filters.MOST):
        raise Invalid([
            problem("limit", N_("每页条数应为 1 到 %(most)s。"), most=filters.MOST)
        ])  # fmt: skip
    return int(text)
