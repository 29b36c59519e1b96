"""What every verb has in common, written once: each verb then says only what is its own.

``on_referral`` and ``on_case`` run one transaction: the thing is looked up within what the person
may know, its case is taken in hand, the state table and the guards are asked, the body of the
``async with`` says what changes, and everything is written. The ``…_within`` forms do the same
inside a transaction that runs already, for whoever changes more than a case in one go.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import NotPossible, Stale
from portal.directory.model import Person
from portal.directory.queries.absences import standing_in
from referrals import access
from referrals.model import Case, CaseAction, Referral, ReferralAction
from referrals.operations.saving import save
from referrals.operations.work import Work, take
from referrals.queries import locate
from referrals.rules.guards import Given, Situation
from referrals.states import CaseStep, Step, step

# What a guard looks at; or how to make it, once the case is in hand.
GivenTo = Given | Callable[[Work], Given] | None


class Deed:
    """One act under way: what the journal is to say of it, beside what it changes."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.reason = ""
        self.data: dict[str, Any] = {}

    def say(self, *, reason: str = "", **data: Any) -> None:
        """Add the reason, and facts that are not sensitive, to the journal's row of this act."""
        self.reason = reason or self.reason
        self.data |= data


class ReferralDeed(Deed):
    """An act on a referral."""

    def __init__(self, work: Work, referral: Referral, action: ReferralAction) -> None:
        super().__init__(work)
        self.action = action
        self._id = referral.id

    @property
    def referral(self) -> Referral:
        """The referral as it stands now."""
        return self.work.referral(self._id)

    def set(self, **fields: Any) -> None:
        """Change fields of the referral."""
        self.work.set(self.referral, **fields)


class CaseDeed(Deed):
    """An act on a case."""

    def __init__(self, work: Work, action: CaseAction) -> None:
        super().__init__(work)
        self.action = action

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return self.work.case

    def set(self, **fields: Any) -> None:
        """Change fields of the case."""
        self.work.set_case(**fields)


@asynccontextmanager
async def on_referral(
    action: ReferralAction,
    key: str,
    seen: int | None,
    *,
    by: Person,
    at: datetime,
    given: GivenTo = None,
) -> AsyncIterator[ReferralDeed]:
    """Act on the referral with this key in a transaction of its own; ``seen`` is its version.

    Raises ``NotFound``, ``NotAllowed``, ``Stale`` or ``NotPossible``, in this order.
    """
    async with (
        db.write(),
        on_referral_within(action, key, seen, by=by, at=at, given=given) as deed,
    ):
        yield deed


@asynccontextmanager
async def on_referral_within(
    action: ReferralAction,
    key: str,
    seen: int | None,
    *,
    by: Person,
    at: datetime,
    given: GivenTo = None,
) -> AsyncIterator[ReferralDeed]:
    """Act on the referral inside the caller's transaction."""
    referral_id, case_id = await locate.referral(key, by, at=at)
    work = await take(case_id, by=by, at=at)
    referral = work.referral(referral_id)
    row = _allowed(action, work, referral, seen, by, given)
    deed = ReferralDeed(work, referral, action)
    deed.say(**await _in_place_of(referral.handler_id, by, at))
    yield deed
    await _done(deed, row)


@asynccontextmanager
async def by_meeting(
    action: ReferralAction, referral_id: int, *, by: Person, at: datetime
) -> AsyncIterator[ReferralDeed]:
    """Act on a referral for a meeting, inside the caller's transaction.

    The right to it comes from the topic or the minutes and has been asked there; here only the
    state is.
    """
    case_id = await locate.case_of(referral_id)
    work = await take(case_id, by=by, at=at)
    referral = work.referral(referral_id)
    row = step(referral.state, action)
    deed = ReferralDeed(work, referral, action)
    yield deed
    await _done(deed, row)


async def _in_place_of(person_id: int | None, by: Person, at: datetime) -> dict[str, str]:
    """Return for whom the person acts, for the journal; nothing for whoever acts as himself."""
    if person_id is None or person_id == by.id:
        return {}
    away = (await standing_in([person_id], on=day_of(at))).get(person_id)
    return {"for": away.person_name} if away and away.delegate_id == by.id else {}


def _allowed(
    action: ReferralAction,
    work: Work,
    referral: Referral,
    seen: int | None,
    by: Person,
    given: GivenTo,
) -> Step:
    situation = work.folder.situation(at=work.at, by=by, referral=referral)
    stale = seen is not None and seen != referral.version
    try:
        row = access.row_of(action, situation, by)
        access.pass_guards(row, _with(given, work, situation))
    except NotPossible as error:
        # Whoever looks at an old version is told that first: the rest may not hold any more.
        raise (_stale("referral", referral.key) if stale else error) from error
    if stale:
        raise _stale("referral", referral.key)
    return row


def _with(given: GivenTo, work: Work, situation: Situation) -> Situation:
    # What comes with the act is looked at last: it must not answer for what one may not even do.
    looked_at = given(work) if callable(given) else given
    return msgspec.structs.replace(situation, given=looked_at)


def _stale(what: str, key: str) -> Stale:
    return Stale(what=what, key=key)


async def _done(deed: ReferralDeed, row: Step) -> None:
    if row.to is not None:
        deed.set(state=row.to)
    # The act's own row comes before the rows of what it brought about.
    deed.work.say_first(
        f"referral:{deed.action.value}", deed.referral, reason=deed.reason, **deed.data
    )
    await save(deed.work)


@asynccontextmanager
async def on_case(
    action: CaseAction,
    key: str,
    seen: int | None,
    *,
    by: Person,
    at: datetime,
    given: GivenTo = None,
) -> AsyncIterator[CaseDeed]:
    """Act on the case with this key in a transaction of its own; ``seen`` is its version.

    Raises ``NotFound``, ``NotAllowed``, ``Stale`` or ``NotPossible``, in this order.
    """
    async with (
        db.write(),
        on_case_within(action, key, seen, by=by, at=at, given=given) as deed,
    ):
        yield deed


@asynccontextmanager
async def on_case_within(
    action: CaseAction,
    key: str,
    seen: int | None,
    *,
    by: Person,
    at: datetime,
    given: GivenTo = None,
) -> AsyncIterator[CaseDeed]:
    """Act on the case inside the caller's transaction."""
    work = await take(await locate.case(key, by, at=at), by=by, at=at)
    row = allowed_on_case(action, work, seen, by, given)
    deed = CaseDeed(work, action)
    deed.say(**await _in_place_of(work.case.first_contact_id, by, at))
    yield deed
    await done_on_case(deed, row)


def allowed_on_case(
    action: CaseAction, work: Work, seen: int | None, by: Person, given: GivenTo = None
) -> CaseStep:
    """Return the row that allows the act on a case in hand; refuses like ``on_case``."""
    situation = work.folder.situation(at=work.at, by=by)
    # Taking the case in hand has raised its version by one.
    stale = seen is not None and seen + 1 != work.case.version
    try:
        row = access.row_of_case(action, situation, by)
        access.pass_guards(row, _with(given, work, situation))
    except NotPossible as error:
        raise (_stale("case", work.case.key) if stale else error) from error
    if stale:
        raise _stale("case", work.case.key)
    return row


async def done_on_case(deed: CaseDeed, row: CaseStep) -> None:
    """Bring the case to the row's state, journal the act, write everything."""
    if row.to is not None:
        deed.set(state=row.to)
    deed.work.say_first(f"case:{deed.action.value}", deed.case, reason=deed.reason, **deed.data)
    await save(deed.work)
