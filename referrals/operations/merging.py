"""Merging cases that are one 合并, and taking the merge back within thirty days."""

from __future__ import annotations

from datetime import datetime

from portal.core import db
from portal.core.errors import NotPossible
from portal.core.i18n import N_, say
from portal.directory.model import Person
from referrals.inputs import MergeInto, WithReason
from referrals.model import Case, CaseAction, CaseState
from referrals.operations.acting import CaseDeed, allowed_on_case, done_on_case
from referrals.operations.saving import placed, save
from referrals.operations.work import Work, take
from referrals.queries import locate, rows
from referrals.rules.guards import RUNNING
from referrals.states import derived
from referrals.tables import CaseRow, NeedRow, ReferralRow


async def merge(key: str, given: MergeInto, *, by: Person, at: datetime) -> Case:
    """Merge a case into the one that goes on; its open referrals and needs move there.

    Raises ``NotPossible`` when that one is the same case or is ended.
    """
    async with db.write():
        work = await take(await locate.case(key, by, at=at), by=by, at=at)
        row = allowed_on_case(CaseAction.MERGE, work, given.version, by)
        survivor_id = await locate.case(given.survivor, by, at=at)
        if survivor_id == work.case.id:
            raise NotPossible(say(N_("不能与自身合并，请选择另一受理件。")), code="same_case")
        survivor = await take(survivor_id, by=by, at=at)
        _takes_over(survivor)
        deed = CaseDeed(work, CaseAction.MERGE)
        deed.say(reason=given.reason, survivor=survivor.case.key)
        deed.set(
            merged_into_id=survivor_id, merged_at=at, closed_at=at,
            state_before_merge=work.case.state,
        )  # fmt: skip
        await done_on_case(deed, row)
        await _move(work.case, survivor.case)
        await _joined(survivor_id, work.case, by, at, "case:joined")
    return work.case


def _takes_over(survivor: Work) -> None:
    if survivor.case.state not in RUNNING | {CaseState.REGISTERED}:
        raise NotPossible(
            say(N_("合并后保留的受理件须在办理中，请另选一件。")), code="survivor_ended"
        )


async def _move(merged: Case, survivor: Case) -> None:
    """Move what is open; rows keep their numbers, which name where they began."""
    of_merged = ReferralRow.case_id == merged.id
    open_ = of_merged & ReferralRow.final_at.is_null()
    needs = ReferralRow.select(ReferralRow.need_id).where(open_)
    await NeedRow.update({NeedRow.case_id: survivor.id}).where(NeedRow.id.is_in(needs))
    leads = await ReferralRow.exists().where(
        (ReferralRow.case_id == survivor.id) & (ReferralRow.role == "lead")
        & ReferralRow.final_at.is_null() & ReferralRow.sent_at.is_not_null()
    )  # fmt: skip
    moved = {getattr(ReferralRow, name): value for name, value in placed(survivor).items()}
    if leads:
        # One case has one lead: the survivor's stays, the others cooperate.
        moved[ReferralRow.role] = "cooperating"
    await ReferralRow.update(moved).where(open_)


async def _joined(case_id: int, other: Case, by: Person, at: datetime, tag: str) -> None:
    work = await take(case_id, by=by, at=at)
    await _kin(case_id, other.id)
    work.set_case(state=derived(work.case.state, work.referrals, work.case.needs))
    work.say(tag, work.case, other=other.key)
    await save(work)


async def _kin(case_id: int, other_id: int) -> None:
    held = await CaseRow.select(CaseRow.kin).where(CaseRow.id == case_id).first()
    known = rows.as_record(held["kin"] if held else "", tuple[int, ...], ())
    kin = tuple(dict.fromkeys((*known, other_id)))
    await CaseRow.update({CaseRow.kin: rows.as_text(kin)}).where(CaseRow.id == case_id)


async def undo_merge(key: str, given: WithReason, *, by: Person, at: datetime) -> Case:
    """Take a merge back within thirty days; what had moved and is still open moves back."""
    async with db.write():
        work = await take(await locate.case(key, by, at=at), by=by, at=at)
        row = allowed_on_case(CaseAction.UNDO_MERGE, work, given.version, by)
        survivor_id = work.case.merged_into_id
        assert survivor_id is not None
        deed = CaseDeed(work, CaseAction.UNDO_MERGE)
        deed.say(reason=given.reason)
        before = work.case.state_before_merge or CaseState.REGISTERED
        deed.set(state=before, merged_into_id=None, merged_at=None, closed_at=None,
                 state_before_merge=None)  # fmt: skip
        await done_on_case(deed, row)
        await _move_back(work.case, survivor_id)
        await _joined(work.case.id, (await take(survivor_id, by=by, at=at)).case, by, at,
                      "case:apart")  # fmt: skip
    return work.case


async def _move_back(case: Case, survivor_id: int) -> None:
    began_here = ReferralRow.number.like(f"{case.number}-%")
    moved = (ReferralRow.case_id == survivor_id) & began_here
    needs = ReferralRow.select(ReferralRow.need_id).where(moved)
    await NeedRow.update({NeedRow.case_id: case.id}).where(NeedRow.id.is_in(needs))
    values = {getattr(ReferralRow, name): value for name, value in placed(case).items()}
    await ReferralRow.update(values).where(moved)
