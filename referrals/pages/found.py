"""What a look-up shows: households known already, their cases, and which departments have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from portal.core.calendar import Calendars, day_of
from portal.core.errors import NotFound
from portal.core.i18n import gettext, language
from portal.directory.model import Person
from portal.directory.queries import calendars
from referrals import operations
from referrals.inputs import LookUp
from referrals.model import Client, Household
from referrals.pages import matters
from referrals.pages.people import Card, card
from referrals.queries import folder, lists, locate
from referrals.queries.lists import CaseLine
from referrals.queries.people import households as homes


class FoundCase(msgspec.Struct, frozen=True):
    """A case of the household, at whichever window; it opens for those who may see it."""

    address: str
    number: str
    state: StrEnum
    open: bool
    window: str
    since: datetime
    referrals: tuple[matters.Line, ...]


class FoundHousehold(msgspec.Struct, frozen=True):
    """A household that is known already."""

    code: str
    title: str
    address: str
    people: tuple[Card, ...]
    cases: tuple[FoundCase, ...]


async def known_households(
    given: LookUp, *, by: Person, at: datetime
) -> tuple[FoundHousehold, ...]:
    """Return the households of those who are known by this; the look-up is journalled."""
    matched = await operations.look_up(given, by=by, at=at)
    held = await homes(client.household_id for client in matched)
    days = await calendars()
    ids = frozenset(client.id for client in matched)
    return tuple([
        _household(home, members, ids, await _cases(home, by, at, days), day_of(at))
        for home, members in held.values()
    ])  # fmt: skip


def _household(
    home: Household, members: Sequence[Client], matched: frozenset[int],
    cases: Iterable[FoundCase], on: date,
) -> FoundHousehold:  # fmt: skip
    first = members[0].name if members else ""
    return FoundHousehold(
        code=home.code,
        title=gettext("%(name)s一户 %(n)s 人") % {"name": first, "n": len(members)},
        address=home.address,
        people=tuple(card(each, on, matched=each.id in matched) for each in members),
        cases=tuple(cases),
    )


async def _cases(home: Household, by: Person, at: datetime, days: Calendars) -> list[FoundCase]:
    found = await lists.of_households([home.id])
    return [await _case(each, by, at, days) for each in found]


async def _case(held: CaseLine, by: Person, at: datetime, days: Calendars) -> FoundCase:
    open_ = () if held.over else await folder.referrals(held.id)
    return FoundCase(
        address=await _address(held, by, at),
        number=held.number or gettext("草稿"),
        state=held.state,
        open=not held.over,
        window=held.window_names.title(language()),
        since=held.created_at,
        referrals=tuple(
            matters.line(r, at, days.of(r.unit_path), opens=False) for r in open_ if r.is_open
        ),
    )


async def _address(held: CaseLine, by: Person, at: datetime) -> str:
    try:
        await locate.case(held.key, by, at=at)
    except NotFound:
        return ""
    return f"/cases/{held.key}"
