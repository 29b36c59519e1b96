"""The unit's verbs: accept, assign, ask for papers, complete; stages, chasing."""

from __future__ import annotations

from datetime import datetime

from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, problem
from portal.core.i18n import N_
from portal.directory.model import Person, Role
from portal.directory.queries import colleagues
from referrals import access
from referrals.inputs import (
    AskPapers,
    Assignment,
    BeginStage,
    Completion,
    Objection,
    Plain,
    WithReason,
)
from referrals.model import (
    Amounts,
    NeedState,
    Outcome,
    Referral,
    Stage,
)
from referrals.model import ReferralAction as Action
from referrals.operations.acting import ReferralDeed, on_referral
from referrals.rules.guards import Given

_HANDLERS = frozenset({Role.HANDLER, Role.HEAD})


async def accept(key: str, given: Plain, *, by: Person, at: datetime) -> Referral:
    """Sign for a referral 签收; whoever accepts has it in hand, unless it was assigned before."""
    async with on_referral(Action.ACCEPT, key, given.version, by=by, at=at) as deed:
        deed.set(accepted_at=at)
        if deed.referral.handler_id is None:
            deed.set(handler_id=by.id, handler_name=by.name)
    return deed.referral


async def assign(key: str, given: Assignment, *, by: Person, at: datetime) -> Referral:
    """Give a referral to a handler of its unit; a handler may take it, the head give it to any.

    Raises ``Invalid`` when nobody in the unit has this sign-in name.
    """
    async with on_referral(Action.ASSIGN, key, given.version, by=by, at=at) as deed:
        handler = await _colleague(deed.referral, given.handler, at)
        if not access.may_assign_to(by, handler.id):
            raise NotAllowed(permission="referral.assign")
        if handler.id in deed.work.case.barred:
            raise Invalid(
                [problem("handler", N_("这位经办人须回避，请指派其他人员。"), code="barred")]
            )
        deed.set(handler_id=handler.id, handler_name=handler.name)
    return deed.referral


async def _colleague(referral: Referral, login: str, at: datetime) -> Person:
    for each in await colleagues(referral.unit_id, on=day_of(at)):
        held = {m.role for m in each.memberships if m.unit.id == referral.unit_id}
        if each.login == login and held & _HANDLERS:
            return each
    raise Invalid([problem("handler", N_("本单位没有这位经办人，请从列表中选择。"))])


async def ask_papers(key: str, given: AskPapers, *, by: Person, at: datetime) -> Referral:
    """Ask the person for papers 补正: what is missing, until when; the clock stands still."""
    async with on_referral(Action.ASK_PAPERS, key, given.version, by=by, at=at) as deed:
        deed.set(papers_asked=deed.referral.papers_asked + 1)
        deed.say(items=[item.model_dump() for item in given.items], working_days=given.working_days)
    return deed.referral


async def papers_in(key: str, given: Plain, *, by: Person, at: datetime) -> Referral:
    """Note that the papers have come; the clock goes on with the days that were left."""
    async with on_referral(Action.PAPERS_IN, key, given.version, by=by, at=at) as deed:
        pass
    return deed.referral


async def no_answer(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Complete a referral whose person did not answer within the limit, reminded once."""
    async with on_referral(Action.NO_ANSWER, key, given.version, by=by, at=at) as deed:
        deed.set(outcome=Outcome.NO_RESPONSE, answer=given.reason, completed_at=at)
        _answered(deed, Outcome.NO_RESPONSE)
    return deed.referral


async def complete(key: str, given: Completion, *, by: Person, at: datetime) -> Referral:
    """Complete a referral 办结: the outcome, the answer in plain words, what was given."""
    async with on_referral(Action.COMPLETE, key, given.version, by=by, at=at) as deed:
        deed.set(
            outcome=given.outcome,
            answer=given.answer,
            amounts=Amounts(**dict(given.amounts)),
            completed_at=at,
        )
        _answered(deed, given.outcome)
    return deed.referral


def _answered(deed: ReferralDeed, outcome: Outcome) -> None:
    deed.say(outcome=outcome.value, on_time=_on_time(deed))
    deed.work.settle(deed.referral.need_id, NeedState.ANSWERED)


def _on_time(deed: ReferralDeed) -> bool:
    due = deed.referral.finish_due_at
    return due is None or deed.work.at < due


async def begin_stage(key: str, given: BeginStage, *, by: Person, at: datetime) -> Referral:
    """Begin a stage that pauses the clock: 公示, 民主评议."""
    async with on_referral(
        Action.BEGIN_STAGE, key, given.version, by=by, at=at, given=Given(stage=given.stage)
    ) as deed:
        deed.set(stage=given.stage)
        deed.say(stage=given.stage.value, after_objection=given.after_objection)
    return deed.referral


async def record_objection(key: str, given: Objection, *, by: Person, at: datetime) -> Referral:
    """Record an objection to a public notice 异议 and what was found; the notice stands anew."""
    async with on_referral(Action.RECORD_OBJECTION, key, given.version, by=by, at=at) as deed:
        deed.say(reason=f"{given.reason}\n{given.finding}", stage=Stage.PUBLIC_NOTICE.value,
                 after_objection=True)  # fmt: skip
    return deed.referral


async def end_stage(key: str, given: Plain, *, by: Person, at: datetime) -> Referral:
    """End the stage that runs; the clock goes on."""
    async with on_referral(Action.END_STAGE, key, given.version, by=by, at=at) as deed:
        stage = deed.referral.stage
        ended = stage.value if stage else ""
        deed.set(stage=None)
        deed.say(stage=ended)
    return deed.referral


async def chase(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Remind the unit 催办; while papers are awaited, remind the person."""
    async with on_referral(Action.CHASE, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
    return deed.referral
