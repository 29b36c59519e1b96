"""Returns 退回: the unit asks and names who should have it, the desk decides, nothing is silent."""

from __future__ import annotations

from datetime import datetime

from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.directory.model import Person
from portal.directory.queries import unit_by_code
from referrals.inputs import ApproveReturn, AskReturn, SendItem, WithReason
from referrals.model import NeedState, Referral, ReferralRole, ReferralState, ReturnAnswer
from referrals.model import ReferralAction as Action
from referrals.operations.acting import ReferralDeed, on_referral
from referrals.operations.ending import named, named_id
from referrals.operations.sending import Addressed, address, open_next
from referrals.operations.work import Work
from referrals.rules.guards import Given


async def ask_return(key: str, given: AskReturn, *, by: Person, at: datetime) -> Referral:
    """Ask the desk to take a referral back, with the reason and who should have it instead."""
    suggested = await unit_by_code(given.suggested_unit) if given.suggested_unit else None
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
    return deed.referral


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


async def _following(given: ApproveReturn) -> Addressed | None:
    if given.answer is not ReturnAnswer.NEXT_UNIT:
        return None
    if not given.unit:
        raise Invalid([problem("unit", N_("请选择改转的单位。"), code="missing")])
    # The item's own programme is taken from the referral; only its unit is looked up here.
    return await address(SendItem(programme="dibao", unit=given.unit))


def _given_back(deed: ReferralDeed) -> None:
    # Final before the next one opens, so that only one stands open at any moment.
    deed.set(state=ReferralState.RETURNED)


def _goes_on(
    deed: ReferralDeed, given: ApproveReturn, following: Addressed | None, by: Person
) -> None:
    work, returned = deed.work, deed.referral
    if following is not None:
        open_next(work, returned, _same(following, returned), by=by)
    elif given.answer is ReturnAnswer.DUPLICATE:
        existing = named(work, "existing", given.existing)
        deed.say(existing=existing.key)
        if returned.role is ReferralRole.LEAD and work.lead is None:
            work.name_lead(existing)
    else:
        work.settle(returned.need_id, NeedState.GAP, reason=given.reason)
    if given.new_lead and returned.role is ReferralRole.LEAD and work.lead is None:
        work.name_lead(named(work, "new_lead", given.new_lead))


def _same(following: Addressed, returned: Referral) -> Addressed:
    """Return the next address with what the returned referral was about."""
    item = SendItem(
        programme=returned.programme, unit=following.item.unit, procedure=returned.procedure,
        kind=returned.kind, role=returned.role, message=returned.message,
    )  # fmt: skip
    return Addressed(item, following.unit, following.successor)


async def overrule_return(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Overrule a return; the referral is binding from now on."""
    async with on_referral(Action.OVERRULE_RETURN, key, given.version, by=by, at=at) as deed:
        accepted = deed.referral.accepted_at or at
        deed.set(binding=True, accepted_at=accepted)
        deed.say(reason=given.reason)
    return deed.referral
