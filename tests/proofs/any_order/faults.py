"""Deliberately wrong variants of the project; each must be noticed by a run in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from portal.core.calendar import Calendar
from portal.core.errors import NotPossible
from portal.core.i18n import say
from referrals.model import FINAL, NeedState, Referral, ReferralAction, ReferralRole
from referrals.operations import saving, sending
from referrals.operations.work import Work
from referrals.rules import clocks
from referrals.rules.guards import GUARDS
from referrals.states import STEPS
from tests.proofs.any_order import office

Fault = Callable[[pytest.MonkeyPatch], None]
FAULTS: dict[str, Fault] = {}
# Those that are noticed within a few steps, for every day; `make prove` takes all.
QUICK = ("a_change_is_not_told", "a_need_is_answered_by_nobody", "days_off_are_worked",
         "nobody_leads", "two_may_lead")  # fmt: skip


def _fault(make: Fault) -> Fault:
    FAULTS[make.__name__] = make
    return make


@_fault
def an_act_is_not_journalled(patch: pytest.MonkeyPatch) -> None:
    """The unit accepts, and the journal says nothing."""
    whole = saving._record

    async def silent(work: Work, entry: Any, *rest: Any) -> None:
        if entry.tag != "referral:accept":
            await whole(work, entry, *rest)

    patch.setattr(saving, "_record", silent)


@_fault
def a_change_is_not_told(patch: pytest.MonkeyPatch) -> None:
    """The journal names the act, and not what it changed."""
    patch.setattr(saving, "_values", lambda *_: {})


@_fault
def the_version_stays(patch: pytest.MonkeyPatch) -> None:
    """A changed referral keeps its version, so that old forms would still go."""
    whole = saving.storing.columns

    def stays(kind: str, code: str, fields: dict[str, Any]) -> Any:
        return whole(kind, code, fields)

    async def update(was: Referral, now: Referral, fields: dict[str, Any]) -> None:
        values = stays("referral", now.code, fields)
        values["order_at"] = saving.storing.order(now.due_at, now.final_at)
        row = saving.ReferralRow
        await row.update(values).where(row.id == now.id)

    patch.setattr(saving, "_update", update)


@_fault
def nobody_leads(patch: pytest.MonkeyPatch) -> None:
    """Whoever is sent to only cooperates."""
    whole = sending.dispatch

    def cooperating(work: Work, referral: Referral) -> Referral:
        return whole(work, work.set(referral, role=ReferralRole.COOPERATING))

    patch.setattr(sending, "dispatch", cooperating)


@_fault
def two_may_lead(patch: pytest.MonkeyPatch) -> None:
    """Nothing but the index of the table stands against a second lead."""
    patch.setitem(GUARDS, "one_lead", lambda _: None)


@_fault
def the_same_is_sent_twice(patch: pytest.MonkeyPatch) -> None:
    """Nothing but the index of the table stands against sending the same again."""
    patch.setitem(GUARDS, "none_open_there", lambda _: None)


@_fault
def pauses_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The days go on while the person is asked for papers."""
    patch.setattr(clocks.replay, "pauses", lambda *_: [])


@_fault
def days_off_are_worked(patch: pytest.MonkeyPatch) -> None:
    """Every weekday counts, announced as a day off or not."""
    patch.setattr(Calendar, "is_working_day", lambda _, day: day.weekday() < 5)


@_fault
def a_need_is_answered_by_nobody(patch: pytest.MonkeyPatch) -> None:
    """What is sent counts as answered."""
    whole = sending._number

    def answered(work: Work, referral: Referral) -> None:
        whole(work, referral)
        work.settle(referral.need_id, NeedState.ANSWERED)

    patch.setattr(sending, "_number", answered)


@_fault
def what_is_over_can_be_accepted(patch: pytest.MonkeyPatch) -> None:
    """A final referral is taken up again by the way in."""
    row = STEPS[ReferralAction.ACCEPT]
    wider = msgspec.structs.replace(row, origin=row.origin | FINAL)
    patch.setitem(STEPS, ReferralAction.ACCEPT, wider)


@_fault
def a_refusal_has_acted(patch: pytest.MonkeyPatch) -> None:
    """The act is refused after it was done."""
    act = office._ACTS["accept"]

    async def refused(*given: Any, **who: Any) -> None:
        await act.operation(*given, **who)
        raise NotPossible(say("不能办理。"))

    patch.setitem(office._ACTS, "accept", msgspec.structs.replace(act, operation=refused))
