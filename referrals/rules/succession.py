"""What of a case goes over to the units that took the place of ended ones; pure.

A successor is the same addressee in law: the referral is not sent anew, it keeps its number, its
history and its clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from portal.directory.model import Division, Unit
from referrals.model import Case, Referral, ReferralState


class Move(msgspec.Struct, frozen=True):
    """One referral, and the unit that has it from now on."""

    referral_id: int
    was: Unit
    to: Unit


class Plan(msgspec.Struct, frozen=True):
    """What of a case goes over; ``twice`` are referrals whose successor has the like already."""

    window: Unit | None = None
    division: Division | None = None
    moves: tuple[Move, ...] = ()
    twice: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing goes over."""
        return self.window is None and self.division is None and not self.moves


def living(unit: Unit, on: date, units: Mapping[int, Unit]) -> Unit:
    """Return the unit that has the place of this one on a day; itself where nobody took it."""
    seen, held = {unit.id}, unit
    while held.valid_to is not None and held.valid_to <= on and held.successor_id not in seen:
        following = units.get(held.successor_id or 0)
        if following is None:
            break
        held = following
        seen.add(held.id)
    return held if held.valid_on(on) else unit


def plan(
    case: Case, referrals: Sequence[Referral], units: Mapping[int, Unit], division: Division,
    *, on: date,
) -> Plan:  # fmt: skip
    """Return what goes over today; ``division`` is where the case's place lies now."""
    window = living(units[case.window_id], on, units)
    open_ = [each for each in referrals if not each.is_final]
    wanted = [_move(each, units, on) for each in open_]
    moves = [move for move in wanted if move is not None]
    twice = [move.referral_id for move in moves if _is_there(move, open_, referrals)]
    return Plan(
        window=window if window.id != case.window_id else None,
        division=division if division.path != case.division_path else None,
        moves=tuple(move for move in moves if move.referral_id not in twice),
        twice=tuple(twice),
    )


def _move(referral: Referral, units: Mapping[int, Unit], on: date) -> Move | None:
    was = units[referral.unit_id]
    to = living(was, on, units)
    # A unit that stayed and whose district changed goes over to itself, at its new place.
    same = to.id == was.id and to.division_path == referral.unit_path
    return None if same else Move(referral.id, was, to)


def _is_there(move: Move, open_: Sequence[Referral], referrals: Sequence[Referral]) -> bool:
    own = next(each for each in referrals if each.id == move.referral_id)
    return any(
        each.id != own.id
        and (each.unit_id, each.programme) == (move.to.id, own.programme)
        and each.state is not ReferralState.DRAFT
        for each in open_
    )
