"""Deliberately wrong variants of the project; each must be noticed by a run in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from portal.core.calendar import Calendar
from portal.core.errors import NotPossible
from portal.core.i18n import say
from portal.journal.record import Told
from referrals.model import FINAL, NeedState, Referral, ReferralAction, ReferralRole
from referrals.operations import declaring, informing, saving, sending, storing
from referrals.operations.work import Work
from referrals.rules import clocks
from referrals.rules.guards import GUARDS
from referrals.rules.order import order
from referrals.states import STEPS
from referrals.tables import ReferralRow
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
    whole = saving.record_all

    async def silent(acts: list[Told]) -> list[int]:
        ids = iter(await whole([act for act in acts if act.tag != "referral:accept"]))
        return [0 if act.tag == "referral:accept" else next(ids) for act in acts]

    patch.setattr(saving, "record_all", silent)


@_fault
def a_change_is_not_told(patch: pytest.MonkeyPatch) -> None:
    """The journal names the act, and not what it changed."""
    patch.setattr(saving, "_values", lambda *_: {})


@_fault
def the_version_stays(patch: pytest.MonkeyPatch) -> None:
    """A changed referral keeps its version, so that old forms would still go."""

    async def update(was: Referral, now: Referral, fields: dict[str, Any]) -> None:
        values = storing.columns("referral", now.code, fields)
        values["order_at"] = order(now.due_at, now.final_at)
        await ReferralRow.update(values).where(ReferralRow.id == now.id)

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
def a_return_leaves_a_gap_in_hand(patch: pytest.MonkeyPatch) -> None:
    """A need becomes a gap with a return, whoever else has it."""
    patch.setitem(GUARDS, "nobody_has_the_need", lambda _: None)


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


@_fault
def who_keeps_away_goes_on(patch: pytest.MonkeyPatch) -> None:
    """A declared relative keeps what is in hand already."""
    patch.setattr(declaring, "_let_go", lambda *_: None)


@_fault
def who_is_told_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """That a unit is told is taken back in the case, and not where its receipt stands."""

    async def half(deed: Any, unit: Any) -> None:
        deed.set(informed=())

    patch.setattr(informing, "_taken_back", half)
