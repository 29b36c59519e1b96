"""What was resolved and is still open comes on the next agenda; a later resolution may end it."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.model import Resolution, ResolutionState
from meetings.queries import things
from portal.core.errors import Invalid
from tests.meetings.round_table import Table
from tests.reading import words_of


async def _resolution(table: Table) -> Resolution:
    return await table.resolved()


async def _later(table: Table, earlier: Resolution, ending: str) -> Resolution:
    """Return a resolution of later minutes, issued, that ends the earlier one."""
    _, topic = await table.escalated()
    minutes = await table.written(topic)
    (draft,) = await table.resolutions(minutes)
    secretary = table.person("secretary")
    await table.do("drop", minutes, secretary, resolution=draft.code)
    await table.do(
        "resolve", minutes, secretary, item=minutes.items[0].id, text="改由区民政局牵头。",
        lead=table.stage.units["civil affairs"].code, working_days=10,
        ends=earlier.key, ending=ending,
    )  # fmt: skip
    assert (await things.resolution(earlier.id)).state is earlier.state
    issued = await table.issued(await table.countersigned(minutes))
    (found,) = await table.resolutions(issued)
    return found


@pytest.mark.parametrize(
    ("ending", "state"),
    [("replace", ResolutionState.REPLACED), ("cancel", ResolutionState.CANCELLED)],
)
async def test_a_later_resolution_ends_an_earlier_one_when_it_is_issued(
    table: Table, visiting: Any, ending: str, state: ResolutionState
) -> None:
    earlier = await _resolution(table)

    later = await _later(table, earlier, ending)

    ended = await things.resolution(earlier.id)
    assert ended.state is state
    assert ended.closed_at
    assert later.ends_key == earlier.key
    visit = await visiting(table.person("secretary"))
    assert f'href="/resolutions/{later.key}"' in await visit.sees(f"/resolutions/{earlier.key}")
    assert f'href="/resolutions/{earlier.key}"' in await visit.sees(f"/resolutions/{later.key}")


async def test_only_an_open_resolution_of_the_same_body_can_be_ended(table: Table) -> None:
    earlier = await _resolution(table)
    await _later(table, earlier, "replace")
    _, topic = await table.escalated()
    minutes = await table.written(topic)

    for ends in (earlier.key, "500101-R-2026-0001"):
        with pytest.raises(Invalid) as refused:
            await table.do(
                "resolve", minutes, table.person("secretary"), item=minutes.items[0].id,
                text="取代。", lead=table.stage.units["bureau"].code, ends=ends,
            )  # fmt: skip
        assert refused.value.problems[0].field == "ends"
    assert len(await table.resolutions(minutes)) == 1


@pytest.mark.papers
async def test_what_is_open_comes_on_the_next_agenda_and_on_its_paper_by_default(
    table: Table, visiting: Any
) -> None:
    resolution, meeting = await _resolution(table), await table.planned()
    visit = await visiting(table.person("secretary"))

    page = await visit.sees(f"/meetings/{meeting.key}")
    paper = await visit.client.get(f"/meetings/{meeting.key}/agenda.pdf")

    assert f'href="/resolutions/{resolution.key}"' in page
    assert resolution.key in words_of(paper.content)


async def test_a_meeting_that_does_not_follow_up_shows_none(table: Table, visiting: Any) -> None:
    resolution, meeting = await _resolution(table), await table.planned()
    visit = await visiting(table.person("secretary"))

    answer = await visit.acts(
        f"/meetings/{meeting.key}", "edit", title="改期", begins_at="2099-01-05 09:30",
        place="二楼", chair="副区长", follow_up="no",
    )  # fmt: skip

    assert answer.status_code == 303
    page = await visit.sees(f"/meetings/{meeting.key}")
    assert f'href="/resolutions/{resolution.key}"' not in page


async def test_what_was_struck_off_before_the_meeting_is_not_carried_over(table: Table) -> None:
    kept, gone = await _resolution(table), await _resolution(table)
    lead = await table.head("bureau")
    for act in ("receive", "start"):
        await table.do(act, gone, lead)
    await table.do("cooperate", gone, await table.head("civil affairs"), report="已配合。")
    await table.do("report", gone, lead, report="已建立。")
    await table.do("check", gone, table.person("secretary"))
    await table.do("strike_off", gone, table.person("convener"))
    meeting = await table.planned()

    held = await things.open_resolutions(meeting.body_id, before=meeting.begins_at)

    keys = {each.key for each in held}
    assert kept.key in keys
    assert gone.key not in keys
