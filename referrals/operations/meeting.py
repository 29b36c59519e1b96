"""The referral's side of the joint meeting. No door leads here: the package ``meetings`` calls
these inside its own transaction, so that topic and referral change together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from portal.core.clock import office_day
from portal.directory.model import Person
from portal.directory.queries import known_units, successor, unit_by_code
from portal.journal.record import record
from referrals.inputs import SendItem
from referrals.model import Referral, ReferralRole, ReferralState
from referrals.model import ReferralAction as Action
from referrals.operations.acting import by_meeting, on_referral_within
from referrals.operations.sending import Addressed, open_next
from referrals.rules.succession import living
from referrals.tables import RoutingRow

# What a feature above does when a referral leaves its meeting for the client's sake.
Leaving = Callable[..., Awaitable[None]]
_LEAVING: list[Leaving] = []


def when_leaving(follow: Leaving) -> Leaving:
    """Register what follows, ``(referral_id, *, by, at, reason)``, in the same transaction."""
    _LEAVING.append(follow)
    return follow


async def leave_meeting(referral: Referral, *, by: Person, at: datetime, reason: str) -> None:
    """Let the meeting know that a referral is withdrawn; refuses when it cannot go now."""
    if referral.state is ReferralState.IN_MEETING:
        for follow in _LEAVING:
            await follow(referral.id, by=by, at=at, reason=reason)


async def put_to_meeting(key: str, seen: int, *, by: Person, at: datetime, topic: str) -> Referral:
    """Put a referral to the meeting 提请联席会议, inside the transaction that opens its topic."""
    async with on_referral_within(Action.PUT_TO_MEETING, key, seen, by=by, at=at) as deed:
        deed.set(state_before_meeting=deed.referral.state, proposed=None)
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
        return await _handed_over(referral_id, unit, role, by=by, at=at, resolution=resolution)
    async with by_meeting(Action.DECIDED, referral_id, by=by, at=at) as deed:
        deed.set(
            state=ReferralState.ACCEPTED, state_before_meeting=None, binding=binding,
            accepted_at=deed.referral.accepted_at or at,
        )  # fmt: skip
        if role is ReferralRole.LEAD and deed.referral.role is not role:
            deed.work.step_down()
            deed.work.name_lead(deed.referral)
        deed.say(resolution=resolution, due_on=due_on.isoformat() if due_on else "")
    return deed.referral


async def route(
    referral: Referral, division_path: str, *, source: str, by: Person, at: datetime
) -> None:
    """Send what is like this referral to its unit from now on, in this area; an older rule ends.

    Called with the referral that goes on by the decision, inside the meeting's transaction.
    """
    today, row = office_day(at), RoutingRow
    same = (row.programme == referral.programme) & (row.division_path == division_path)
    await row.update({row.until: today}).where(same & row.until.is_null())
    added = await row.insert(
        row(
            programme=referral.programme, division_path=division_path, source=source,
            unit_id=referral.unit_id, since=today, created_at=at,
        )
    )  # fmt: skip
    await record(
        "routing:decide", subject=("routing", int(added[0]["id"]), referral.programme), by=by,
        at=at, now={"unit": referral.unit_name, "area": division_path}, data={"source": source},
    )  # fmt: skip


async def _handed_over(
    referral_id: int, unit: str, role: ReferralRole | None, *, by: Person, at: datetime,
    resolution: str,
) -> Referral:  # fmt: skip
    named = await unit_by_code(unit)
    # Between a decision and its issue a unit may end: its successor is meant then.
    held = living(named, office_day(at), await known_units((), "/", [named.id]))
    after = await successor(held)
    async with by_meeting(Action.DECIDED, referral_id, by=by, at=at) as deed:
        # Final before the next one opens, so that only one stands open at any moment.
        deed.set(state=ReferralState.RETURNED, state_before_meeting=None)
        deed.say(resolution=resolution, unit=held.name)
        was = deed.referral
        deed.work.say("referral:return_by_meeting", was)
        if role is ReferralRole.LEAD:
            deed.work.step_down()
        item = SendItem(
            programme=was.programme, unit=held.code, procedure=was.procedure, kind=was.kind,
            role=ReferralRole.LEAD if role is ReferralRole.LEAD else was.role, message=was.message,
        )  # fmt: skip
        following = open_next(deed.work, was, Addressed(item, held, after), by=by)
        deed.work.set(following, binding=True)
    return deed.work.referral(following.id)
