"""The state tables against the printed ones: every state, act and role, inside and outside.

The tables are in ``oracle``. For each cell the answer is one
of four: the thing does not exist for this person, the act is not this person's, the state does not
allow it, or it goes.
"""

from __future__ import annotations

from itertools import product

import pytest

from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.directory.model import Role
from referrals import access
from referrals.model import (
    FINAL,
    CaseAction,
    CaseState,
    NeedState,
    Referral,
    ReferralAction,
    ReferralRole,
    ReferralState,
)
from referrals.rules import replay
from referrals.rules.guards import Situation
from referrals.states import CASE_STEPS, STEPS, Effect, acts, case_step, derived, step
from tests.referrals.oracle import (
    CASE_ROWS,
    FORBIDDEN,
    GOES,
    NOT_NOW,
    ROWS,
    UNKNOWN,
    lines,
    people,
)
from tests.referrals.world import NOW, case, cooperating, need, person, referral


def test_the_tables_name_every_act_and_every_role() -> None:
    assert set(ROWS) == {act.value for act in ReferralAction} == {a.value for a in STEPS}
    assert set(CASE_ROWS) == {act.value for act in CaseAction} == {a.value for a in CASE_STEPS}
    assert {role for role, _, _ in people()} == {role.value for role in Role}


@pytest.mark.parametrize("act", list(ReferralAction))
@pytest.mark.parametrize(("role", "where", "reaches"), people())
def test_an_act_on_a_referral_goes_where_the_tables_say_and_nowhere_else(
    act: ReferralAction, role: str, where: str, reaches: str
) -> None:
    row = ROWS[act.value]

    for state in ReferralState:
        # Of a draft its unit knows nothing yet.
        known = reaches.strip("AD") if state is ReferralState.DRAFT else reaches
        assert _on_referral(act, state, role, where) == row.expected(state, role, known), state


def _on_referral(act: ReferralAction, state: ReferralState, role: str, where: str) -> str:
    final = NOW if state in FINAL else None
    situation = Situation(case(), NOW, referral=referral(state, final_at=final))
    try:
        access.require(act, situation, person(Role(role), where))
    except NotFound:
        return UNKNOWN
    except NotAllowed:
        return FORBIDDEN
    except NotPossible as refusal:
        return NOT_NOW if refusal.code == "state" else GOES  # a guard is asked after the table
    return GOES


@pytest.mark.parametrize("act", list(CaseAction))
@pytest.mark.parametrize(("role", "where", "reaches"), people())
def test_an_act_on_a_case_goes_where_the_tables_say_and_nowhere_else(
    act: CaseAction, role: str, where: str, reaches: str
) -> None:
    row = CASE_ROWS[act.value]

    for state in CaseState:
        assert _on_case(act, state, role, where) == row.expected(state, role, reaches), state


def _on_case(act: CaseAction, state: CaseState, role: str, where: str) -> str:
    situation = Situation(case(state), NOW, others=(referral(),))
    try:
        access.require_on_case(act, situation, person(Role(role), where))
    except NotFound:
        return UNKNOWN
    except NotAllowed:
        return FORBIDDEN
    except NotPossible as refusal:
        return NOT_NOW if refusal.code == "state" else GOES
    return GOES


@pytest.mark.parametrize("act", list(ReferralAction))
def test_an_act_on_a_referral_leads_to_the_printed_state(act: ReferralAction) -> None:
    assert STEPS[act].to == ROWS[act.value].to


#   what the act does to the clocks
EFFECTS = """
    starts     send
    responds   accept ask_return put_to_meeting
    pauses     ask_papers begin_stage
    goes_on    papers_in end_stage
    completes  complete no_answer
    settles    confirm
    ends       approve_return withdraw waive void
    resumes    send_back reopen
    extends    grant_extension
    sets       decided
"""


@pytest.mark.parametrize("line", lines(EFFECTS))
def test_an_act_has_its_effect_on_the_clocks(line: str) -> None:
    effect, *names = line.split()

    assert acts(Effect(effect)) == set(names)


def test_every_effect_is_printed_and_every_pause_has_its_end() -> None:
    assert {line.split()[0] for line in lines(EFFECTS)} == set(Effect) - {Effect.NONE}
    assert set(replay.PAUSED) == acts(Effect.PAUSES)
    assert set(replay.PAUSED.values()) == acts(Effect.GOES_ON)


@pytest.mark.parametrize("act", list(CaseAction))
def test_an_act_on_a_case_leads_to_the_printed_state(act: CaseAction) -> None:
    assert CASE_STEPS[act].to == CASE_ROWS[act.value].to


def test_a_refused_act_says_which_state_stood_against_it() -> None:
    with pytest.raises(NotPossible) as refused:
        step(ReferralState.SENT, ReferralAction.COMPLETE)

    assert refused.value.code == "state"
    assert refused.value.data == {"state": "sent", "action": "complete"}
    with pytest.raises(NotPossible):
        case_step(CaseState.CLOSED, CaseAction.ACCEPT)


def test_nothing_leads_out_of_a_final_referral_but_reopening_a_confirmed_one() -> None:
    ways = {(state, act) for state, act in product(FINAL, STEPS) if state in STEPS[act].origin}

    assert ways == {(ReferralState.CONFIRMED, ReferralAction.REOPEN)}


# --- where a case stands by its referrals --------------------------------------------------------

_S = ReferralState

#   the case's referrals                     stands
DERIVED = """
    -                                        accepted
    draft                                    accepted
    void                                     accepted
    sent                                     in_hand
    accepted                                 in_hand
    return_asked                             in_hand
    waiting_client                           in_hand
    in_meeting                               in_hand
    completed                                results_in
    confirmed                                results_in
    returned                                 results_in
    withdrawn                                results_in
    completed draft                          results_in
    completed void                           results_in
    completed sent                           in_hand
    confirmed withdrawn returned             results_in
    confirmed withdrawn returned accepted    in_hand
"""


@pytest.mark.parametrize("line", lines(DERIVED))
def test_a_running_case_stands_where_its_referrals_say(line: str) -> None:
    *states, stands = line.split()
    referrals = _all(states)

    for running in (CaseState.ACCEPTED, CaseState.IN_HAND, CaseState.RESULTS_IN):
        assert derived(running, referrals) == stands


def test_a_case_of_gaps_alone_has_its_results_in() -> None:
    gap, open_ = need(1, NeedState.GAP), need(2)

    assert derived(CaseState.ACCEPTED, [], [gap]) is CaseState.RESULTS_IN
    assert derived(CaseState.ACCEPTED, [], [gap, open_]) is CaseState.ACCEPTED
    assert derived(CaseState.RESULTS_IN, [referral(_S.SENT)], [gap]) is CaseState.IN_HAND
    assert derived(CaseState.ACCEPTED, []) is CaseState.ACCEPTED


def _all(states: list[str]) -> list[Referral]:
    return [cooperating(_S(state), id=n) for n, state in enumerate(states) if state != "-"]


def test_a_referral_withdrawn_before_it_was_sent_puts_nothing_in_hand() -> None:
    never = cooperating(_S.WITHDRAWN, sent_at=None)

    assert derived(CaseState.ACCEPTED, [never]) is CaseState.ACCEPTED
    assert derived(CaseState.IN_HAND, [never, referral(_S.SENT)]) is CaseState.IN_HAND


@pytest.mark.parametrize(
    "state",
    sorted(set(CaseState) - {CaseState.ACCEPTED, CaseState.IN_HAND, CaseState.RESULTS_IN}),
)
def test_a_case_that_does_not_run_stands_for_itself(state: CaseState) -> None:
    assert derived(state, [referral(_S.SENT)]) is state


def test_a_draft_is_not_known_to_the_unit_it_is_meant_for() -> None:
    draft = Situation(case(), NOW, referral=referral(_S.DRAFT, role=ReferralRole.LEAD))

    with pytest.raises(NotFound):
        access.require(ReferralAction.ACCEPT, draft, person(Role.HANDLER, "bureau"))


def test_the_key_is_the_number_once_there_is_one() -> None:
    assert case().key == "500116120-2026-000042"
    assert case(number=None).key == "acase"
