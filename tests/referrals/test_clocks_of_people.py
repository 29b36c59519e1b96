"""The clocks that run for the person: papers, public notices, the need; and the desk's own."""

from __future__ import annotations

import pytest

from referrals.model import Clock, ReferralState
from referrals.rules.clocks import Clocks, clocks
from referrals.rules.deadlines import Deadline
from tests.referrals.clockwork import (
    ASKED,
    NOTICE,
    Row,
    acts,
    due,
    found,
    holds,
    instant,
    setting,
    table,
    words,
)

# --- the person's own clocks ---------------------------------------------------------------------


@table(
    Row("asked without a limit: ten working days", "medical_aid", "send 02-02, ask_papers 02-13",
        "03-05", "03-04", says="告知补正起算 / 时限 10 个工作日"),
    Row("as many as the list says", "medical_aid", f"{ASKED} 03-05 working_days=5", "03-12",
        "03-12"),
    Row("asked a second time it starts anew", "medical_aid",
        f"{ASKED} 03-05 working_days=5, papers_in 03-06, ask_papers 03-09 working_days=5",
        "03-16"),
)  # fmt: skip
def test_a_person_has_time_for_the_papers(row: Row) -> None:
    deadline = found(row, Clock.CLIENT_PAPERS)

    holds(row, deadline)
    assert deadline.running


@table(
    Row("seven calendar days", "dibao", NOTICE, "03-17", "03-17", says="公示起算 / 时限 7 天"),
    Row("ending on a day off", "dibao", "send 02-02, begin_stage 02-12 stage=public_notice",
        "02-24", "02-19"),
    Row("three days after an objection", "dibao",
        "send 03-02, begin_stage 03-05 stage=public_notice after_objection=yes", "03-09", "03-08"),
    Row("seven again where the programme has no shorter one", "tekun",
        f"{NOTICE} after_objection=yes", "03-17"),
    Row("an objection on the day starts it anew for three days", "dibao",
        f"{NOTICE}, record_objection 03-13 stage=public_notice after_objection=yes", "03-16"),
    Row("an objection where the programme has no shorter time", "tekun",
        f"{NOTICE}, record_objection 03-13 stage=public_notice after_objection=yes", "03-20"),
    Row("a second one starts anew, though in the same moment", "dibao",
        f"{NOTICE}, end_stage 03-18, begin_stage 03-18 stage=public_notice after_objection=yes",
        "03-23"),
)  # fmt: skip
def test_a_public_notice_lasts(row: Row) -> None:
    deadline = found(row, Clock.STAGE)

    holds(row, deadline)
    assert deadline.running


@table(
    Row("five working days from the sending", "temporary_aid emergency", "send 03-06T16:30",
        "03-13", "03-13", says="先行救助起算"),
    Row("the answer alone does not end it", "temporary_aid emergency",
        "send 03-06T16:30, complete 03-06T20:00", "03-13"),
)  # fmt: skip
def test_papers_follow_aid_given_first(row: Row) -> None:
    deadline = found(row, Clock.AID_PAPERS)

    holds(row, deadline)
    assert deadline.running


@pytest.mark.parametrize(
    ("of", "history", "clock"),
    [
        ("dibao", "send 03-02, begin_stage 03-10 stage=appraisal", Clock.STAGE),
        ("dibao", "send 03-02", Clock.STAGE),
        ("temporary_aid", "send 03-02", Clock.AID_PAPERS),
        ("medical_aid", "send 03-02", Clock.CLIENT_PAPERS),
        ("medical_aid", "send 03-02", Clock.DECIDE_RETURN),
        ("medical_aid", "send 03-02", Clock.CONFIRM),
    ],
)
def test_a_clock_that_never_started_is_not_there(of: str, history: str, clock: Clock) -> None:
    assert clocks(ReferralState.ACCEPTED, acts(history), setting(of)).get(clock) is None


def test_nothing_runs_for_a_draft() -> None:
    assert clocks(ReferralState.DRAFT, acts(""), setting("dibao")) == Clocks()


@pytest.mark.parametrize(
    ("clock", "of", "history"),
    [
        (Clock.CLIENT_PAPERS, "medical_aid", f"{ASKED} 03-05, papers_in 03-06"),
        (Clock.CLIENT_PAPERS, "medical_aid", f"{ASKED} 03-05, withdraw 03-06"),
        (Clock.STAGE, "dibao", f"{NOTICE}, end_stage 03-18"),
        (Clock.STAGE, "dibao", f"{NOTICE}, approve_return 03-18"),
        (Clock.AID_PAPERS, "temporary_aid emergency", "send 03-06, papers_in 03-09"),
        (Clock.AID_PAPERS, "temporary_aid emergency", "send 03-06, complete 03-06, confirm 03-09"),
        (Clock.AID_PAPERS, "temporary_aid emergency", "send 03-06, approve_return 03-09"),
        (Clock.AID_PAPERS, "temporary_aid emergency", "send 03-06, waive 03-09"),
    ],
)
def test_a_clock_ends_with_its_thing(clock: Clock, of: str, history: str) -> None:
    done = clocks(ReferralState.ACCEPTED, acts(history), setting(of)).get(clock)

    assert done is not None
    assert not done.running


# --- the need ------------------------------------------------------------------------------------

_FIRST = "send 03-02, ask_return 03-03, approve_return 03-04"
_SECOND = "send 03-04, ask_return 03-05, approve_return 03-06"


def need_of(*histories: str, of: str = "medical_aid") -> Deadline:
    last = acts(histories[-1])
    every = [acts(each) for each in histories]
    held = clocks(ReferralState.ACCEPTED, last, setting(of), need=every).get(Clock.NEED)
    assert held is not None
    return held


def test_the_needs_clock_is_never_started_again_by_returns() -> None:
    need = need_of(_FIRST, _SECOND, "send 03-06")

    assert need.due_at == due("03-30")
    assert need.running
    assert "首次转办起算，改转不重新起算" in words(need)


def test_the_unit_that_has_it_next_gets_its_own_full_limit_beside_the_needs() -> None:
    third = acts("send 03-06")
    own = clocks(ReferralState.SENT, third, setting("medical_aid"), need=[acts(_FIRST), third])

    finish, need = own.get(Clock.FINISH), own.get(Clock.NEED)
    assert finish is not None
    assert need is not None
    assert (finish.due_at, need.due_at) == (due("04-03"), due("03-30"))


@pytest.mark.parametrize(
    ("history", "ends"),
    [
        # From 13 to 19 March the answer was thought to be there: five working days.
        ("send 03-02, complete 03-13, send_back 03-20", "04-07"),
        ("send 03-02, complete 03-13, confirm 03-16, reopen 03-20", "04-07"),
        ("send 03-02, ask_papers 03-05, papers_in 03-06", "03-31"),
        ("send 03-02, ask_papers 03-05", "-"),
    ],
)
def test_the_needs_clock_stands_with_its_referral_and_after_the_answer(
    history: str, ends: str
) -> None:
    need = need_of(history)

    assert need.due_at == due(ends)
    assert need.running
    assert not need.halved


@pytest.mark.parametrize(
    ("histories", "ended"),
    [
        (["send 03-02, complete 03-13"], "03-13"),
        (["send 03-02, complete 03-13, confirm 03-16"], "03-13"),
        ([_FIRST, "send 03-04, complete 03-13"], "03-13"),
        # Given back and recorded as a gap, or withdrawn: nobody has it in hand any more.
        ([_FIRST], "03-04"),
        (["send 03-02, withdraw 03-05"], "03-05"),
        (["send 03-02, complete 03-13", "send 03-02, waive 03-16"], "03-13"),
    ],
)
def test_the_needs_clock_ends_with_its_answer_or_its_last_attempt(
    histories: list[str], ended: str
) -> None:
    assert need_of(*histories).ended_at == instant(ended)


def test_the_needs_clock_runs_while_any_attempt_is_in_hand() -> None:
    assert need_of("send 03-02, complete 03-13", "send 03-09").running


def test_the_needs_clock_in_hours_is_not_paused_by_an_answer_that_did_not_last() -> None:
    need = need_of(
        "send 03-06T16:30, complete 03-06T20:00, send_back 03-07T08:00", of="disaster_aid emergency"
    )

    assert need.due_at == due("03-07T16:30")
    assert "停表" not in words(need)


# --- the desk's clocks on a referral, and the one the lamp shows ---------------------------------


@pytest.mark.parametrize(
    ("state", "history", "clock", "ends"),
    [
        ("return_asked", "send 03-05, ask_return 03-06T16:00", Clock.DECIDE_RETURN, "03-09"),
        ("completed", "send 03-02, complete 03-06T16:00", Clock.CONFIRM, "03-11"),
        ("completed", "send 02-02, complete 02-13", Clock.CONFIRM, "02-25"),
        ("completed", "send 02-02, no_answer 03-06", Clock.CONFIRM, "03-11"),
        ("completed", "send 02-02, complete 02-03, send_back 02-04, complete 03-06",
         Clock.CONFIRM, "03-11"),
    ],
)  # fmt: skip
def test_the_desk_has_its_own_time(state: str, history: str, clock: Clock, ends: str) -> None:
    row = Row("", "medical_aid", history, ends)

    holds(row, found(row, clock, ReferralState(state)))


@pytest.mark.parametrize(
    ("state", "of", "history", "shown"),
    [
        ("sent", "medical_aid", "send 03-02", Clock.RESPOND),
        ("sent", "disaster_aid emergency", "send 03-02", Clock.RESPOND),
        ("accepted", "medical_aid", "send 03-02, accept 03-03", Clock.FINISH),
        ("waiting_client", "medical_aid", f"{ASKED} 03-05", Clock.FINISH),
        ("return_asked", "medical_aid", "send 03-02, ask_return 03-03", Clock.DECIDE_RETURN),
        ("return_asked", "medical_aid", "send 02-02, accept 02-03, ask_return 03-12", Clock.FINISH),
        ("in_meeting", "medical_aid", "send 03-02, put_to_meeting 03-03", Clock.FINISH),
        ("completed", "medical_aid", "send 03-02, complete 03-06", Clock.CONFIRM),
        ("confirmed", "medical_aid", "send 03-02, complete 03-06, confirm 03-09", None),
        ("returned", "medical_aid", _FIRST, None),
        ("withdrawn", "medical_aid", "send 03-02, withdraw 03-03", None),
    ],
)
def test_the_lamp_shows_the_running_clock_that_is_due_first(
    state: str, of: str, history: str, shown: Clock | None
) -> None:
    held = clocks(ReferralState(state), acts(history), setting(of)).shown

    assert (held.clock if held else None) is shown
