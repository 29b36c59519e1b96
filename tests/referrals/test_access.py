"""Who reaches what, and that what is offered and what goes through never disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.errors import NotAllowed, NotFound, NotPossible, Refusal
from portal.directory.model import Membership, Person, Role
from portal.directory.permissions import TABLE
from referrals import access
from referrals.model import (
    FINAL,
    CaseAction,
    CaseState,
    Consent,
    Extension,
    NeedState,
    ReferralAction,
    ReferralRole,
    ReferralState,
    RefusalProposal,
    Stage,
)
from referrals.programmes import catalogue
from referrals.rules.clocks import clocks
from referrals.rules.guards import Situation
from referrals.states import CASE_STEPS, STEPS, By
from tests.referrals.clockwork import acts, setting
from tests.referrals.world import NOW, UNITS, case, cooperating, need, person, referral

_S = ReferralState

# --- reaches -------------------------------------------------------------------------------------

#   who                        reads the case   reads the referral to the district's bureau
REACHES = """
    clerk       window         yes  yes
    clerk       other window   no   no
    clerk       desk           no   no
    supervisor  desk           yes  yes
    supervisor  window         yes  yes
    supervisor  other desk     no   no
    handler     bureau         yes  yes
    handler     other bureau   no   no
    handler     city bureau    no   no
    handler     civil affairs  yes  no
    head        bureau         yes  yes
    head        city bureau    yes  yes
    head        other bureau   no   no
    head        civil affairs  yes  no
    secretary   desk           no   no
    convener    desk           no   no
    leader      desk           no   no
    sysadmin    desk           no   no
    secadmin    desk           no   no
    auditor     desk           no   no
"""


@pytest.mark.parametrize("line", [line for line in REACHES.splitlines() if line.strip()])
def test_a_role_reaches_as_far_as_its_scope(line: str) -> None:
    role, *where, reads_case, reads_referral = line.split()
    who = person(Role(role), " ".join(where))
    own, other = referral(), cooperating()

    assert access.may(who, "case.read", case(), (own, other), at=NOW) is (reads_case == "yes")
    assert access.may(who, "case.read", case(), (own,), at=NOW) is (reads_referral == "yes")


def test_memberships_add_up() -> None:
    both = msgspec.structs.replace(
        person(Role.CLERK, "other window"),
        memberships=(
            Membership(Role.CLERK, UNITS["other window"]),
            Membership(Role.HANDLER, UNITS["bureau"]),
        ),
    )

    assert access.may(both, "referral.accept", case(), (referral(),), at=NOW)
    assert not access.may(both, "referral.send", case(), (referral(),), at=NOW)


def test_a_person_without_a_membership_reaches_nothing() -> None:
    nobody = Person(9, "p9", "nobody", "")

    assert not any(access.may(nobody, right, case(), (referral(),), at=NOW) for right in TABLE)


def test_a_division_whose_path_only_begins_alike_is_another() -> None:
    like = case(division_path="/500000/5001161/")

    assert not access.may(person(Role.SUPERVISOR, "desk"), "case.read", like, at=NOW)


@pytest.mark.parametrize(("role", "unit"), [(Role.HANDLER, "bureau"), (Role.HEAD, "bureau"),
                                            (Role.HEAD, "city bureau")])  # fmt: skip
@pytest.mark.parametrize(
    ("since", "reads"),
    [(timedelta(0), True), (timedelta(days=29, hours=23), True), (timedelta(days=30), False)],
)
def test_a_unit_reads_a_referral_for_thirty_days_after_it_is_final(
    role: Role, unit: str, since: timedelta, reads: bool
) -> None:
    final = referral(_S.CONFIRMED, final_at=NOW - since)

    assert access.may(person(role, unit), "case.read", case(), (final,), at=NOW) is reads


def test_the_desk_reads_a_final_referral_ever_after() -> None:
    final = referral(_S.CONFIRMED, final_at=NOW - timedelta(days=900))

    for role, unit in ((Role.CLERK, "window"), (Role.SUPERVISOR, "desk")):
        assert access.may(person(role, unit), "case.read", case(), (final,), at=NOW)


@pytest.mark.parametrize("state", [_S.DRAFT, _S.WITHDRAWN, _S.VOID])
@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD])
def test_what_was_never_sent_is_never_known_to_the_unit(role: Role, state: _S) -> None:
    never = referral(state, sent_at=None, final_at=NOW if state in FINAL else None)

    assert not access.may(person(role, "bureau"), "case.read", case(), (never,), at=NOW)


def test_a_narrowed_token_holds_what_it_was_given_and_its_person_holds() -> None:
    rights = frozenset({"case.read", "referral.accept", "case.accept"})
    machine = person(Role.HANDLER, "bureau", narrowed=rights)

    assert access.may(machine, "referral.accept", case(), (referral(),), at=NOW)
    assert not access.may(machine, "referral.complete", case(), (referral(),), at=NOW)
    assert not access.may(machine, "case.accept", case(), (referral(),), at=NOW)


def test_a_token_that_may_not_read_is_offered_nothing_and_finds_nothing() -> None:
    blind = person(Role.HANDLER, "bureau", narrowed=frozenset({"referral.complete"}))
    situation = Situation(case(), NOW, referral=referral())

    assert access.possible(situation, blind) == ()
    with pytest.raises(NotFound):
        access.require(ReferralAction.COMPLETE, situation, blind)


def test_the_desks_side_is_clerk_and_supervisor() -> None:
    sides = {
        role: access.at_desk(person(role, "window"), case(), at=NOW)
        for role in (Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.HEAD)
    }

    assert [role for role, held in sides.items() if held] == [Role.CLERK, Role.SUPERVISOR]


def test_a_handler_takes_and_a_head_gives() -> None:
    assert access.may_assign_to(person(Role.HANDLER, "bureau", number=7), 7)
    assert not access.may_assign_to(person(Role.HANDLER, "bureau", number=7), 8)
    assert access.may_assign_to(person(Role.HEAD, "bureau", number=7), 8)


# --- refusals, in their order --------------------------------------------------------------------


def test_what_may_not_be_known_is_refused_before_what_may_not_be_done() -> None:
    sent = Situation(case(), NOW, referral=referral(_S.SENT))

    with pytest.raises(NotFound):
        access.require(ReferralAction.COMPLETE, sent, person(Role.HANDLER, "other bureau"))
    with pytest.raises(NotAllowed):
        access.require(ReferralAction.COMPLETE, sent, person(Role.CLERK, "window"))
    with pytest.raises(NotPossible):
        access.require(ReferralAction.COMPLETE, sent, person(Role.HANDLER, "bureau"))


def test_a_guard_refuses_with_its_name_and_its_sentence() -> None:
    bound = Situation(case(), NOW, referral=referral(binding=True))

    with pytest.raises(NotPossible) as refused:
        access.require(ReferralAction.ASK_RETURN, bound, person(Role.HANDLER, "bureau"))

    assert refused.value.code == "not_binding"
    row = STEPS[ReferralAction.ASK_RETURN]
    assert access.reasons(row, bound) == [refused.value.sentence]


def test_nobody_decides_on_a_refusal_he_proposed() -> None:
    proposed = case(
        CaseState.REFUSAL_PROPOSED, refusal=RefusalProposal("r", "l", "a", "m", by_id=7)
    )
    boss = person(Role.SUPERVISOR, "desk", number=7)
    other = person(Role.SUPERVISOR, "desk", number=8)

    with pytest.raises(NotPossible) as refused:
        access.require_on_case(CaseAction.APPROVE_REFUSAL, Situation(proposed, NOW, by_id=7), boss)
    assert refused.value.code == "another_person"
    assert access.require_on_case(
        CaseAction.APPROVE_REFUSAL, Situation(proposed, NOW, by_id=8), other
    )


# --- what is offered is what goes ----------------------------------------------------------------

_WHO = [
    (role, unit)
    for role in Role
    for unit in ("window", "desk", "other desk", "bureau", "city bureau", "civil affairs")
]
_HISTORIES = (
    "send 03-09", "send 02-02, accept 02-03", "send 03-02, accept 03-03, ask_papers 03-05",
    "send 02-02, ask_papers 02-03 working_days=5, chase 02-09",
)  # fmt: skip


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    def one_of(*values: Any) -> Any:
        return draw(st.sampled_from(values))

    state = one_of(*_S)
    history = acts(one_of(*_HISTORIES))
    programme = one_of("medical_aid", "dibao")
    others = tuple(
        cooperating(one_of(*_S), id=20 + n, role=one_of(*ReferralRole))
        for n in range(draw(st.integers(0, 2)))
    )
    return Situation(
        case(
            one_of(*CaseState), consent=Consent(given=one_of(True, False)),
            needs=(need(1, one_of(*NeedState)),), merged_at=one_of(None, NOW),
            refusal=one_of(None, RefusalProposal("r", "l", "a", "m", by_id=7)),
        ),
        NOW, by_id=7, by_desk=one_of(True, False), others=others, events=history,
        referral=referral(
            state, programme=programme, final_at=NOW if state in FINAL else None,
            role=one_of(*ReferralRole), binding=one_of(True, False), stage=one_of(None, *Stage),
            extension=one_of(*Extension), papers_asked=one_of(0, 2),
        ),
        clocks=clocks(_S.ACCEPTED, history, setting(programme)),
        programme=catalogue.get(programme),
    )  # fmt: skip


people = st.builds(
    lambda who, rights: person(*who, narrowed=rights),
    st.sampled_from(_WHO),
    st.none() | st.frozensets(st.sampled_from(sorted(TABLE)), max_size=60),
)


@settings(max_examples=300, deadline=None)
@given(situation=situations(), who=people)
def test_an_act_on_a_referral_is_offered_exactly_when_it_would_go(
    situation: Situation, who: Person
) -> None:
    offered = {offer.action for offer in access.possible(situation, who)}

    for action, row in STEPS.items():
        if row.by is By.PERSON:
            assert (action in offered) is _goes(action, situation, who), action
        else:
            assert action not in offered, "the meeting acts through its own operations"


def _goes(action: ReferralAction, situation: Situation, who: Person) -> bool:
    try:
        access.require(action, situation, who)
    except Refusal:
        return False
    return True


@settings(max_examples=300, deadline=None)
@given(situation=situations(), who=people)
def test_an_act_on_a_case_is_offered_exactly_when_it_would_go(
    situation: Situation, who: Person
) -> None:
    offered = {offer.action for offer in access.possible_on_case(situation, who)}

    for action in CASE_STEPS:
        assert (action in offered) is _case_goes(action, situation, who), action


def _case_goes(action: CaseAction, situation: Situation, who: Person) -> bool:
    try:
        access.require_on_case(action, situation, who)
    except Refusal:
        return False
    return True


# --- who is only told of a case 知会 -------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_of_a_told_unit_those_who_handle_read_sign_and_note(role: Role) -> None:
    told = case(informed=(UNITS["other bureau"].id,))
    who = person(role, "other bureau")

    rights = [r for r in TABLE if access.may_on_case(who, r, told, (referral(),), at=NOW)]

    own = {"case.read", "case.acknowledge", "note.internal", "note.shared"}
    # What anybody may do to the portal itself is no question of cases.
    of_cases = {r for r in rights if r.startswith(("case.", "note.", "referral.", "file."))}
    assert of_cases == (own if role in {Role.HANDLER, Role.HEAD} else set())
    assert not access.may(who, "case.read", told, (referral(),), at=NOW)


@pytest.mark.parametrize("state", list(CaseState))
def test_a_told_unit_reads_until_the_case_ends(state: CaseState) -> None:
    told = case(state, informed=(UNITS["other bureau"].id,))
    over = {"not_accepted", "lapsed", "closed", "withdrawn", "merged", "void"}

    reads = access.may_on_case(person(Role.HANDLER, "other bureau"), "case.read", told, at=NOW)

    assert reads is (state.value not in over)


def test_a_told_relative_and_a_narrow_token_do_no_more_than_they_may() -> None:
    told = case(informed=(UNITS["other bureau"].id,), barred=(7,))
    relative = person(Role.HANDLER, "other bureau", number=7)
    narrow = person(Role.HANDLER, "other bureau", narrowed=frozenset({"case.read"}))

    assert access.may_on_case(relative, "case.read", told, at=NOW)
    assert not access.may_on_case(relative, "note.shared", told, at=NOW)
    assert access.units_told(narrow) == [UNITS["other bureau"].id]
    assert access.units_told(narrow, "case.acknowledge") == []
