"""The desk's own clocks on a case: decide, approve a refusal, send, close."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referrals.model import CaseState, Clock, Referral, ReferralState
from referrals.programmes import catalogue
from referrals.rules.deadlines import Deadline
from referrals.rules.desk import desk_clock
from tests.announced import announced
from tests.referrals.clockwork import due, instant
from tests.referrals.world import case, referral

_FINAL = ReferralState.CONFIRMED


def case_clock(state: str, since: str, *referrals: Referral) -> Deadline | None:
    return desk_clock(
        case(CaseState(state)), referrals, since=instant(since), calendar=announced(),
        defaults=catalogue.defaults(),
    )  # fmt: skip


def confirmed(at: str) -> Referral:
    return referral(_FINAL, final_at=instant(at))


@pytest.mark.parametrize(
    ("state", "since", "clock", "ends"),
    [
        ("registered", "02-13", Clock.DECIDE, "02-27"),
        ("refusal_proposed", "03-06", Clock.APPROVE_REFUSAL, "03-09"),
        ("accepted", "03-06", Clock.SEND, "03-09"),
        ("results_in", "03-06", Clock.CLOSE, "03-10"),
    ],
)
def test_the_desk_has_to_move_a_case_on(state: str, since: str, clock: Clock, ends: str) -> None:
    deadline = case_clock(state, since, confirmed("03-02"))

    assert deadline is not None
    assert (deadline.clock, deadline.due_at) == (clock, due(ends))


@pytest.mark.parametrize(
    "state",
    ["draft", "supplement_asked", "in_hand", "closed", "lapsed", "not_accepted", "withdrawn",
     "merged", "void"],
)  # fmt: skip
def test_no_clock_of_the_desk_runs_in_other_states(state: str) -> None:
    assert case_clock(state, "03-02") is None


def test_closing_counts_from_the_last_confirmation() -> None:
    deadline = case_clock("results_in", "03-02", confirmed("03-04"), confirmed("03-10"))

    assert deadline is not None
    assert deadline.start == instant("03-10")
    assert deadline.due_at == due("03-12")


def test_closing_waits_for_the_confirmations_and_not_for_drafts() -> None:
    waiting = referral(ReferralState.COMPLETED)
    draft = referral(ReferralState.DRAFT)

    assert case_clock("results_in", "03-02", confirmed("03-04"), waiting) is None
    assert case_clock("results_in", "03-02", confirmed("03-04"), draft) is not None


def test_a_reopened_case_is_not_late_at_once() -> None:
    deadline = case_clock("results_in", "06-01", confirmed("03-04"))

    assert deadline is not None
    assert deadline.due_at is not None
    assert deadline.due_at > instant("06-01") + timedelta(days=1)
