"""Merging cases that are one 合并, and taking the merge back within thirty days.

What moves are needs, each with every referral that was ever sent for it: so the person's clock and
whoever had it before stay with it. Each row that moves is journalled where it arrives.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from portal.core import db
from portal.core.errors import NotPossible
from portal.core.i18n import N_, say
from portal.directory.model import Person, Unit
from portal.directory.queries import known_units
from portal.journal.record import record
from referrals.inputs import MergeInto, WithReason
from referrals.model import (
    OVER,
    Case,
    CaseAction,
    CaseState,
    Need,
    NeedState,
    Referral,
    ReferralRole,
    ReferralState,
)
from referrals.operations.acting import CaseDeed, allowed_on_case, done_on_case
from referrals.operations.informing import hand_on, unfit, untell
from referrals.operations.saving import placed, save
from referrals.operations.work import Work, take
from referrals.queries import locate, rows
from referrals.rules.guards import RUNNING
from referrals.states import derived
from referrals.tables import CaseRow, NeedRow, ReferralRow

Also = Callable[[Work], Awaitable[None]]


async def merge(key: str, given: MergeInto, *, by: Person, at: datetime) -> Case:
    """Merge a case into the one that goes on; its open referrals and needs move there.

    Raises ``NotPossible`` when that one is the same case, is ended, or has the same matter open
    with the same unit.
    """
    async with db.write():
        work = await take(await locate.case(key, by, at=at), by=by, at=at)
        row = allowed_on_case(CaseAction.MERGE, work, given.version, by)
        survivor_id = await locate.case(given.survivor, by, at=at)
        if survivor_id == work.case.id:
            raise NotPossible(say(N_("不能与自身合并，请选择另一受理件。")), code="same_case")
        survivor = await take(survivor_id, by=by, at=at)
        needs = _still_open(work)
        _takes_over(survivor, _on(work, needs))
        told = await _told_too(work, survivor)
        deed = CaseDeed(work, CaseAction.MERGE)
        deed.say(reason=given.reason, informed=[unit.id for unit in told])
        await _merged(deed, row, survivor, needs)
        await _move(work, needs, survivor.case, leads=survivor.lead is not None)
        await _kin(survivor_id, work.case.id)

        async def hand(kept: Work) -> None:
            await hand_on(kept, told, by=by)

        await _settled(survivor_id, work.case, by, at, "case:joined", hand)
    return work.case


def _still_open(work: Work) -> tuple[Need, ...]:
    """Return the needs that go along: unanswered, or not yet confirmed; none of an ended case.

    What is served with one of them goes with it.
    """
    if work.case.state in OVER:
        return ()
    going = {each.need_id for each in work.referrals if not each.is_final}
    going |= {need.id for need in work.case.needs if need.state is NeedState.OPEN}
    while more := {n.id for n in work.case.needs if n.joined_to_id in going} - going:
        going |= more
    return tuple(need for need in work.case.needs if need.id in going)


def _on(work: Work, needs: Sequence[Need]) -> tuple[Referral, ...]:
    """Return everything that was sent or prepared for these needs."""
    ids = {need.id for need in needs}
    return tuple(each for each in work.referrals if each.need_id in ids)


def _takes_over(survivor: Work, moving: Sequence[Referral]) -> None:
    open_ = [each for each in moving if each.is_open]
    # Whoever has something in hand has it for a case that was accepted.
    ready = RUNNING if open_ else RUNNING | {CaseState.REGISTERED}
    if survivor.case.state not in ready:
        raise NotPossible(
            say(N_("合并后保留的受理件须在办理中，请另选一件。")), code="survivor_ended"
        )
    for each in open_:
        _not_there_already(survivor, each)


def _not_there_already(survivor: Work, moving: Referral) -> None:
    there = (moving.unit_id, moving.programme)
    for other in survivor.referrals:
        if other.is_open and (other.unit_id, other.programme) == there:
            raise NotPossible(
                say(
                    N_("两件都有同一事项在 %(unit)s 办理（%(number)s），请先撤回其中一件再合并。"),
                    unit=other.unit_name, number=other.key,
                ),
                code="same_open_there",
            )  # fmt: skip


async def _told_too(work: Work, survivor: Work) -> list[Unit]:
    """Return the units told of the one case that are to be told of the other from now on."""
    if work.case.state in OVER or not survivor.case.consent.given:
        return []
    units = await known_units((), "/", work.case.informed)
    return [unit for unit in units.values() if not unfit(survivor, unit)]


async def _merged(deed: CaseDeed, row: Any, survivor: Work, needs: Sequence[Need]) -> None:
    work, lead = deed.work, deed.work.lead
    deed.say(
        survivor=survivor.case.key, needs=[need.code for need in needs],
        lead=lead.code if lead else "",
    )  # fmt: skip
    deed.set(
        merged_into_id=survivor.case.id, merged_at=work.at,
        closed_at=work.case.closed_at or work.at, state_before_merge=work.case.state,
    )  # fmt: skip
    await done_on_case(deed, row)


async def _move(work: Work, needs: Sequence[Need], to: Case, *, leads: bool = False) -> None:
    """Move the needs and what hangs on them; rows keep their numbers, which name where they began.

    Where somebody ``leads`` already, whoever comes cooperates: one case has one lead.
    """
    if needs:
        ids = [need.id for need in needs]
        await NeedRow.update({NeedRow.case_id: to.id}).where(NeedRow.id.is_in(ids))
    for each in _on(work, needs):
        yields = leads and not each.is_final
        await _move_one(work, each, to, ReferralRole.COOPERATING if yields else each.role)


async def _move_one(work: Work, referral: Referral, to: Case, role: ReferralRole) -> None:
    moved = placed(to) | {
        "role": role.value, "version": referral.version + 1, "updated_at": work.at,
    }  # fmt: skip
    changed = (
        await ReferralRow.update({getattr(ReferralRow, name): to_ for name, to_ in moved.items()})
        .where((ReferralRow.id == referral.id) & (ReferralRow.version == referral.version))
        .returning(ReferralRow.id)
    )
    db.changed_one(changed, what="referral", key=referral.key)
    await record(
        "referral:move", subject=("referral", referral.id, referral.code), by=work.by, at=work.at,
        case_id=to.id, was={"case_id": referral.case_id, "role": referral.role},
        now={"case_id": to.id, "role": role}, data={"from": work.case.key, "to": to.key},
    )  # fmt: skip


async def _kin(case_id: int, other_id: int) -> None:
    """Note that a part of the case's story stands in the other's journal, and in its kin's."""
    known = [*await _kin_of(case_id), other_id, *await _kin_of(other_id)]
    kin = tuple(each for each in dict.fromkeys(known) if each != case_id)
    await CaseRow.update({CaseRow.kin: rows.as_text(kin)}).where(CaseRow.id == case_id)


async def _kin_of(case_id: int) -> tuple[int, ...]:
    held = await CaseRow.select(CaseRow.kin).where(CaseRow.id == case_id).first()
    return rows.as_record(held["kin"] if held else "", tuple[int, ...], ())


async def _settled(
    case_id: int, other: Case, by: Person, at: datetime, tag: str, also: Also
) -> None:
    """Bring a case in order that something came to, or went from; ``also`` what comes with it."""
    work = await take(case_id, by=by, at=at)
    await also(work)
    _alone_again(work)
    _lead_on(work)
    work.set_case(state=derived(work.case.state, work.referrals, work.case.needs))
    work.say(tag, work.case, other=other.key)
    await save(work)


def _alone_again(work: Work) -> None:
    """Open what was served along with a need that is another case's now."""
    own = {need.id for need in work.case.needs}
    for need in work.case.needs:
        if need.joined_to_id is not None and need.joined_to_id not in own:
            work.settle(need.id, NeedState.OPEN)


def _lead_on(work: Work, code: str = "") -> None:
    """See that somebody leads while a unit has anything in hand: who led before, else the first."""
    in_hand = [r for r in work.referrals if r.is_open and r.state is not ReferralState.COMPLETED]
    if in_hand and work.lead is None:
        work.name_lead(next((r for r in in_hand if r.code == code), in_hand[0]))


async def undo_merge(key: str, given: WithReason, *, by: Person, at: datetime) -> Case:
    """Take a merge back within thirty days; the needs that had moved move back.

    What the other case has sent for them since goes along, except where this case had not been
    accepted yet. Raises ``NotPossible`` while the other case is merged itself.
    """
    async with db.write():
        merged = await take(await locate.case(key, by, at=at), by=by, at=at)
        row = allowed_on_case(CaseAction.UNDO_MERGE, merged, given.version, by)
        survivor_id = merged.case.merged_into_id
        assert survivor_id is not None
        survivor = await take(survivor_id, by=by, at=at)
        _stands_apart(survivor)
        await _move(survivor, _came_from(merged, survivor), merged.case)
        await _kin(merged.case.id, survivor_id)
        work = await take(merged.case.id, by=by, at=at)
        deed = CaseDeed(work, CaseAction.UNDO_MERGE)
        deed.say(reason=given.reason)
        _as_before(deed)
        _alone_again(work)
        _lead_on(work, str(_merge_told(merged).get("lead", "")))
        await done_on_case(deed, row)
        told = set(_merge_told(merged).get("informed", ()))

        async def untell_them(kept: Work) -> None:
            await untell(kept, [each for each in kept.case.informed if each in told])

        await _settled(survivor_id, work.case, by, at, "case:apart", untell_them)
    return work.case


def _stands_apart(survivor: Work) -> None:
    if survivor.case.state is CaseState.MERGED:
        raise NotPossible(
            say(N_("保留的受理件后来也被合并了，请先撤销那一次合并。")), code="merged_on"
        )


def _as_before(deed: CaseDeed) -> None:
    case = deed.case
    ended_by_merge = case.closed_at == case.merged_at
    deed.set(
        state=case.state_before_merge or CaseState.REGISTERED, merged_into_id=None, merged_at=None,
        closed_at=None if ended_by_merge else case.closed_at, state_before_merge=None,
    )  # fmt: skip


def _merge_told(merged: Work) -> dict[str, Any]:
    """Return what was journalled with the merge that stands."""
    own = [e for e in merged.was.entries if e.tag == "case:merge"
           and e.subject_id == merged.case.id]  # fmt: skip
    return own[-1].data if own else {}


def _came_from(merged: Work, survivor: Work) -> tuple[Need, ...]:
    codes = set(_merge_told(merged).get("needs", ()))
    began = {r.need_id for r in survivor.referrals
             if (r.number or "").startswith(f"{merged.case.number}-")}  # fmt: skip
    came = [n for n in survivor.case.needs if n.code in codes or n.id in began]
    if merged.case.state_before_merge in RUNNING:
        return tuple(came)
    sent = {r.need_id for r in survivor.referrals}
    return tuple(need for need in came if need.id not in sent)
