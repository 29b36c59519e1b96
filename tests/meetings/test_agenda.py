"""Building the agenda: one act for the whole order, who is called in when, the running session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from meetings import inputs, jobs
from meetings.model import Meeting, Slot, Topic
from meetings.queries import course, notices, things
from meetings.rules.notices import timetable
from meetings.rules.running import Course, items
from portal.core import clock
from portal.core.calendar import OFFICE, Pause
from portal.core.errors import Invalid, Stale
from portal.notices.tables import Notice
from tests.meetings.round_table import Table
from tests.meetings.test_states import _thing
from tests.reading import words_of

_NINE = datetime(2026, 12, 1, 9, 0, tzinfo=OFFICE)


def _at(minutes: float) -> datetime:
    return _NINE + timedelta(minutes=minutes)


def _slots(*minutes: int) -> tuple[Slot, ...]:
    found, start = [], _NINE
    for number, length in enumerate(minutes, 1):
        topic = msgspec.structs.replace(_thing("topic", "scheduled"), id=number, minutes=length)
        found.append(Slot(number, topic, start, start + timedelta(minutes=length)))
        start = found[-1].end
    return tuple(found)


def test_before_the_session_the_agenda_runs_as_planned() -> None:
    held = items(_slots(10, 20), Course(), _at(-60))

    assert [(each.start, each.current) for each in held] == [(_at(0), False), (_at(10), False)]


def test_an_item_that_runs_over_moves_what_comes_after_it() -> None:
    (first, second, third) = items(_slots(10, 20, 5), Course(_at(5)), _at(18))

    assert first.current
    assert (first.spent, first.over) == (timedelta(minutes=13), timedelta(minutes=3))
    assert (second.start, third.start) == (_at(18), _at(38))


def test_decided_items_keep_their_own_times_and_the_next_is_on() -> None:
    held = items(_slots(10, 20, 5), Course(_at(0), decided={1: _at(7), 3: _at(9)}), _at(10))

    assert [(each.decided, each.current, each.start) for each in held] == [
        (True, False, _at(0)), (False, True, _at(9)), (True, False, _at(7)),
    ]  # fmt: skip


def test_the_clock_stands_while_the_session_is_adjourned() -> None:
    rest = Pause(_at(4), _at(64))

    (first, second) = items(_slots(10, 20), Course(_at(0), (rest,)), _at(68))
    (still, _) = items(_slots(10, 20), Course(_at(0), (Pause(_at(4)),)), _at(30))

    assert (first.spent, second.start) == (timedelta(minutes=8), _at(70))
    assert (still.spent, still.over) == (timedelta(minutes=4), timedelta())


@pytest.mark.parametrize(
    ("move", "order"),
    [("", "abc"), ("b:up", "bac"), ("b:down", "acb"), ("a:up", "abc"), ("c:down", "abc"),
     ("x:up", "abc")],
)  # fmt: skip
def test_a_page_without_script_says_which_row_goes_a_place_further(move: str, order: str) -> None:
    given = inputs.Order.model_validate({"version": 1, "topics": list("abc"), "move": move})

    assert "".join(given.ordered) == order


def test_no_topic_stands_twice_on_an_agenda() -> None:
    with pytest.raises(ValidationError):
        inputs.Order.model_validate({"version": 1, "topics": ["a", "a"]})


async def _with_topics(table: Table, n: int = 2) -> tuple[Meeting, list[Topic]]:
    meeting, found = await table.planned(), []
    for _ in range(n):
        topic = await table.pooled((await table.escalated())[1])
        found.append(await table.do("schedule", topic, table.person("secretary"),
                                    meeting=meeting.number))  # fmt: skip
    return await things.meeting(meeting.id), found


async def test_the_whole_order_and_the_minutes_are_one_act(table: Table) -> None:
    meeting, (first, second, third) = await _with_topics(table, 3)
    secretary = table.person("secretary")

    await table.do("order", meeting, secretary, topics=[third.key, first.key, second.key],
                   minutes={third.key: 25})  # fmt: skip

    held = await table.agenda(meeting)
    assert [each.key for each in held] == [third.key, first.key, second.key]
    assert [each.minutes for each in held] == [25, 10, 10]


@pytest.mark.parametrize("left_out", [True, False])
async def test_an_order_of_another_agenda_is_a_conflict(table: Table, left_out: bool) -> None:
    meeting, (first, second) = await _with_topics(table)
    order = [first.key] if left_out else [second.key, first.key, "500118-T-2026-999"]

    with pytest.raises(Stale):
        await table.do("order", meeting, table.person("secretary"), topics=order)

    assert [each.key for each in await table.agenda(meeting)] == [first.key, second.key]


async def test_a_topic_that_comes_on_meanwhile_makes_the_order_seen_an_old_one(
    table: Table,
) -> None:
    meeting, (first, second) = await _with_topics(table)
    third = await table.pooled((await table.escalated())[1])
    await table.do("schedule", third, table.person("secretary"), meeting=meeting.number)

    assert (await things.meeting(meeting.id)).version > meeting.version
    with pytest.raises(Stale):
        await table.do("order", meeting, table.person("secretary"),
                       topics=[second.key, first.key])  # fmt: skip


@pytest.mark.papers
async def test_who_is_called_in_for_a_topic_is_told_when_and_stands_on_page_and_papers(
    table: Table, visiting: Any
) -> None:
    meeting, (first, second) = await _with_topics(table)
    secretary, other = table.person("secretary"), table.stage.units["other bureau"]
    meeting = await table.do("call_in", meeting, secretary, topic=second.key, unit=other.code)
    meeting = await table.do("convene", meeting, secretary)

    (called,) = [each for each in meeting.attendance if each.unit.id == other.id]
    assert called.observer
    slots = timetable(meeting, await table.agenda(meeting), table.body)
    assert [other.id in {unit.id for unit in slot.observers} for slot in slots] == [False, True]
    time = slots[1].start.astimezone(OFFICE).strftime("%H:%M")
    visit = await visiting(secretary)
    assert f"列席（{time} 到场）" in await visit.sees(f"/meetings/{meeting.key}")
    for paper in ("agenda.pdf", "notice.pdf"):
        answer = await visit.client.get(f"/meetings/{meeting.key}/{paper}")
        told = words_of(answer.content).replace("\n", "")
        assert other.name in told
        assert time in told
    assert await _told(table, meeting) == [f"2 ({slots[1].start.astimezone(OFFICE):%m-%d %H:%M})"]

    meeting = await table.do("order", meeting, secretary, topics=[second.key, first.key])
    meeting = await table.do("correct_notice", meeting, secretary)
    newest = await notices.newest(meeting.id)
    assert newest is not None
    assert [each.kind.value for each in newest.changes] == ["order", "calls"]


async def _told(table: Table, meeting: Meeting) -> list[str]:
    payload = {"tag": "meeting:convene", "kind": "meeting", "id": meeting.id, "data": {}}
    await jobs.tell_of(payload, at=clock.now())
    head = await table.head("other bureau")
    held = await Notice.select(Notice.params).where(
        (Notice.person_id == head.id) & (Notice.address == f"/meetings/{meeting.key}")
    )
    return [msgspec.json.decode(row["params"])["items"] for row in held]


async def test_members_are_not_called_in_and_a_unit_may_be_let_go_again(table: Table) -> None:
    meeting, (first, _) = await _with_topics(table)
    secretary, units = table.person("secretary"), table.stage.units
    with pytest.raises(Invalid):
        await table.do("call_in", meeting, secretary, topic=first.key, unit=units["bureau"].code)
    other = {"topic": first.key, "unit": units["other bureau"].code}
    for _ in range(2):
        await table.do("call_in", meeting, secretary, **other)
    assert len((await table.agenda(meeting))[0].guests) == 1

    await table.do("call_in", meeting, secretary, coming="no", **other)

    assert (await table.agenda(meeting))[0].guests == ()


async def test_the_course_of_a_session_is_what_the_journal_holds(table: Table) -> None:
    secretary = table.person("secretary")
    meeting, (first, second) = await _with_topics(table)
    begin = clock.now()
    for act, after in (("convene", 0), ("fix_agenda", 0), ("begin", 0), ("adjourn", 4),
                       ("resume", 9)):  # fmt: skip
        at = begin + timedelta(minutes=after)
        meeting = await table.do(act, meeting, secretary, at=at)
    decided = begin + timedelta(minutes=20)
    await table.do("record_outcome", first, secretary, at=decided, outcome="noted", text="听取。")

    topics = await table.agenda(meeting)
    held = await course.of(await things.meeting(meeting.id), topics)
    (done, on) = items(timetable(meeting, topics, table.body), held,
                       decided + timedelta(minutes=13))  # fmt: skip

    assert (done.spent, done.over) == (timedelta(minutes=15), timedelta(minutes=5))
    assert (on.current, on.over, on.slot.topic.id) == (True, timedelta(minutes=3), second.id)


async def test_in_session_page_and_api_say_what_is_on_and_what_comes_next(
    table: Table, visiting: Any
) -> None:
    secretary = table.person("secretary")
    meeting, (first, second) = await _with_topics(table)
    for act in ("convene", "fix_agenda", "begin"):
        at = clock.now() - timedelta(minutes=25)
        meeting = await table.do(act, meeting, secretary, at=at)
    visit = await visiting(secretary)

    page = await visit.sees(f"/meetings/{meeting.key}")
    (on, coming) = (await visit.reads(f"/meetings/{meeting.key}"))["agenda"]

    assert "正在审议" in page
    assert "超时 15 分钟" in page
    assert f"下一项：{second.title}" in page
    assert (on["key"], on["current"], on["over_minutes"]) == (first.key, True, 15)
    assert coming["begins_at"] >= on["ends_at"]


async def test_the_builder_works_by_plain_forms_and_says_a_conflict_with_the_order_as_it_is(
    table: Table, visiting: Any
) -> None:
    meeting, (first, second) = await _with_topics(table)
    visit, address = await visiting(table.person("secretary")), f"/meetings/{meeting.key}"
    stale = meeting.version
    sent = {"topics": [first.key, second.key], f"minutes.{first.key}": "15"}

    answer = await visit.sends(f"{address}/order", version=str(stale), move=f"{second.key}:up",
                               **sent)  # fmt: skip
    assert answer.status_code == 303
    held = await table.agenda(meeting)
    assert [(each.key, each.minutes) for each in held] == [(second.key, 10), (first.key, 15)]

    answer = await visit.sends(f"{address}/order", version=str(stale), **sent)
    assert answer.status_code == 409
    assert "议程已被别人改动，您的调整没有保存" in answer.text
    assert answer.text.index(f'data-row="{second.key}"') < answer.text.index(
        f'data-row="{first.key}"'
    )

    now = str((await things.meeting(meeting.id)).version)
    sent[f"minutes.{first.key}"] = "999"
    answer = await visit.sends(f"{address}/order", version=now, **sent)
    assert answer.status_code == 422
    assert f'href="#f-minutes-{first.key}"' in answer.text
    assert 'value="999" aria-invalid="true"' in answer.text


async def test_whoever_only_comes_sees_the_agenda_and_no_builder(
    table: Table, visiting: Any
) -> None:
    meeting, _ = await _with_topics(table)
    await table.do("convene", meeting, table.person("secretary"))
    visit = await visiting(await table.head("bureau"))

    page = await visit.sees(f"/meetings/{meeting.key}")

    assert 'id="agenda-list"' in page
    assert "data-agenda" not in page
