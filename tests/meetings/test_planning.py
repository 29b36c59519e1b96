"""Steps of a resolution: planned by its lead, changed while ahead, reached one after the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from meetings.model import Resolution, ResolutionState
from meetings.tables import MilestoneRow
from portal.core import clock
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotPossible
from tests.meetings.round_table import Table
from tests.referrals.visiting import words_in


async def _received(table: Table) -> Resolution:
    """A resolution its lead has received, with ten working days to go."""
    held = await table.resolved()
    received: Resolution = await table.do("receive", held, await table.head("bureau"))
    return received


def _day(days: int) -> str:
    return (day_of(clock.now()) + timedelta(days=days)).isoformat()


async def _plans(table: Table, held: Resolution, *steps: tuple[str, int]) -> Resolution:
    told = [{"text": text, "due_on": _day(days)} for text, days in steps]
    done: Resolution = await table.do("plan", held, await table.head("bureau"), steps=told)
    return done


async def test_the_lead_plans_steps_and_page_api_and_list_say_them(
    table: Table, visiting: Any
) -> None:
    held = await _plans(table, await _received(table), ("制定方案", 2), ("系统联调", 5))
    visit = await visiting(table.person("secretary"))

    page = words_in(await visit.sees(f"/resolutions/{held.key}"))
    told = await visit.reads(f"/resolutions/{held.key}")
    listed = words_in(await visit.sees(f"/resolutions?q={held.number}"))

    assert "制定方案" in page
    assert "系统联调" in page
    # Who plans anew begins with what is planned, and drops nothing unawares.
    own = await (await visiting(await table.head("bureau"))).sees(f"/resolutions/{held.key}")
    for n, (text, days) in enumerate((("制定方案", 2), ("系统联调", 5))):
        assert f'value="{text}"' in own, n
        assert f'value="{_day(days)}"' in own
    assert [each["due_on"] for each in told["milestones"]] == [_day(2), _day(5)]
    assert f"阶段 {_day(2)}" in listed


async def test_what_was_reached_stays_and_what_is_ahead_can_be_planned_anew(table: Table) -> None:
    held = await _plans(table, await _received(table), ("制定方案", 1), ("系统联调", 3))
    head = await table.head("bureau")
    held = await table.do("reach", held, head, step=held.milestones[0].code, words="已印发。")

    held = await _plans(table, held, ("试运行", 4), ("正式上线", 6))

    assert [(s.text, s.is_open) for s in held.milestones] == [
        ("制定方案", False), ("试运行", True), ("正式上线", True),
    ]  # fmt: skip
    kept = await MilestoneRow.select().where(MilestoneRow.resolution_id == held.id)
    assert sorted(r["text"] for r in kept if r["dropped_at"] is not None) == ["系统联调"]


async def test_the_lead_reports_when_every_step_is_reached(table: Table) -> None:
    held = await _plans(table, await _received(table), ("制定方案", 1))
    head = await table.head("bureau")
    await table.do("cooperate", held, await table.head("civil affairs"), report="已配合。")
    await table.do("start", held, head)

    with pytest.raises(NotPossible) as refused:
        await table.do("report", held, head, report="已建立。")
    await table.do("reach", held, head, step=held.milestones[0].code, words="已印发。")
    done = await table.do("report", held, head, report="已建立。")

    assert refused.value.code == "steps_reached"
    assert done.state is ResolutionState.REPORTED


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ([("甲", -1)], "steps.0.due_on"),
        ([("甲", 3), ("乙", 1)], "steps.1.due_on"),
        ([("甲", 300)], "steps.0.due_on"),
    ],
)
async def test_days_that_cannot_be_are_pointed_out(
    table: Table, steps: list[tuple[str, int]], field: str
) -> None:
    held = await _received(table)

    with pytest.raises(Invalid) as refused:
        await _plans(table, held, *steps)

    assert [each.field for each in refused.value.problems] == [field]
    assert await MilestoneRow.count().where(MilestoneRow.resolution_id == held.id) == 0


async def test_nobody_but_the_lead_plans_and_a_step_is_reached_once(table: Table) -> None:
    held = await _plans(table, await _received(table), ("制定方案", 1), ("联调", 2))
    step = held.milestones[0].code
    told = [{"text": "甲", "due_on": _day(1)}]

    with pytest.raises(NotPossible):
        await table.do("plan", held, await table.head("civil affairs"), steps=told)
    with pytest.raises(NotAllowed):
        await table.do("plan", held, table.person("secretary"), steps=told)
    await table.do("reach", held, await table.head("bureau"), step=step, words="已印发。")
    with pytest.raises(Invalid):
        await table.do("reach", held, await table.head("bureau"), step=step, words="又印发。")
