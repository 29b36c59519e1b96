"""Which cases and referrals a person may know of: one predicate each, built from the rights' table.

Every list, count, search, export, paper and page starts from here. What a predicate leaves out does
not exist for that person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from piccolo.columns import Varchar
from piccolo.columns.combination import WhereRaw

from portal.directory.model import Person, Tier, Unit
from portal.directory.permissions import READ_DAYS_AFTER_FINAL, Scope, scopes
from referrals.queries.filters import ENDED_STATES
from referrals.tables import CaseRow, InformedRow, ReferralRow

READ = "case.read"


def referrals(person: Person, *, at: datetime, right: str = READ, among_open: bool = False) -> Any:
    """Return the predicate of the referrals this right reaches for this person.

    ``among_open`` is for those who look at open ones only, and say so beside it: how long one that
    is over may still be read need not be asked of them.
    """
    since = None if among_open else at
    return _any_of([_referrals(reach, unit, since) for reach, unit in _reach(person, right)])


def cases(person: Person, *, at: datetime, right: str = READ) -> Any:
    """Return the predicate of the cases this right reaches for this person."""
    reaches = _reach(person, right)
    return _any_of([_cases(reach, unit, at, told=right == READ) for reach, unit in reaches])


def former(person: Person, *, at: datetime) -> Any:
    """Return the predicate of the referrals the person's units once had and may no longer open.

    Only the heading of these may be shown: number, programme and outcome.
    """
    own = [m.unit.id for m in person.memberships if Scope.ADDRESSED in scopes(READ, m.role)]
    if not own:
        return nothing()
    known = ReferralRow.unit_id.is_in(own) & ReferralRow.sent_at.is_not_null()
    return known & (ReferralRow.final_at <= _since(at))


def _reach(person: Person, right: str) -> Iterator[tuple[Scope, Unit]]:
    if person.narrowed is not None and right not in person.narrowed:
        return
    for membership in person.memberships:
        held = scopes(right, membership.role)
        # A department's reach holds its own unit's: one plain predicate finds its index.
        wide = held - {Scope.ADDRESSED} if Scope.DEPARTMENT in held else held
        for reach in sorted(wide):
            yield reach, membership.unit


def _referrals(reach: Scope, unit: Unit, at: datetime | None) -> Any:
    row = ReferralRow
    match reach:
        case Scope.OWN:
            return row.window_id == unit.id
        case Scope.TERRITORY:
            return _within(row.case_path, row.case_district, unit)
        case Scope.ADDRESSED:
            return (row.unit_id == unit.id) & _received(at)
        case Scope.DEPARTMENT:
            below = _within(row.unit_path, row.unit_district, unit)
            return (row.unit_kind == unit.kind) & below & _received(at)
        case _:
            return nothing()


def _cases(reach: Scope, unit: Unit, at: datetime, *, told: bool) -> Any:
    row = CaseRow
    match reach:
        case Scope.OWN:
            return row.window_id == unit.id
        case Scope.TERRITORY:
            return _within(row.division_path, row.district_path, unit)
        case Scope.ADDRESSED | Scope.DEPARTMENT:
            received = ReferralRow.select(ReferralRow.case_id).where(_referrals(reach, unit, at))
            return row.id.is_in(received) | informed([unit.id]) if told else row.id.is_in(received)
        case _:
            return nothing()


def informed(units: list[int]) -> Any:
    """Return the predicate of the open cases that one of these units is told of 知会."""
    row = InformedRow
    told = row.select(row.case_id).where(row.unit_id.is_in(units) & row.ended_at.is_null())
    return CaseRow.id.is_in(told) & CaseRow.state.not_in(ENDED_STATES)


def _received(at: datetime | None) -> Any:
    # A draft is the desk's own; what is final is read a while longer.
    row, sent = ReferralRow, ReferralRow.sent_at.is_not_null()
    return sent if at is None else sent & (row.final_at.is_null() | (row.final_at > _since(at)))


def _since(at: datetime) -> datetime:
    return at - timedelta(days=READ_DAYS_AFTER_FINAL)


def _within(path: Varchar, district: Varchar, unit: Unit) -> Any:
    # Equality finds an index that also orders the list; a prefix alone would not.
    match unit.tier:
        case Tier.CITY:
            return path.like(f"{unit.division_path}%")
        case Tier.DISTRICT:
            return district == unit.division_path
        case Tier.TOWNSHIP:
            return path == unit.division_path


def _any_of(branches: Sequence[Any]) -> Any:
    return reduce(or_, branches) if branches else nothing()


def nothing() -> Any:
    """Return the predicate of no row at all."""
    return WhereRaw("1 = 0")
