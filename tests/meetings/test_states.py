"""The state tables of meetings against the printed ones: every state, act and role."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

import msgspec
import pytest

from meetings import access
from meetings.labels import LABELS, TONES
from meetings.model import (
    Attendance,
    AttendanceState,
    Concerned,
    Consultation,
    Countersignature,
    Meeting,
    MeetingAction,
    MeetingKind,
    MeetingState,
    Minutes,
    MinutesAction,
    MinutesState,
    Part,
    Resolution,
    ResolutionAction,
    ResolutionState,
    SignState,
    Topic,
    TopicAction,
    TopicKind,
    TopicState,
    UnitRole,
)
from meetings.rules import guards
from meetings.rules.guards import Situation
from meetings.states import (
    ATTENDANCE,
    ENDINGS,
    MEETINGS,
    MINUTES,
    RESOLUTIONS,
    TOPICS,
    Table,
    step,
)
from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.directory.model import Role
from tests.meetings import oracle
from tests.meetings.oracle import FORBIDDEN, GOES, NOT_NOW, UNKNOWN
from tests.referrals.world import DISTRICT, NOW, TOWNSHIP, UNITS, person

TABLES = {"topic": TOPICS, "meeting": MEETINGS, "minutes": MINUTES, "resolution": RESOLUTIONS}
STATES = {
    "topic": TopicState, "meeting": MeetingState, "minutes": MinutesState,
    "resolution": ResolutionState,
}  # fmt: skip
ACTIONS = {
    "topic": TopicAction, "meeting": MeetingAction, "minutes": MinutesAction,
    "resolution": ResolutionAction,
}  # fmt: skip
BUREAU, CIVIL = access.ref(UNITS["bureau"]), access.ref(UNITS["civil affairs"])
_BORN = {"id": 1, "code": "c", "version": 1, "body_id": 1, "created_at": NOW, "updated_at": NOW}


def _thing(kind: str, state: str) -> Any:
    """Return a thing of the district's body; for a topic it came from the township's window."""
    if kind == "topic":
        asked = Consultation(1, BUREAU, "", NOW.date() + timedelta(days=3))
        return Topic(
            number="n", state=TopicState(state), kind=TopicKind.CASE, title="t", question="q",
            options="", draft_decision="", basis="", proposer=CIVIL, reporter="",
            concerned=Concerned(DISTRICT, (CIVIL, BUREAU), TOWNSHIP, UNITS["bureau"].id),
            consultations=(asked,), **_BORN,
        )  # fmt: skip
    if kind == "meeting":
        called = Attendance(1, BUREAU, AttendanceState.INVITED)
        return Meeting(
            number="n", kind=MeetingKind.SPECIAL, state=MeetingState(state), title="m",
            begins_at=NOW + timedelta(days=1), place="p", chair="c", notice=0, pack=0,
            concerned=Concerned(DISTRICT, (BUREAU,)), attendance=(called,), **_BORN,
        )  # fmt: skip
    if kind == "minutes":
        return Minutes(
            meeting_id=1, meeting_key="n", state=MinutesState(state), title="m", round=1,
            concerned=Concerned(DISTRICT, (BUREAU,)),
            signatures=(Countersignature(1, 1, BUREAU, SignState.PENDING),), **_BORN,
        )  # fmt: skip
    part = Part(1, BUREAU, UnitRole.LEAD)
    return Resolution(
        number="n", minutes_id=1, minutes_key="n", meeting_key="n", topic_id=1, item_id=1,
        state=ResolutionState(state), text="t", working_days=5,
        concerned=Concerned(DISTRICT, (BUREAU,), TOWNSHIP), parts=(part,), **_BORN,
    )  # fmt: skip


@pytest.mark.parametrize("kind", oracle.KINDS)
def test_the_tables_name_every_act(kind: str) -> None:
    printed = set(oracle.TABLES[kind])

    assert printed == {act.value for act in ACTIONS[kind]} == {act.value for act in TABLES[kind]}


@pytest.mark.parametrize("kind", oracle.KINDS)
def test_an_act_leads_to_the_printed_state_from_the_printed_ones(kind: str) -> None:
    for act, row in oracle.TABLES[kind].items():
        step = TABLES[kind][ACTIONS[kind](act)]
        assert step.to == row.to, act
        assert {state.value for state in step.origin} == set(row.origin), act


def _who() -> list[tuple[str, str, str, str]]:
    return [(kind, *each) for kind in oracle.KINDS for each in oracle.people(kind)]


@pytest.mark.parametrize(("kind", "role", "where", "reach"), _who())
def test_an_act_goes_where_the_tables_say_and_nowhere_else(
    kind: str, role: str, where: str, reach: str
) -> None:
    states = [s for s in STATES[kind] if s.value != "draft" or kind != "resolution"]
    for act, row in oracle.TABLES[kind].items():
        for state in states:
            found = _tried(kind, act, state.value, role, where)
            assert found == row.expected(state.value, role, reach), (act, state)


def _tried(kind: str, act: str, state: str, role: str, where: str) -> str:
    who = person(Role(role), where)
    situation = Situation(_thing(kind, state), NOW, who.id)
    try:
        access.row_of(ACTIONS[kind](act), situation, who)
    except NotFound:
        return UNKNOWN
    except NotAllowed:
        return FORBIDDEN
    except NotPossible:
        return NOT_NOW
    return GOES


@pytest.mark.parametrize("kind", oracle.KINDS)
def test_what_is_offered_and_what_goes_never_disagree(kind: str) -> None:
    for role, where, _ in oracle.people(kind):
        for state in STATES[kind]:
            who = person(Role(role), where)
            units = frozenset(held.unit.id for held in who.memberships)
            situation = Situation(_thing(kind, state.value), NOW, who.id, units)
            offered = {row.action for row in access.possible(situation, who)}
            assert offered == {act for act in TABLES[kind] if _goes(act, situation, who)}


def _goes(act: Any, situation: Situation, who: Any) -> bool:
    try:
        access.pass_guards(access.row_of(act, situation, who), situation)
    except (NotFound, NotAllowed, NotPossible):
        return False
    return True


@pytest.mark.parametrize(
    ("printed", "table", "states"),
    [(oracle.ATTENDANCE, ATTENDANCE, AttendanceState), (oracle.ENDINGS, ENDINGS, ResolutionState)],
    ids=["attendance", "endings"],
)
def test_what_units_say_and_what_ends_a_resolution_go_as_printed(
    printed: str, table: Table, states: type[StrEnum]
) -> None:
    rows = oracle.steps(printed)
    assert set(rows) == {act.value for act in table}
    for act in table:
        origin, to = rows[act.value]
        for state in states:
            if state.value in origin:
                assert step(table, state, act).to == to, (act, state)
            else:
                with pytest.raises(NotPossible):
                    step(table, state, act)


def test_every_guard_of_the_tables_is_there_and_none_is_idle() -> None:
    named = {name for table in TABLES.values() for row in table.values() for name in row.guards}

    assert named == set(guards.GUARDS)


def test_every_choice_state_and_act_has_its_words_and_every_state_its_tone() -> None:
    import meetings.model.choices as choices

    worded = {type(member) for table in LABELS for member in table}
    kinds = {kind for kind in vars(choices).values()
             if isinstance(kind, type) and kind.__module__ == choices.__name__}  # fmt: skip
    assert worded == kinds
    for table in LABELS:
        assert set(table) == set(type(next(iter(table))))
    for tones in TONES:
        assert set(tones) == set(type(next(iter(tones))))


def test_who_reported_neither_checks_nor_strikes_off() -> None:
    held = msgspec.structs.replace(_thing("resolution", "reported"), reported_by_id=7)

    assert guards.GUARDS["not_the_reporter"](Situation(held, NOW, 7)) is not None
    assert guards.GUARDS["not_the_reporter"](Situation(held, NOW, 8)) is None


def test_a_topic_is_pooled_only_when_the_units_answered_or_their_term_ran_out() -> None:
    topic = _thing("topic", "coordinating")

    assert guards.GUARDS["consultation_ended"](Situation(topic, NOW, 1)) is not None
    late = NOW + timedelta(days=10)
    assert guards.GUARDS["consultation_ended"](Situation(topic, late, 1)) is None
