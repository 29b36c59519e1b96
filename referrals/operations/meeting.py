"""The referral's side of the joint meeting. No door leads here: the package ``meetings`` calls
these inside its own transaction, so that topic and referral change together.
"""

from __future__ import annotations

from datetime import date, datetime

from portal.directory.model import Person
from portal.directory.queries import successor, unit_by_code
from referrals.inputs import SendItem
from referrals.model import Referral, ReferralRole, ReferralState
from referrals.model import ReferralAction as Action
from referrals.operations.acting import by_meeting, on_referral_within
from referrals.operations.sending import Addressed, open_next


async def put_to_meeting(key: str, seen: int, *, by: Person, at: datetime, topic: str) -> Referral:
    """Put a referral to the meeting 提请联席会议, inside the transaction that opens its topic."""
    async with on_referral_within(Action.PUT_TO_MEETING, key, seen, by=by, at=at) as deed:
        deed.set(state_before_meeting=deed.referral.state)
        deed.say(topic=topic)
    return deed.referral


async def taken_back(referral_id: int, *, by: Person, at: datetime, reason: str = "") -> Referral:
    """Give a referral back whose topic ended without a decision, to where it came from."""
    async with by_meeting(Action.TAKEN_BACK, referral_id, by=by, at=at) as deed:
        asked = deed.referral.state_before_meeting is ReferralState.RETURN_ASKED
        to = ReferralState.RETURN_ASKED if asked else ReferralState.ACCEPTED
        deed.set(state=to, state_before_meeting=None,
                 accepted_at=deed.referral.accepted_at or (None if asked else at))  # fmt: skip
        deed.say(reason=reason)
    return deed.referral


async def decided(
    referral_id: int,
    *,
    by: Person,
    at: datetime,
    resolution: str,
    role: ReferralRole | None = None,
    due_on: date | None = None,
    binding: bool = True,
    unit: str = "",
) -> Referral:
    """Carry out a decision: the unit goes on with its role, due day and binding; or another has it.

    Returns the referral that goes on: with another unit, the one that was opened there. Raises
    ``NotPossible`` when that unit cannot have it.
    """
    if unit:
        return await _handed_over(referral_id, unit, by=by, at=at, resolution=resolution)
    async with by_meeting(Action.DECIDED, referral_id, by=by, at=at) as deed:
        deed.set(
            state=ReferralState.ACCEPTED, state_before_meeting=None, binding=binding,
            accepted_at=deed.referral.accepted_at or at,
        )  # fmt: skip
        if role is ReferralRole.LEAD:
            deed.work.name_lead(deed.referral)
        deed.say(resolution=resolution, due_on=due_on.isoformat() if due_on else "")
    return deed.referral


async def _handed_over(
    referral_id: int, unit: str, *, by: Person, at: datetime, resolution: str
) -> Referral:
    held = await unit_by_code(unit)
    after = await successor(held)
    async with by_meeting(Action.DECIDED, referral_id, by=by, at=at) as deed:
        # Final before the next one opens, so that only one stands open at any moment.
        deed.set(state=ReferralState.RETURNED, state_before_meeting=None)
        deed.say(resolution=resolution, unit=held.name)
        was = deed.referral
        item = SendItem(
            programme=was.programme, unit=held.code, procedure=was.procedure, kind=was.kind,
            role=was.role, message=was.message,
        )  # fmt: skip
        following = open_next(deed.work, was, Addressed(item, held, after), by=by)
        deed.work.set(following, binding=True)
    return deed.work.referral(following.id)
