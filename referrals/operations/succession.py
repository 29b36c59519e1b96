"""Carrying open cases and referrals over from an ended unit to its successor 单位接续.

Numbers, history and clocks stay: a successor is the same addressee in law. Each case is a
transaction of its own, so that a long list can be stopped and taken up again at any point.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from portal.core import db
from portal.core.calendar import day_of
from portal.directory.model import Role, Unit
from portal.directory.queries import colleagues
from portal.journal.model import MACHINERY
from referrals.model import Case, Referral
from referrals.operations.informing import tell_units
from referrals.operations.saving import placed, save
from referrals.operations.work import Work, take
from referrals.queries.folder import open_folder
from referrals.queries.succession import left_behind, plan_of
from referrals.rules.succession import Move, Plan
from referrals.tables import ReferralRow

_HANDLERS = frozenset({Role.HANDLER, Role.HEAD})


class Carried(msgspec.Struct, frozen=True):
    """What went over in one run: how many referrals came to each unit, cases to each window."""

    referrals: dict[int, int]
    cases: dict[int, int]
    last: int | None = None  # the case the next run goes on behind; None when all are done


async def carry_over(*, at: datetime, after: int = 0, limit: int = 200) -> Carried:
    """Carry over what ended units still have in hand; what has gone over is left alone."""
    found = await left_behind(on=day_of(at), after=after, limit=limit)
    referrals: dict[int, int] = {}
    cases: dict[int, int] = {}
    for case_id in found:
        done = await carry_case(case_id, at=at)
        for move in done.moves:
            referrals[move.to.id] = referrals.get(move.to.id, 0) + 1
        if done.window is not None:
            cases[done.window.id] = cases.get(done.window.id, 0) + 1
    return Carried(referrals, cases, found[-1] if len(found) == limit else None)


async def carry_case(case_id: int, *, at: datetime) -> Plan:
    """Carry one case over; return what went, nothing where nothing had to."""
    # Looked at before the case is taken in hand: whoever has it open now is not to be disturbed.
    before = await plan_of(await open_folder(case_id), on=day_of(at))
    if before.is_empty:
        return before
    async with db.write():
        work = await take(case_id, by=MACHINERY, at=at)
        plan = await plan_of(work.folder, on=day_of(at))
        _case(work, plan)
        for move in plan.moves:
            await _referral(work, move)
        # Who worked on it goes on reading the case.
        await tell_units(work, [m.was for m in plan.moves if m.was.id != m.to.id])
        await save(work)
        await _follow(work.case)
    return plan


def _case(work: Work, plan: Plan) -> None:
    was = work.case
    if plan.window is not None:
        work.set_case(window_id=plan.window.id, window_name=plan.window.name)
    if plan.division is not None:
        work.set_case(division_id=plan.division.id, division_path=plan.division.path)
    if plan.window is not None or plan.division is not None:
        to = plan.window.name if plan.window else plan.division.name if plan.division else ""
        work.say("case:carry", work.case, **{"from": was.window_name, "to": to})


async def _referral(work: Work, move: Move) -> None:
    referral = work.referral(move.referral_id)
    stays = await _works_there(referral, move.to, day=work.at)
    work.set(
        referral, unit_id=move.to.id, unit_name=move.to.name, unit_kind=move.to.kind,
        unit_path=move.to.division_path,
        handler_id=referral.handler_id if stays else None,
        handler_name=referral.handler_name if stays else "",
    )  # fmt: skip
    act = "carry" if move.was.id != move.to.id else "redraw"
    work.say(f"referral:{act}", referral, **{"from": move.was.name, "to": move.to.name})


async def _works_there(referral: Referral, unit: Unit, *, day: datetime) -> bool:
    staff = await colleagues(unit.id, on=day_of(day))
    return any(
        person.id == referral.handler_id
        and any(m.unit.id == unit.id and m.role in _HANDLERS for m in person.memberships)
        for person in staff
    )


async def _follow(case: Case) -> None:
    """Let every referral of the case, ended ones too, stand where its case stands."""
    values = {getattr(ReferralRow, name): value for name, value in placed(case).items()}
    await ReferralRow.update(values).where(ReferralRow.case_id == case.id)
