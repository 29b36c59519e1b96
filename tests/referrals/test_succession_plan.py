"""What of a case goes over to successors: a pure plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from portal.directory.model import Division, Tier, Unit
from referrals.model import ReferralState
from referrals.rules.succession import Plan, living, plan
from tests.referrals.world import CITY, DISTRICT, TOWNSHIP, UNITS, case, cooperating, referral

_TODAY, _ENDED = date(2026, 3, 10), date(2026, 3, 1)
_HERE = Division(1, "500116120", "西湖镇", Tier.TOWNSHIP, "town", None, TOWNSHIP)


def _units(**ended: str) -> dict[int, Unit]:
    """The world's units by id; each one named has ended in favour of another."""
    held = {unit.id: unit for unit in UNITS.values()}
    for name, to in ended.items():
        was = UNITS[name.replace("_", " ")]
        held[was.id] = msgspec.structs.replace(
            was, valid_to=_ENDED, successor_id=UNITS[to].id if to else None
        )
    return held


def _plan(*referrals: Any, place: Division = _HERE, on: date = _TODAY, **ended: str) -> Plan:
    return plan(case(), referrals, _units(**ended), place, on=on)


def test_nothing_goes_over_while_everything_stands() -> None:
    assert _plan(referral(), cooperating()).is_empty


def test_an_open_referral_goes_to_the_successor_from_its_first_day_on() -> None:
    before = _plan(referral(), on=date(2026, 2, 28), bureau="other bureau")
    on = _plan(referral(), on=_ENDED, bureau="other bureau")

    assert before.is_empty
    assert [(move.was.name, move.to.name) for move in on.moves] == [("bureau", "other bureau")]


def test_what_is_final_stays_where_it_ended() -> None:
    done = referral(ReferralState.CONFIRMED, final_at=referral().updated_at)

    assert _plan(done, bureau="other bureau").is_empty


def test_without_a_successor_nothing_goes_over() -> None:
    assert _plan(referral(), bureau="").is_empty


def test_the_window_and_the_place_go_over_too() -> None:
    moved = msgspec.structs.replace(_HERE, path=f"{CITY}500117/500116120/")
    found = _plan(referral(), place=moved, window="other window")

    assert found.window == UNITS["other window"]
    assert found.division == moved
    assert found.moves == ()


def test_what_the_successor_has_already_stays_and_is_named() -> None:
    there = cooperating(unit="other bureau", programme="medical_aid")
    found = _plan(referral(), there, bureau="other bureau")

    assert (found.moves, found.twice) == ((), (referral().id,))


def test_a_unit_whose_district_changed_goes_over_to_its_own_new_place() -> None:
    units = _units()
    bureau = UNITS["bureau"]
    units[bureau.id] = msgspec.structs.replace(bureau, division_path=f"{CITY}CQ-LJQ/")

    found = plan(case(), (referral(),), units, _HERE, on=_TODAY)

    assert [(m.was.id, m.to.division_path) for m in found.moves] == [(bureau.id, f"{CITY}CQ-LJQ/")]


def test_a_circle_of_successors_ends() -> None:
    units = _units(bureau="other bureau", other_bureau="bureau")

    assert living(units[UNITS["bureau"].id], _TODAY, units) == units[UNITS["bureau"].id]
    assert DISTRICT in UNITS["bureau"].division_path
