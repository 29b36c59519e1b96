"""Topics that go to the meeting as one 并题: whoever asked the question gets its answer."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.doors import TOPIC_ACTS
from meetings.model import Topic, TopicOutcome, TopicState
from meetings.queries import scope, things
from meetings.tables import TopicRow
from portal import worker
from portal.core import clock
from portal.core.errors import Invalid, NotPossible, Stale
from portal.notices.tables import Notice
from referrals import operations as referral_operations
from referrals.inputs import WithReason
from tests.meetings.round_table import Table
from tests.referrals.scenes import Scene
from tests.referrals.visiting import words_in


async def _two(table: Table) -> tuple[Scene, Topic, Scene, Topic]:
    """Two stuck referrals with a topic each in the pool."""
    lead_scene, lead = await table.escalated()
    scene, topic = await table.escalated()
    return lead_scene, await table.pooled(lead), scene, await table.pooled(topic)


async def _merged(table: Table, topic: Topic, lead: Topic, **more: Any) -> Topic:
    await table.do("merge", topic, table.person("secretary"), into=lead.key, **more)
    return await things.topic(topic.id)


async def _state(scene: Scene) -> str:
    return await scene.state()


async def _binding(scene: Scene) -> bool:
    held = (await scene.folder()).referrals
    return next(each.binding for each in held if each.code == scene.code)


async def _enacted(table: Table, lead: Topic, outcome: str = "agreed") -> None:
    """The meeting deliberates what is pooled already, and its minutes are issued."""
    secretary = table.person("secretary")
    meeting = await table.sitting(lead)
    await table.do("record_outcome", lead, secretary, outcome=outcome, text="会议决定。")
    await table.do("conclude", meeting, secretary)
    minutes_id = await things.minutes_of(meeting.id)
    assert minutes_id is not None
    minutes = await things.minutes(minutes_id)
    await table.do("circulate", minutes, secretary)
    for where in ("bureau", "civil affairs", "lead"):
        await table.do("agree", minutes, await table.head(where))
    await table.issued(await table.do("to_signature", minutes, secretary))


@pytest.mark.parametrize("outcome", ["agreed", "agreed_with_changes", "not_agreed"])
async def test_a_decision_moves_the_referrals_of_both(table: Table, outcome: str) -> None:
    first, lead, second, topic = await _two(table)
    await _merged(table, topic, lead)

    await _enacted(table, lead, outcome)

    assert await _state(first) == "accepted"
    assert await _state(second) == "accepted"
    binding = outcome != "not_agreed"
    assert [await _binding(each) for each in (first, second)] == [binding, binding]


@pytest.mark.parametrize("outcome", ["noted", "referred"])
async def test_without_a_decision_both_referrals_go_back(table: Table, outcome: str) -> None:
    first, lead, second, topic = await _two(table)
    await _merged(table, topic, lead)
    await table.sitting(lead)

    await table.do(
        "record_outcome", lead, table.person("secretary"), outcome=outcome, text="听取。"
    )

    assert await _state(first) == "accepted"
    assert await _state(second) == "accepted"


async def test_what_is_deferred_goes_on_together_and_is_settled_together(table: Table) -> None:
    first, lead, second, topic = await _two(table)
    await _merged(table, topic, lead)
    await _enacted(table, lead, "deferred")
    assert await _state(second) == "in_meeting"

    successor = await things.topic((await things.topic(lead.id)).successor_id or 0)
    assert (await things.topic(topic.id)).merged_into_id == successor.id
    await _enacted(table, successor)

    assert await _state(first) == "accepted"
    assert await _state(second) == "accepted"


async def test_the_governments_answer_reaches_both(table: Table) -> None:
    first, lead, second, topic = await _two(table)
    await _merged(table, topic, lead)
    await _enacted(table, lead, TopicOutcome.SUBMITTED.value)
    assert await _state(second) == "in_meeting"

    await table.do("record_answer", lead, table.person("secretary"), agreed="agreed", text="同意。")

    assert await _state(first) == "accepted"
    assert await _state(second) == "accepted"


async def test_what_followed_a_topic_follows_the_one_that_goes_into(table: Table) -> None:
    _, lead, _, topic = await _two(table)
    third, last = await table.escalated()
    last = await table.pooled(last)
    await _merged(table, last, topic)
    await _merged(table, topic, lead)

    await _enacted(table, lead)

    assert (await things.topic(last.id)).merged_into_id == lead.id
    assert await _state(third) == "accepted"


async def test_the_common_wording_and_the_papers_are_the_leading_ones(table: Table) -> None:
    _, lead, _, topic = await _two(table)

    await _merged(table, topic, lead, title="关于两件个案的议题", question="两件一并如何解决？")

    held = await things.topic(lead.id)
    assert (held.title, held.question) == ("关于两件个案的议题", "两件一并如何解决？")
    assert (await things.topic(topic.id)).title == topic.title


async def test_units_and_their_opinions_come_along(table: Table) -> None:
    _, lead = await table.escalated()
    lead = await table.pooled(lead)
    own = await table.proposed(await table.head("civil affairs"))
    secretary, unit = table.person("secretary"), table.stage.units["lead"]
    await table.do("submit", own, await table.head("civil affairs"))
    await table.do("check", own, secretary)
    await table.do("consult", own, secretary, unit=unit.code)
    head = await table.head("lead")
    await table.do("answer", own, head, stance="disagrees", answer="经费不足。")
    await table.do("pool", own, secretary)

    await _merged(table, own, lead)

    held = await things.topic(lead.id)
    assert [each.code for each in held.joint] == [table.stage.units["civil affairs"].code]
    assert [(each.unit.code, each.stance, each.answer) for each in held.consultations] == [
        (unit.code, "disagrees", "经费不足。")
    ]
    assert await _reads(table, held, "civil affairs")


async def _reads(table: Table, topic: Topic, where: str) -> bool:
    reach = scope.topics(await table.head(where))
    return bool(await TopicRow.count().where((TopicRow.id == topic.id) & reach))


async def test_split_off_again_it_is_a_topic_of_its_own(table: Table) -> None:
    _, lead = await table.escalated()
    lead = await table.pooled(lead)
    own = await table.proposed(await table.head("civil affairs"))
    await table.do("submit", own, await table.head("civil affairs"))
    own = await table.pooled(own)
    await _merged(table, own, lead)

    await table.do("split", own, table.person("secretary"), reason="并错了。")

    held = await things.topic(own.id)
    assert (held.state, held.merged_into_id) == (TopicState.POOLED, None)
    assert (await things.topic(lead.id)).joint == ()
    assert not await _reads(table, lead, "civil affairs")


async def test_it_is_back_in_the_pool_when_the_other_is_withdrawn(table: Table) -> None:
    first, lead, second, topic = await _two(table)
    await _merged(table, topic, lead)

    await table.do("withdraw", lead, table.person("secretary"), reason="不再需要。")

    held = await things.topic(topic.id)
    assert (held.state, held.merged_into_id) == (TopicState.POOLED, None)
    assert await _state(first) == "accepted"
    assert await _state(second) == "in_meeting"


async def test_it_is_back_in_the_pool_when_the_others_case_is_withdrawn(table: Table) -> None:
    first, lead, _, topic = await _two(table)
    await _merged(table, topic, lead)

    await _withdraw_case(table, first)

    assert (await things.topic(topic.id)).state is TopicState.POOLED


async def test_a_withdrawn_case_leaves_the_topic_it_was_merged_into(table: Table) -> None:
    _, lead, second, topic = await _two(table)
    await _merged(table, topic, lead)

    await _withdraw_case(table, second)

    assert (await things.topic(topic.id)).state is TopicState.WITHDRAWN
    assert await things.merged_into(lead.id) == ()
    assert (await things.topic(lead.id)).state is TopicState.POOLED


async def _withdraw_case(table: Table, scene: Scene) -> None:
    case = (await scene.folder()).case
    given = WithReason(version=case.version, reason="当事人撤回。")
    by = table.person("clerk", "window")
    await referral_operations.withdraw_case(case.key, given, by=by, at=clock.now())


async def test_only_what_is_ahead_equally_secret_and_another_takes_a_topic_in(table: Table) -> None:
    _, lead, _, topic = await _two(table)
    secret = await table.proposed(table.person("secretary"), secret=True)
    await table.do("submit", secret, table.person("secretary"))
    secret = await table.pooled(secret)

    for other, code in ((topic, "goes_together"), (secret, "goes_together")):
        with pytest.raises(NotPossible) as refused:
            await _merged(table, topic, other)
        assert refused.value.code == code
    with pytest.raises(Invalid):
        await table.do("merge", topic, table.person("secretary"), into="500118-T-2020-9999")
    await table.do("withdraw", lead, table.person("secretary"), reason="不再需要。")
    with pytest.raises(NotPossible):
        await _merged(table, topic, lead)
    assert (await things.topic(topic.id)).state is TopicState.POOLED


async def test_what_was_deliberated_is_not_taken_apart(table: Table) -> None:
    _, lead, _, topic = await _two(table)
    await _merged(table, topic, lead)
    await _enacted(table, lead)

    with pytest.raises(NotPossible) as refused:
        await table.do("split", topic, table.person("secretary"), reason="并错了。")

    assert refused.value.code == "not_deliberated_yet"


async def test_whoever_looked_at_the_leading_topic_before_is_told(table: Table) -> None:
    _, lead, _, topic = await _two(table)
    seen = (await things.topic(lead.id)).version
    await _merged(table, topic, lead, title="新的名称")

    act = next(each for each in TOPIC_ACTS if each.name == "withdraw")
    given = act.reads.model_validate({"version": seen, "reason": "不再需要。"})
    with pytest.raises(Stale):
        await act.operation(lead.key, given, by=table.person("secretary"), at=clock.now())


async def test_pages_and_api_say_what_goes_with_what(table: Table, visiting: Any) -> None:
    _, lead, _, topic = await _two(table)
    await _merged(table, topic, lead)
    visit = await visiting(table.person("secretary"))

    assert topic.key in words_in(await visit.sees(f"/topics/{lead.key}"))
    assert lead.key in words_in(await visit.sees(f"/topics/{topic.key}"))
    assert (await visit.reads(f"/topics/{lead.key}"))["merged"] == [topic.key]
    assert (await visit.reads(f"/topics/{topic.key}"))["merged_into"] == lead.key


async def test_the_proposer_hears_of_it(table: Table) -> None:
    _, lead = await table.escalated()
    lead, head = await table.pooled(lead), await table.head("civil affairs")
    own = await table.proposed(head)
    await table.do("submit", own, head)
    own = await table.pooled(own)
    await _merged(table, own, lead)

    await worker.run_due()

    row = Notice
    told = await row.select(row.kind).where(
        (row.person_id == head.id) & (row.address == f"/topics/{own.key}")
    )
    assert [each["kind"] for each in told] == ["topic:merge"]
