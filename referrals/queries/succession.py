"""Which open cases still stand with units that have ended, or at places that have moved."""

from __future__ import annotations

from datetime import date

from piccolo.columns.combination import WhereRaw

from portal.core.i18n import N_
from portal.directory.model import Division as Place
from portal.directory.queries import known_units
from portal.directory.queries.divisions import division_by_id, moved_townships, successor_division
from portal.directory.queries.units import succeeded
from portal.directory.tables import Division, Unit
from referrals.model import Case
from referrals.queries.filters import ENDED_STATES
from referrals.queries.folder import Folder
from referrals.rules.succession import Plan, plan
from referrals.tables import CaseRow, ReferralRow

_MOVED = """"intake_case"."division_path" <> (
    SELECT d.path FROM division d WHERE d.id = "intake_case"."division_id")"""
_UNIT_MOVED = """"referral"."unit_path" <> (
    SELECT u.division_path FROM unit u WHERE u.id = "referral"."unit_id")"""


async def left_behind(*, on: date, after: int = 0, limit: int = 200) -> list[int]:
    """Return the ids of open cases of which something has to go over, in order, from a place on."""
    case, referral = CaseRow, ReferralRow
    ended = [unit.id for unit in await succeeded(on=on)] or [0]
    places = await _places(on)
    at_units = await Unit.select(Unit.id).where(Unit.division_id.is_in(places))
    of_moved = referral.unit_id.is_in([row["id"] for row in at_units] or [0])
    held = referral.select(referral.case_id).where(
        referral.final_at.is_null()
        & (referral.unit_id.is_in(ended) | (of_moved & WhereRaw(_UNIT_MOVED)))
    )
    there = case.division_id.is_in(places) & WhereRaw(_MOVED)
    gone = case.division_id.is_in(places) & case.division_id.valid_to.is_not_null()
    found = (
        await case.select(case.id)
        .where(
            (case.id > after)
            & case.state.not_in(ENDED_STATES)
            & (case.window_id.is_in(ended) | there | gone | case.id.is_in(held))
        )
        .order_by(case.id)
        .limit(limit)
    )
    return [int(row["id"]) for row in found]


async def in_hand_of(unit_id: int) -> tuple[tuple[str, int], ...]:
    """Return how many open cases a unit answers for as a window, and open referrals it has."""
    case, referral = CaseRow, ReferralRow
    cases = await case.count().where((case.window_id == unit_id) & case.state.not_in(ENDED_STATES))
    sent = (referral.unit_id == unit_id) & referral.final_at.is_null()
    referrals = await referral.count().where(sent)
    return (N_("在办受理件"), int(cases)), (N_("在办转办单"), int(referrals))


async def _places(on: date) -> list[int]:
    """Return the ids of the divisions that have moved or ended by a day."""
    moved = list(await moved_townships(on=on)) or [""]
    rows = await Division.select(Division.id).where(
        Division.code.is_in(moved) | (Division.valid_to <= on)
    )
    return [int(row["id"]) for row in rows] or [0]


async def plan_of(folder: Folder, *, on: date) -> Plan:
    """Return what of a case goes over today."""
    case = folder.case
    ids = {case.window_id, *(each.unit_id for each in folder.referrals)}
    units = await known_units((), "/", sorted(ids))
    return plan(case, folder.referrals, units, await _place(case, on), on=on)


async def _place(case: Case, on: date) -> Place:
    """Return where the case's place lies now; of an ended division what took its place."""
    held = await division_by_id(case.division_id)
    if held.valid_to is None or held.valid_to > on:
        return held
    return await successor_division(held) or held
