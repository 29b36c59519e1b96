"""Who was in the room for which topic: come, gone, come back, out of what touches them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from meetings.model import Meeting, There, Topic
from meetings.queries import things
from meetings.rules.presence import in_room, lacking, quorum_lamp
from portal.core import clock
from portal.core.errors import Invalid
from portal.core.lamps import Lamp
from tests.meetings.round_table import Table


async def _sitting(table: Table) -> tuple[Meeting, Topic, Topic]:
    """Return a meeting in session with two topics, every member unit there."""
    first, second = [await table.pooled((await table.escalated())[1]) for _ in range(2)]
    return await table.sitting(first, second), first, second


async def _does(table: Table, act: str, meeting: Meeting, where: str = "lead", **given: Any) -> Any:
    unit = table.stage.units[where].code
    return await table.do(act, meeting, table.person("secretary"), unit=unit, **given)


async def _missing(meeting: Meeting, topic: Topic, at: datetime) -> list[tuple[str, There]]:
    held = lacking(await things.meeting(meeting.id), await things.topic(topic.id), at)
    return [(each.unit.kind, how) for each, how in held]


async def test_who_left_before_a_topic_was_settled_was_not_there_for_it(table: Table) -> None:
    meeting, first, second = await _sitting(table)
    secretary, lead = table.person("secretary"), table.stage.units["lead"].kind
    now = clock.now()
    settled = {"outcome": "agreed", "text": "同意。"}
    await table.do("record_outcome", first, secretary, at=now + timedelta(minutes=5), **settled)
    meeting = await _does(table, "leave", meeting, at=now + timedelta(minutes=8))
    await table.do("record_outcome", second, secretary, at=now + timedelta(minutes=20), **settled)

    assert await _missing(meeting, first, now) == []
    assert await _missing(meeting, second, now) == [(lead, There.LEFT)]
    assert in_room(meeting.attendance) == 2
    assert (quorum_lamp(2, 3), quorum_lamp(3, 3)) == (Lamp.RED, Lamp.GREEN)
    assert quorum_lamp(0, 0) is Lamp.NONE


async def test_who_comes_back_is_there_again_and_nobody_is_in_the_room_twice(table: Table) -> None:
    meeting, first, second = await _sitting(table)
    now = clock.now()
    meeting = await _does(table, "leave", meeting, at=now + timedelta(minutes=1))
    with pytest.raises(Invalid):
        await _does(table, "leave", meeting)
    with pytest.raises(Invalid):
        await _does(table, "present", meeting, since=now)

    meeting = await _does(table, "present", meeting, since=now + timedelta(minutes=9))

    away, back = now + timedelta(minutes=5), now + timedelta(minutes=10)
    lead = table.stage.units["lead"].kind
    assert await _missing(meeting, first, away) == [(lead, There.LEFT)]
    assert await _missing(meeting, second, back) == []
    assert len(next(e for e in meeting.attendance if e.unit.kind == lead).stays) == 2


async def test_who_comes_late_was_not_there_before(table: Table) -> None:
    meeting, first, _ = await _sitting(table)
    now = clock.now()

    meeting = await _does(table, "present", meeting, since=now + timedelta(minutes=30))

    lead = table.stage.units["lead"].kind
    assert await _missing(meeting, first, now) == [(lead, There.NOT_YET)]
    meeting = await _does(table, "present", meeting, present=False)
    assert [e.stays for e in meeting.attendance if e.unit.kind == lead] == [()]


async def test_who_stays_out_of_a_topic_is_out_of_that_one_alone(table: Table) -> None:
    meeting, first, second = await _sitting(table)

    meeting = await _does(table, "recuse", meeting, topic=first.key, reason="涉及本单位。")
    meeting = await _does(table, "recuse", meeting, topic=first.key)

    lead = table.stage.units["lead"].kind
    assert await _missing(meeting, first, clock.now()) == [(lead, There.RECUSED)]
    assert await _missing(meeting, second, clock.now()) == []
    with pytest.raises(Invalid):
        await _does(table, "recuse", meeting, topic="none")


async def test_page_and_api_say_who_is_there_and_who_was_not_for_a_topic(
    table: Table, visiting: Any
) -> None:
    meeting, first, _ = await _sitting(table)
    visit = await visiting(table.person("secretary"))
    address, unit = f"/meetings/{meeting.key}", table.stage.units["lead"].code
    assert (await visit.acts(address, "recuse", unit=unit, topic=first.key)).status_code == 303
    assert (await visit.acts(address, "leave", unit=unit, at="25:99")).status_code == 422
    late = (clock.now() + timedelta(minutes=1)).isoformat()
    assert (await visit.acts(address, "leave", unit=unit, at=late)).status_code == 303
    await table.do("record_outcome", first, table.person("secretary"), outcome="noted")

    page, told = await visit.sees(address), await visit.reads(address)

    assert "回避" in page
    assert told["in_room"] == 2
    assert told["agenda"][0]["lacking"][0]["how"] == "recused"
    stays = [each["stays"] for each in told["attendance"] if each["unit"]["code"] == unit]
    assert stays[0][0]["until"] is not None
    writing = await visit.sees(f"{address}/minutes/write")
    assert "回避" in writing
