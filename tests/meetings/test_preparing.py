"""What a topic lacks before it can be settled, and the order an agenda is proposed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetings.model import (
    Concerned,
    Consultation,
    Lack,
    Meeting,
    MeetingState,
    Stance,
    Topic,
    TopicKind,
    TopicState,
    UnitRef,
)
from meetings.queries import things
from meetings.rules.agenda import proposed
from meetings.rules.readiness import lacks
from portal.core.errors import NotPossible
from portal.directory.model import Names
from tests.meetings.round_table import Table
from tests.reading import words_of
from tests.referrals.visiting import words_in

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
TODAY = date(2026, 11, 2)
FULL = {"question": "由谁牵头？", "options": "一是、二是。", "draft_decision": "由民政牵头。",
        "basis": "渝府办发〔2023〕1号", "reporter": "李主任"}  # fmt: skip


def unit(number: int) -> UnitRef:
    return UnitRef(number, f"500116-{number}", "bureau", "/500000/500116/", Names("单位"))


def asked(number: int, stance: Stance | None = Stance.AGREES, *, due: date = TODAY) -> Consultation:
    return Consultation(number, unit(number), "", due, stance)


def topic(kind: TopicKind, **given: Any) -> Topic:
    """Return a topic in the pool, complete but for what is given."""
    told = FULL | {"consultations": (asked(2),), "created_at": NOW, "papers": 1} | given
    return Topic(
        id=1, code="c", number="T-1", version=1, body_id=1, state=TopicState.POOLED, kind=kind,
        title="议题", proposer=unit(1), concerned=Concerned("/"), updated_at=NOW, **told,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "given", "missing"),
    [
        ("policy", {}, []),
        ("policy", {"options": " "}, ["options"]),
        ("policy", {"basis": ""}, ["basis"]),
        ("policy", {"consultations": ()}, ["consultation"]),
        ("policy", {"question": "", "draft_decision": ""}, ["question", "draft_decision"]),
        ("fund", {"options": "", "basis": ""}, ["options", "basis", "cost"]),
        ("fund", {"cost": "区级财政 10 万元"}, []),
        ("data_sharing", {"consultations": (asked(2, None),)}, ["answers"]),
        # Who did not answer within the term is not waited for.
        ("linkage", {"consultations": (asked(2, None, due=date(2026, 11, 1)),)}, []),
        ("policy", {"consultations": (asked(2, Stance.DISAGREES),)}, []),
        ("case", {"consultations": (asked(2, Stance.DISAGREES),), "options": ""}, ["dispute"]),
        # A single case is decided by its dossier; nobody has to write a law for it.
        ("case", {"options": "", "basis": ""}, []),
        ("case", {"consultations": ()}, ["consultation"]),
        ("case", {"reporter": ""}, ["reporter"]),
        ("report", {**dict.fromkeys(FULL, ""), "consultations": ()}, ["reporter"]),
        ("report", {"question": "", "draft_decision": ""}, []),
        ("report", {"papers": 0}, ["papers"]),
        ("policy", {"papers": 0, "consultations": ()}, ["papers", "consultation"]),
        ("case", {"papers": 0}, []),
    ],
)
def test_what_a_topic_lacks_goes_by_its_kind(
    kind: str, given: dict[str, Any], missing: list[str]
) -> None:
    assert lacks(topic(TopicKind(kind), **given), on=TODAY) == tuple(map(Lack, missing))


def test_reports_come_after_what_is_to_be_decided_and_single_cases_last() -> None:
    kinds = [TopicKind.CASE, TopicKind.REPORT, TopicKind.FUND]
    ordered = proposed([topic(kind, carried=kind is TopicKind.CASE) for kind in kinds])
    assert [each.kind for each in ordered] == kinds[::-1]


def test_what_has_waited_longer_comes_first_then_what_needs_more_units() -> None:
    few = topic(TopicKind.POLICY, created_at=NOW - timedelta(days=2))
    many = topic(TopicKind.POLICY, consultations=(asked(2), asked(3)))
    late = topic(TopicKind.POLICY, consultations=(asked(2), asked(3)),
                 created_at=NOW + timedelta(days=1))  # fmt: skip
    carried = topic(TopicKind.POLICY, carried=1, consultations=())
    assert proposed([few, late, many, carried]) == (carried, many, late, few)


async def test_an_agenda_takes_the_proposed_order_with_one_button(
    table: Table, visiting: Any
) -> None:
    secretary, meeting = table.person("secretary"), await table.planned()
    topics = []
    for kind in ("case", "report", "policy"):
        _, held = await table.escalated()
        await table.do("return", held, secretary, reason="请补充")
        held = await table.do("edit", held, table.person("convener"), title=f"议题 {kind}",
                              kind=kind, question="由谁牵头？")  # fmt: skip
        held = await table.do("submit", held, table.person("convener"))
        topics.append(await table.pooled(held))
    for each in topics:
        await table.do("schedule", each, secretary, meeting=meeting.number)

    visit = await visiting(secretary)
    answer = await visit.acts(f"/meetings/{meeting.key}", "propose-order")

    assert answer.status_code == 303, answer.text
    assert [each.kind.value for each in await table.agenda(meeting)] == ["policy", "report", "case"]


async def test_the_pool_says_what_each_topic_lacks(table: Table, visiting: Any) -> None:
    _, held = await table.escalated()
    visit = await visiting(table.person("secretary"))

    assert "上会前还缺 建议的决定、征求意见" in words_in(await visit.sees(f"/topics/{held.key}"))
    assert "建议的决定、征求意见" in words_in(await visit.sees("/topics?view=open"))
    told = await visit.reads(f"/topics/{held.key}")
    assert told["lacks"] == ["draft_decision", "consultation"]


async def test_an_agenda_is_not_ordered_while_the_meeting_sits(table: Table, visiting: Any) -> None:
    _, held = await table.escalated()
    meeting = await table.sitting(await table.pooled(held))
    assert meeting.state is MeetingState.IN_SESSION

    visit = await visiting(table.person("secretary"))
    answer = await visit.asks(f"/meetings/{meeting.key}/propose-order", version=meeting.version)

    assert answer.status_code == 409


# --- what a liaison meeting makes ----------------------------------------------------------------


def test_what_a_liaison_meeting_passed_on_comes_first_in_the_order_of_its_list() -> None:
    first = topic(TopicKind.CASE, passed_by_id=3, passed_place=1)
    second = topic(TopicKind.REPORT, passed_by_id=3, passed_place=2)
    urgent = topic(TopicKind.FUND, carried=4)

    assert proposed([urgent, second, first]) == (first, second, urgent)


async def _liaison(table: Table) -> tuple[Topic, Topic, Meeting]:
    """A liaison meeting that sits, with two topics on its agenda."""
    held = [(await table.escalated())[1] for _ in range(2)]
    pooled = [await table.pooled(each) for each in held]
    meeting = await table.sitting(*pooled, kind="liaison")
    return held[0], held[1], meeting


@pytest.mark.papers
async def test_a_liaison_meeting_puts_topics_on_its_list_and_they_wait_for_the_next_one(
    table: Table, visiting: Any
) -> None:
    one, other, meeting = await _liaison(table)
    secretary = table.person("secretary")

    await table.do("pass_on", other, secretary, minutes=25, words="方案已协商一致。")
    await table.do("pass_on", one, secretary, minutes=5)

    found = await things.passed_by(meeting.id)
    assert [(each.id, each.minutes, each.state) for each in found] == [
        (other.id, 25, TopicState.POOLED), (one.id, 5, TopicState.POOLED),
    ]  # fmt: skip
    visit = await visiting(secretary)
    page = words_in(await visit.sees(f"/meetings/{meeting.key}"))
    paper = words_of((await visit.client.get(f"/meetings/{meeting.key}/topics.pdf")).content)
    assert "议题清单" in page
    assert "方案已协商一致。" in page
    assert "共 2 项，预计 30 分钟" in paper
    assert "方案已协商一致。" in paper
    await table.do("conclude", meeting, secretary)
    again = await table.planned()
    for each in (one, other):
        await table.do("schedule", each, secretary, meeting=again.number)
    await table.do("propose_order", again, secretary)
    assert [each.id for each in await table.agenda(again)] == [other.id, one.id]


async def test_its_referral_stays_in_the_meeting_until_that_is_settled(table: Table) -> None:
    scene, held = await table.escalated()
    await table.sitting(await table.pooled(held), kind="liaison")

    await table.do("pass_on", held, table.person("secretary"))

    assert await scene.state() == "in_meeting"
    assert (await things.topic(held.id)).carried == 0


async def test_no_other_meeting_makes_such_a_list(table: Table, visiting: Any) -> None:
    _, held = await table.escalated()
    meeting = await table.sitting(await table.pooled(held))

    with pytest.raises(NotPossible) as refused:
        await table.do("pass_on", held, table.person("secretary"))

    assert refused.value.code == "liaison_sits"
    visit = await visiting(table.person("secretary"))
    assert (await visit.client.get(f"/meetings/{meeting.key}/topics.pdf")).status_code == 409
