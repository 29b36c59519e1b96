"""A client's wish reaches the meeting: the case is withdrawn, and its topic with it."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.model import MeetingState, TopicState
from meetings.queries import things
from portal.core import clock
from referrals import inputs, operations
from tests.meetings.round_table import Table
from tests.referrals.scenes import Scene


async def _withdraw(table: Table, scene: Scene) -> None:
    case = (await scene.folder()).case
    given = inputs.WithReason(version=case.version, reason="当事人书面撤回。")
    by = table.person("clerk", "window")
    await operations.withdraw_case(case.key, given, by=by, at=clock.now())


@pytest.mark.parametrize("path", ["", "check", "check pool", "check pool schedule"])
async def test_the_topic_of_a_withdrawn_case_is_withdrawn_in_the_same_transaction(
    table: Table, path: str
) -> None:
    scene, topic = await table.escalated()
    meeting = await table.planned()
    for act in path.split():
        given: dict[str, Any] = {"meeting": meeting.number} if act == "schedule" else {}
        await table.do(act, topic, table.person("secretary"), **given)

    await _withdraw(table, scene)

    folder, left = await scene.folder(), await things.topic(topic.id)
    assert folder.case.state.value == "withdrawn"
    assert await scene.state() == "withdrawn"
    assert (left.state, left.meeting_id) == (TopicState.WITHDRAWN, None)
    assert topic.id not in {each.id for each in await table.agenda(meeting)}


async def test_a_topic_withdrawn_during_its_meeting_leaves_the_meeting_to_go_on(
    table: Table,
) -> None:
    scene, topic = await table.escalated()
    _, other = await table.escalated()
    secretary = table.person("secretary")
    meeting = await table.sitting(await table.pooled(topic), await table.pooled(other))

    await _withdraw(table, scene)
    await table.do("record_outcome", other, secretary, outcome="agreed", text="同意。")
    meeting = await table.do("conclude", meeting, secretary)

    assert meeting.state is MeetingState.CONCLUDED
    assert (await things.topic(topic.id)).state is TopicState.WITHDRAWN


async def test_minutes_that_settled_a_withdrawn_case_are_issued_and_move_nothing(
    table: Table,
) -> None:
    scene, topic = await table.escalated()
    minutes = await table.countersigned(await table.written(topic))

    await _withdraw(table, scene)
    issued = await table.issued(minutes)

    assert issued.number
    assert await scene.state() == "withdrawn"
    assert (await things.topic(topic.id)).state is TopicState.DELIBERATED
