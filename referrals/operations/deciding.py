"""The desk's verbs on a case: accept, ask for papers, refuse, close, reopen, withdraw."""

from __future__ import annotations

from datetime import datetime

from portal.core.calendar import Limit, reckon
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.directory.model import Person
from referrals.inputs import (
    Acceptance,
    AskPapers,
    Plain,
    ProposeRefusal,
    RecordGap,
    WithReason,
)
from referrals.model import (
    Case,
    CaseState,
    Consent,
    Item,
    NeedState,
    ReferralState,
    RefusalProposal,
    Supplement,
)
from referrals.model import CaseAction as Action
from referrals.operations.acting import CaseDeed, on_case
from referrals.operations.ending import withdraw_open
from referrals.operations.meeting import leave_meeting
from referrals.operations.work import Work
from referrals.papers import NOTICE_VERSION
from referrals.rules.guards import Given


async def accept_case(key: str, given: Acceptance, *, by: Person, at: datetime) -> Case:
    """Accept a request 受理; the acceptance notice is printed from it."""
    told = Given(consent=given.consent.given)
    async with on_case(Action.ACCEPT, key, given.version, by=by, at=at, given=told) as deed:
        if given.consent.given:
            outward = given.consent.outward or deed.case.consent.outward
            deed.set(consent=Consent(given=True, outward=outward,
                                     notice_version=NOTICE_VERSION, at=at))  # fmt: skip
        deed.set(accepted_at=at)
    return deed.case


async def ask_case_papers(key: str, given: AskPapers, *, by: Person, at: datetime) -> Case:
    """Ask for everything that is missing, once, with a limit."""
    async with on_case(Action.ASK_PAPERS, key, given.version, by=by, at=at) as deed:
        items = tuple(Item(item.name, item.hint) for item in given.items)
        due = reckon(at, Limit(given.working_days), deed.work.was.calendar).due_at
        deed.set(supplement=Supplement(items, due))
    return deed.case


async def case_papers_in(key: str, given: Plain, *, by: Person, at: datetime) -> Case:
    """Note that the missing papers have come."""
    async with on_case(Action.PAPERS_IN, key, given.version, by=by, at=at) as deed:
        pass
    return deed.case


async def lapse(key: str, given: Plain, *, by: Person, at: datetime) -> Case:
    """Let a request lapse whose papers did not come in time; it can be reopened."""
    async with on_case(Action.LAPSE, key, given.version, by=by, at=at) as deed:
        pass
    return deed.case


async def propose_refusal(key: str, given: ProposeRefusal, *, by: Person, at: datetime) -> Case:
    """Propose not to accept a request; another person decides."""
    async with on_case(Action.PROPOSE_REFUSAL, key, given.version, by=by, at=at) as deed:
        deed.set(
            refusal=RefusalProposal(given.reason, given.law, given.authority, given.remedy, by.id)
        )
    return deed.case


async def approve_refusal(key: str, given: WithReason, *, by: Person, at: datetime) -> Case:
    """Approve a refusal; its notice names reason, law, right authority and remedy."""
    async with on_case(Action.APPROVE_REFUSAL, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
    return deed.case


async def decline_refusal(key: str, given: WithReason, *, by: Person, at: datetime) -> Case:
    """Decline a refusal; the request goes on."""
    async with on_case(Action.DECLINE_REFUSAL, key, given.version, by=by, at=at) as deed:
        deed.set(refusal=None)
        deed.say(reason=given.reason)
    return deed.case


async def record_gap(key: str, given: RecordGap, *, by: Person, at: datetime) -> Case:
    """Record that no programme serves a need; it is counted, never dropped."""

    def looked_at(work: Work) -> Given:
        return Given(need_id=_need(work, given.need))

    async with on_case(
        Action.RECORD_GAP, key, given.version, by=by, at=at, given=looked_at
    ) as deed:
        need = _need(deed.work, given.need)
        deed.work.settle(need, NeedState.GAP, reason=given.reason)
        deed.say(reason=given.reason)
    return deed.case


def _need(work: Work, code: str) -> int:
    for need in work.case.needs:
        if need.code == code:
            return need.id
    raise Invalid([problem("need", N_("这一件里没有这项需求，请从列表中选择。"), code="unknown")])


async def close(key: str, given: Plain, *, by: Person, at: datetime) -> Case:
    """Close a case 办结 whose every need has its answer; the closure notice is printed from it."""
    async with on_case(Action.CLOSE, key, given.version, by=by, at=at) as deed:
        deed.set(closed_at=at)
    return deed.case


async def reopen_case(key: str, given: WithReason, *, by: Person, at: datetime) -> Case:
    """Take up an ended case again."""
    async with on_case(Action.REOPEN, key, given.version, by=by, at=at) as deed:
        closed = deed.case.state is CaseState.CLOSED
        deed.set(
            state=CaseState.RESULTS_IN if closed else CaseState.REGISTERED, closed_at=None,
            refusal=None, supplement=Supplement(),
        )  # fmt: skip
        deed.say(reason=given.reason)
    return deed.case


async def withdraw_case(key: str, given: WithReason, *, by: Person, at: datetime) -> Case:
    """Withdraw a case by the person's written wish; its open referrals go with it.

    The topics of those that are in a meeting are withdrawn in the same transaction.
    """
    async with on_case(Action.WITHDRAW, key, given.version, by=by, at=at) as deed:
        for each in deed.work.referrals:
            await leave_meeting(each, by=by, at=at, reason=given.reason)
        _end_referrals(deed, given.reason)
        deed.set(withdrawal_reason=given.reason, closed_at=at)
        deed.say(reason=given.reason)
    return deed.case


def _end_referrals(deed: CaseDeed, reason: str) -> None:
    work = deed.work
    for each in work.referrals:
        if each.state is ReferralState.COMPLETED:
            work.set(each, state=ReferralState.CONFIRMED)
            work.say("referral:confirm", each, reason=reason)
    withdraw_open(work, work.referrals, reason)


async def void_case(key: str, given: WithReason, *, by: Person, at: datetime) -> Case:
    """Void a case entered in error; it is kept and not counted."""
    async with on_case(Action.VOID, key, given.version, by=by, at=at) as deed:
        deed.set(closed_at=at)
        deed.say(reason=given.reason)
    return deed.case
