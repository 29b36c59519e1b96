"""Returns 退回: the unit asks and names who should have it, the desk decides, nothing is silent."""

from __future__ import annotations

from datetime import datetime

from portal.core.errors import Invalid, NotFound, Problem, problem
from portal.core.i18n import N_
from portal.directory.model import Person, Unit
from portal.directory.queries import successor, unit_by_code
from referrals.inputs import ApproveReturn, AskReturn, SendItem, WithReason
from referrals.model import Event, NeedState, Referral, ReferralRole, ReferralState, ReturnAnswer
from referrals.model import ReferralAction as Action
from referrals.operations.acting import ReferralDeed, on_referral
from referrals.operations.chasing import propose
from referrals.operations.ending import named, named_id
from referrals.operations.sending import Addressed, open_next
from referrals.operations.work import Work
from referrals.rules.escalation import on_return
from referrals.rules.guards import Given
from referrals.rules.guards.sending import holds_the_need

# The unit a need goes to next, and what took its place if it has ended.
Following = tuple[Unit, Unit | None]


async def ask_return(key: str, given: AskReturn, *, by: Person, at: datetime) -> Referral:
    """Ask the desk to take a referral back, with the reason and who should have it instead."""
    suggested = await _unit("suggested_unit", given.suggested_unit)
    guard = Given(return_code=given.code, suggested_unit_id=suggested.id if suggested else None)
    async with on_referral(
        Action.ASK_RETURN, key, given.version, by=by, at=at, given=guard
    ) as deed:
        deed.set(
            return_code=given.code, return_basis=given.basis,
            suggested_unit_id=suggested.id if suggested else None,
        )  # fmt: skip
        deed.say(
            reason=given.basis, code=given.code.value,
            suggested=suggested.name if suggested else "",
        )  # fmt: skip
        _may_go_to_meeting(deed)
    return deed.referral


def _may_go_to_meeting(deed: ReferralDeed) -> None:
    """Propose the joint meeting where units send a need to and fro."""
    work, referral = deed.work, deed.referral
    attempts = [each for each in work.referrals if each.need_id == referral.need_id]
    histories = [work.folder.events(each) for each in attempts]
    now = Event(Action.ASK_RETURN.value, work.at, {})
    trigger = on_return(referral, attempts, [*histories, [now]])
    if trigger is not None:
        propose(work, referral, trigger)


async def approve_return(key: str, given: ApproveReturn, *, by: Person, at: datetime) -> Referral:
    """Approve a return; in the same act the need goes to the next unit, to a referral that exists
    already, or is recorded as a gap. Return the referral that was given back.
    """
    following = await _following(given)

    def looked_at(work: Work) -> Given:
        return Given(
            return_answer=given.answer,
            new_lead_id=named_id(work, "new_lead", given.new_lead),
            existing_id=named_id(work, "existing", given.existing),
        )

    async with on_referral(
        Action.APPROVE_RETURN, key, given.version, by=by, at=at, given=looked_at
    ) as deed:
        deed.say(reason=given.reason, answer=given.answer.value)
        _given_back(deed)
        _goes_on(deed, given, following, by)
    return deed.referral


async def _unit(field: str, code: str) -> Unit | None:
    """Return the unit a form names, None for nothing; raise ``Invalid`` for none of that name."""
    try:
        return await unit_by_code(code) if code else None
    except NotFound as error:
        raise Invalid([Problem(field, error.sentence, "unknown")]) from None


async def _following(given: ApproveReturn) -> Following | None:
    if given.answer is not ReturnAnswer.NEXT_UNIT:
        return None
    unit = await _unit("unit", given.unit)
    if unit is None:
        raise Invalid([problem("unit", N_("请选择改转的单位。"), code="missing")])
    return unit, await successor(unit)


def _given_back(deed: ReferralDeed) -> None:
    # Final before the next one opens, so that only one stands open at any moment.
    deed.set(state=ReferralState.RETURNED)


def _goes_on(
    deed: ReferralDeed, given: ApproveReturn, following: Following | None, by: Person
) -> None:
    work, returned = deed.work, deed.referral
    if following is not None:
        open_next(work, returned, _same(following, returned), by=by)
    elif given.answer is ReturnAnswer.DUPLICATE:
        _doubles(deed, named(work, "existing", given.existing))
    else:
        work.settle(returned.need_id, NeedState.GAP, reason=given.reason)
    if returned.role is ReferralRole.LEAD and work.lead is None:
        _lead_on(work, given)


def _doubles(deed: ReferralDeed, existing: Referral) -> None:
    """Point to the referral that serves the need: its own, or with it that of another need."""
    work, returned = deed.work, deed.referral
    deed.say(existing=existing.key)
    if holds_the_need(returned, work.folder.others(returned)) is None:
        work.join_need(returned.need_id, existing.need_id)


def _lead_on(work: Work, given: ApproveReturn) -> None:
    """Let the unit lead that is named for it, or the one that has the same matter in hand."""
    field, key = ("new_lead", given.new_lead) if given.new_lead else ("existing", given.existing)
    if key and named(work, field, key).is_open:
        work.name_lead(named(work, field, key))


def _same(following: Following, returned: Referral) -> Addressed:
    """Return the next address with what the returned referral was about."""
    unit, after = following
    item = SendItem(
        programme=returned.programme, unit=unit.code, procedure=returned.procedure,
        kind=returned.kind, role=returned.role, message=returned.message,
    )  # fmt: skip
    return Addressed(item, unit, after)


async def decline_meeting(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Decide that what was proposed for the joint meeting does not go there, with the reason.

    It is not proposed again for the same limit; a return asked anew is proposed anew.
    """
    async with on_referral(Action.DECLINE_MEETING, key, given.version, by=by, at=at) as deed:
        why = deed.referral.proposed
        deed.set(proposed=None)
        deed.say(reason=given.reason, why=why.value if why else "")
    return deed.referral


async def overrule_return(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Overrule a return; the referral is binding from now on."""
    async with on_referral(Action.OVERRULE_RETURN, key, given.version, by=by, at=at) as deed:
        accepted = deed.referral.accepted_at or at
        deed.set(binding=True, accepted_at=accepted, proposed=None)
        deed.say(reason=given.reason)
    return deed.referral
