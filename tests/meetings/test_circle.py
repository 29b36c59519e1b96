"""A stuck referral goes to the meeting and comes out of it; topic and referral change as one."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest

from meetings.model import ResolutionState, TopicState
from meetings.queries import things
from portal.core import clock
from portal.core.errors import NotPossible
from portal.documents import files
from tests.meetings.round_table import Table


async def test_a_referral_put_to_the_meeting_comes_back_with_the_decision(table: Table) -> None:
    scene, topic = await table.escalated()
    assert await scene.state() == "in_meeting"
    assert topic.state is TopicState.SUBMITTED
    assert topic.referral_key

    minutes = await table.countersigned(await table.written(topic))
    assert await scene.state() == "in_meeting"
    issued = await table.issued(minutes)

    assert await scene.state() == "accepted"
    assert issued.number
    assert issued.sha256
    (resolution,) = await table.resolutions(issued)
    assert resolution.state is ResolutionState.ISSUED
    assert resolution.number
    assert resolution.due_at


async def test_a_resolution_is_struck_off_by_somebody_else_than_its_reporter(table: Table) -> None:
    resolution = await table.resolved()
    lead = await table.head("bureau")

    await table.do("receive", resolution, lead)
    await table.do("start", resolution, lead)
    with pytest.raises(NotPossible) as refused:
        await table.do("report", resolution, lead, report="已建立。")
    assert refused.value.code == "cooperating_done"
    await table.do("cooperate", resolution, await table.head("civil affairs"), report="已配合。")
    await table.do("report", resolution, lead, report="已建立，附件为文件。")
    await table.do("check", resolution, table.person("secretary"))
    closed = await table.do("strike_off", resolution, table.person("convener"))

    assert closed.state is ResolutionState.CLOSED
    assert closed.closed_at


@pytest.mark.parametrize(
    ("came_from", "outcome", "leaves_as"),
    [
        ("accepted", "agreed", "accepted"),
        ("accepted", "agreed_with_changes", "accepted"),
        ("accepted", "not_agreed", "accepted"),
        ("accepted", "noted", "accepted"),
        ("return_asked", "noted", "return_asked"),
        ("return_asked", "referred", "return_asked"),
        ("return_asked", "agreed", "accepted"),
        ("sent", "agreed", "accepted"),
        ("accepted", "deferred", "in_meeting"),
        ("accepted", "submitted_to_government", "in_meeting"),
    ],
)
async def test_a_referral_leaves_the_meeting_by_every_outcome(
    table: Table, came_from: str, outcome: str, leaves_as: str
) -> None:
    scene, topic = await table.escalated(state=came_from)
    minutes = await table.written(topic, outcome=outcome)
    await table.issued(await table.countersigned(minutes))

    assert await scene.state() == leaves_as


async def test_a_deferred_topic_goes_on_and_a_submitted_one_waits_for_its_answer(
    table: Table,
) -> None:
    scene, topic = await table.escalated()
    await table.enacted(topic, outcome="deferred")
    held = await things.topic(topic.id)
    assert held.successor_id is not None
    successor = await things.topic(held.successor_id)
    assert (successor.state, successor.predecessor_id) == (TopicState.POOLED, topic.id)
    assert successor.carried == 1

    secretary = table.person("secretary")
    meeting = await table.sitting(successor)
    await table.do("record_outcome", successor, secretary, outcome="submitted_to_government",
                   text="报请区政府审定。")  # fmt: skip
    await table.do("conclude", meeting, secretary)
    minutes_id = await things.minutes_of(meeting.id)
    assert minutes_id
    await table.issued(await table.countersigned(await things.minutes(minutes_id)))
    assert await scene.state() == "in_meeting"

    await table.do("record_answer", successor, secretary, agreed="agreed", text="同意。")
    assert await scene.state() == "accepted"


async def test_a_withdrawn_or_returned_topic_gives_its_referral_back(table: Table) -> None:
    for action, state in (("withdraw", "return_asked"), ("return", "accepted")):
        scene, topic = await table.escalated(state=state)

        await table.do(action, topic, table.person("secretary"), reason="情况已变化。")

        assert await scene.state() == state


async def test_what_a_meeting_does_not_reach_goes_back_to_the_pool(table: Table) -> None:
    _, topic = await table.escalated()
    meeting = await table.sitting(await table.pooled(topic))

    await table.do("conclude", meeting, table.person("secretary"))

    held = await things.topic(topic.id)
    assert (held.state, held.carried, held.meeting_id) == (TopicState.POOLED, 1, None)


async def test_the_decision_can_give_the_need_to_another_unit(table: Table) -> None:
    scene, topic = await table.escalated()
    minutes = await table.written(topic)
    await table.do(
        "write", minutes, table.person("secretary"), item=minutes.items[0].id, text="交由民政局。",
        effect={"unit": table.stage.units["civil affairs"].code},
    )  # fmt: skip

    await table.issued(await table.countersigned(minutes))

    assert await scene.state() == "returned"
    following = (await scene.folder()).referrals[-1]
    assert following.unit_id == table.stage.units["civil affairs"].id
    assert following.binding
    assert following.supersedes_id is not None


async def test_an_item_in_force_at_once_does_not_wait_for_the_minutes(table: Table) -> None:
    scene, topic = await table.escalated()
    minutes = await table.written(topic)

    await table.do("at_once", minutes, table.person("convener"), item=minutes.items[0].id)

    assert await scene.state() == "accepted"
    issued = await table.issued(await table.countersigned(minutes))
    assert await scene.state() == "accepted"
    assert issued.items[0].done


async def test_only_units_whose_text_changed_are_asked_again(table: Table) -> None:
    _, topic = await table.escalated()
    minutes = await table.written(topic)
    secretary = table.person("secretary")
    await table.do("circulate", minutes, secretary)
    await table.do("agree", minutes, await table.head("lead"))
    await table.do("agree", minutes, await table.head("civil affairs"))
    await table.do("object", minutes, await table.head("bureau"), text="时限太短。")
    with pytest.raises(NotPossible) as refused:
        await table.do("to_signature", minutes, secretary)
    assert refused.value.code == "countersigned"

    await table.do("revise", minutes, secretary, reason="改时限。")
    await table.do(
        "write", minutes, secretary, item=minutes.items[0].id, text="会议同意，三十日内。"
    )
    again = await table.do("circulate", minutes, secretary)

    states = {each.unit.id: each.state.value for each in again.asked}
    units = table.stage.units
    assert again.round == 2
    assert states == {
        units["bureau"].id: "pending", units["civil affairs"].id: "pending",
        units["lead"].id: "agreed",
    }  # fmt: skip


async def test_an_extension_moves_the_day_only_when_it_is_granted(table: Table) -> None:
    resolution = await table.resolved()
    lead, secretary = await table.head("bureau"), table.person("secretary")
    await table.do("receive", resolution, lead)

    asked = await table.do("ask_extension", resolution, lead, working_days=5, reason="需要时间。")
    assert asked.due_at == resolution.due_at
    granted = await table.do("grant_extension", resolution, secretary, reason="同意。")

    assert resolution.due_at
    assert granted.due_at > resolution.due_at + timedelta(days=4)


async def test_a_meeting_is_not_convened_to_a_time_that_is_over(table: Table) -> None:
    meeting = await table.planned()

    with pytest.raises(NotPossible) as refused:
        await table.do(
            "convene", meeting, table.person("secretary"), at=clock.now() + timedelta(days=8)
        )

    assert refused.value.code == "is_ahead"


async def test_minutes_issued_at_the_same_moment_take_one_number_each(table: Table) -> None:
    ready = []
    for _ in range(2):
        _, topic = await table.escalated()
        minutes = await table.countersigned(await table.written(topic))
        ready.append(await table.do("sign", minutes, table.person("convener")))

    issued = await asyncio.gather(
        *(table.do("issue", minutes, table.person("secretary")) for minutes in ready)
    )

    first, second = sorted(each.number for each in issued)
    assert second == first + 1
    for each in issued:
        _, data = await files.fetch(each.file_code)
        assert hashlib.sha256(data).hexdigest() == each.sha256


async def test_minutes_that_are_issued_take_no_more_text(table: Table) -> None:
    _, topic = await table.escalated()
    issued = await table.enacted(topic)
    before = await files.fetch(issued.file_code)

    with pytest.raises(NotPossible):
        await table.do(
            "write", issued, table.person("secretary"), item=issued.items[0].id, text="另"
        )

    assert await files.fetch(issued.file_code) == before


async def test_an_issue_that_fails_half_way_leaves_everything_as_it_was(table: Table) -> None:
    scene, topic = await table.escalated()
    minutes = await table.written(topic)
    # The decision gives the need to a unit that was abolished: carrying it out is refused.
    ended = await table.ended_unit()
    await table.do(
        "write", minutes, table.person("secretary"), item=minutes.items[0].id, text="交由该单位。",
        effect={"unit": ended.code},
    )  # fmt: skip
    signed = await table.do("sign", await table.countersigned(minutes), table.person("convener"))
    before = (await things.minutes(signed.id), await table.resolutions(signed),
              await scene.folder(), await things.topic(topic.id))  # fmt: skip

    with pytest.raises(NotPossible):
        await table.do("issue", signed, table.person("secretary"))

    assert before == (await things.minutes(signed.id), await table.resolutions(signed),
                      await scene.folder(), await things.topic(topic.id))  # fmt: skip
    # What was refused has taken no number: the next minutes get the one that was free.
    _, other = await table.escalated()
    following = await table.enacted(other)
    again = await table.escalated()
    last = await table.enacted(again[1])
    assert last.number == (following.number or 0) + 1
