"""The desk's verbs after the unit's answer: confirm, send back, reopen, withdraw, waive, void."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portal.core.errors import Invalid, NotFound, problem
from portal.core.i18n import N_
from portal.directory.model import Person
from referrals.inputs import Confirmation, Leaving, Withdrawal, WithReason
from referrals.model import (
    CaseState,
    NeedState,
    Referral,
    ReferralRole,
    ReferralState,
)
from referrals.model import ReferralAction as Action
from referrals.operations.acting import ReferralDeed, on_referral
from referrals.operations.work import Work
from referrals.rules.guards import Given


async def confirm(key: str, given: Confirmation, *, by: Person, at: datetime) -> Referral:
    """Confirm the answer with the person 回访确认; it is final then."""
    tried = tuple(day for day in given.tried_on if day is not None)
    guard = Given(call_back=given.call_back, reason=given.reason, tried_on=tried)
    async with on_referral(Action.CONFIRM, key, given.version, by=by, at=at, given=guard) as deed:
        _leads_on(deed)
        deed.say(
            reason=given.reason,
            call_back=given.call_back.value,
            tried_on=[day.isoformat() for day in tried],
        )
    return deed.referral


def _leads_on(deed: ReferralDeed) -> None:
    # A cooperating unit that has its part back again goes on without the lead; one has to lead.
    if deed.referral.role is not ReferralRole.LEAD:
        return
    others = deed.work.folder.others(deed.referral)
    for each in others:
        if each.is_open and each.state is not ReferralState.COMPLETED:
            deed.work.name_lead(each)
            return


async def send_back(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Send a completed referral back 重办, with what is missing; half the limit runs."""
    async with on_referral(Action.SEND_BACK, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
        _in_hand_again(deed)
    return deed.referral


async def reopen(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Reopen a confirmed referral, and its case with it if that was closed."""
    async with on_referral(Action.REOPEN, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
        _in_hand_again(deed)
        if deed.work.case.state is CaseState.CLOSED:
            deed.work.set_case(state=CaseState.RESULTS_IN, closed_at=None)
            deed.work.say("case:reopen", deed.work.case, reason=given.reason)
    return deed.referral


def _in_hand_again(deed: ReferralDeed) -> None:
    deed.set(outcome=None, completed_at=None)
    deed.work.settle(deed.referral.need_id, NeedState.OPEN)
    if deed.work.lead is None:
        deed.work.name_lead(deed.referral)


async def withdraw(key: str, given: Withdrawal, *, by: Person, at: datetime) -> Referral:
    """Withdraw a referral; a lead leaves only with another named lead, or with all others."""
    async with on_referral(
        Action.WITHDRAW, key, given.version, by=by, at=at, given=_handing_over(given)
    ) as deed:
        deed.say(reason=given.reason, why=given.why.value)
        _hand_over(deed, given)
    return deed.referral


async def void(key: str, given: Leaving, *, by: Person, at: datetime) -> Referral:
    """Void a referral entered in error; it is kept and not counted."""
    async with on_referral(
        Action.VOID, key, given.version, by=by, at=at, given=_handing_over(given)
    ) as deed:
        deed.say(reason=given.reason)
        _hand_over(deed, given)
    return deed.referral


def _handing_over(given: Leaving) -> Callable[[Work], Given]:
    return lambda work: Given(
        with_all=given.with_all, new_lead_id=named_id(work, "new_lead", given.new_lead)
    )


def _hand_over(deed: ReferralDeed, given: Leaving) -> None:
    others = deed.work.folder.others(deed.referral)
    if given.with_all:
        withdraw_open(deed.work, others, given.reason)
    elif given.new_lead and deed.referral.role is ReferralRole.LEAD and deed.referral.is_open:
        deed.work.name_lead(deed.work.find(given.new_lead))


def named_id(work: Work, field: str, key: str) -> int | None:
    """Return the id of the case's referral a form names; None for nothing, ``Invalid`` for none."""
    return named(work, field, key).id if key else None


def named(work: Work, field: str, key: str) -> Referral:
    """Return the case's referral a form names; raise ``Invalid`` when it has none of that name."""
    try:
        return work.find(key)
    except NotFound:
        raise Invalid([problem(field, N_("这一件里没有这个转办单，请从列表中选择。"))]) from None


def withdraw_open(work: Work, referrals: tuple[Referral, ...], reason: str, why: str = "") -> None:
    """Withdraw those of these referrals that a unit still has in hand, or that are drafts."""
    for each in referrals:
        if not each.is_final and each.state is not ReferralState.COMPLETED:
            work.set(each, state=ReferralState.WITHDRAWN)
            work.say("referral:withdraw", each, reason=reason, why=why or "with_all")


async def waive(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Waive a cooperating unit's part; the lead need not wait for it."""
    async with on_referral(Action.WAIVE, key, given.version, by=by, at=at) as deed:
        deed.set(waived=True)
        deed.say(reason=given.reason)
    return deed.referral
