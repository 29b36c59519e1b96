"""What called units say to a notice: replaceable until the session, asked anew for a new day."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.model import AttendanceState, Meeting
from portal.core.errors import NotPossible
from portal.directory.model import Person
from tests.meetings import oracle
from tests.meetings.round_table import MEMBERS, Table

_SAYS: dict[str, dict[str, Any]] = {
    "attend": {"name": "王主任"}, "delegate": {"name": "张科长", "post": "科长"},
    "excuse": {"reason": "另有会议"},
}  # fmt: skip
_LEADS = {act: to for act, (_, to) in oracle.steps(oracle.ATTENDANCE).items()}


async def _called(table: Table) -> Meeting:
    meeting = await table.planned()
    found: Meeting = await table.do("convene", meeting, table.person("secretary"))
    return found


def _said(meeting: Meeting, by: Person) -> str:
    units = {held.unit.id for held in by.memberships}
    return next(each.state.value for each in meeting.attendance if each.unit.id in units)


@pytest.mark.papers
@pytest.mark.parametrize("first", [None, *_SAYS])
@pytest.mark.parametrize("then", list(_SAYS))
async def test_an_answer_stands_until_another_takes_its_place(
    table: Table, first: str | None, then: str
) -> None:
    meeting, head = await _called(table), await table.head("bureau")
    if first is not None:
        meeting = await table.do(first, meeting, head, **_SAYS[first])
        assert _said(meeting, head) == _LEADS[first]

    meeting = await table.do(then, meeting, head, **_SAYS[then])

    assert _said(meeting, head) == _LEADS[then]


async def test_who_has_not_answered_when_the_session_begins_is_noted_and_may_still_come(
    table: Table,
) -> None:
    meeting, secretary = await _called(table), table.person("secretary")
    bureau, civil = await table.head("bureau"), await table.head("civil affairs")
    meeting = await table.do("attend", meeting, bureau, **_SAYS["attend"])
    for action in ("fix_agenda", "begin"):
        if action == "fix_agenda":
            _, topic = await table.escalated()
            await table.do("schedule", await table.pooled(topic), secretary,
                           meeting=meeting.number)  # fmt: skip
        meeting = await table.do(action, meeting, secretary)
    assert (_said(meeting, bureau), _said(meeting, civil)) == ("accepted", "no_answer")

    with pytest.raises(NotPossible):
        await table.do("attend", meeting, civil, **_SAYS["attend"])
    meeting = await table.do(
        "present", meeting, secretary, unit=table.stage.units["civil affairs"].code, name="李四"
    )

    came = next(each for each in meeting.attendance if each.name == "李四")
    assert (came.state, came.present) == (AttendanceState.NO_ANSWER, True)


async def test_a_meeting_convened_for_another_day_asks_everybody_anew(table: Table) -> None:
    meeting, secretary = await _called(table), table.person("secretary")
    for act, where in zip(_SAYS, MEMBERS, strict=True):
        meeting = await table.do(act, meeting, await table.head(where), **_SAYS[act])

    meeting = await table.do("postpone", meeting, secretary, reason="主持人另有公务")
    assert {_said(meeting, await table.head(where)) for where in MEMBERS} == {
        "accepted", "delegated", "excused",
    }  # fmt: skip
    meeting = await table.do("convene", meeting, secretary)

    assert {each.state for each in meeting.attendance} == {AttendanceState.INVITED}
