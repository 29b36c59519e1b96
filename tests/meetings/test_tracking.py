"""The list of resolutions: what is due first, sought by unit, lamp, meeting and words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from meetings.model import Resolution
from meetings.queries import register
from meetings.tables import ResolutionRow
from portal.core import clock
from tests.meetings.round_table import Table
from tests.referrals.visiting import Visitor, words_in


async def _issued(table: Table, text: str, *, due_in: int) -> Resolution:
    """Return an issued resolution of its own meeting that is due in so many days."""
    _, topic = await table.escalated()
    minutes = await table.written(topic)
    (draft,) = await table.resolutions(minutes)
    secretary = table.person("secretary")
    await table.do("drop", minutes, secretary, resolution=draft.code)
    await table.do(
        "resolve", minutes, secretary, item=minutes.items[0].id, text=text,
        lead=table.stage.units["bureau"].code, working_days=10,
    )  # fmt: skip
    issued = await table.issued(await table.countersigned(minutes))
    (held,) = await table.resolutions(issued)
    due, row = clock.now() + timedelta(days=due_in), ResolutionRow
    await row.update({row.due_at: due, row.yellow_at: due - timedelta(days=2)}).where(
        row.id == held.id
    )
    return held


async def _found(visit: Visitor, **asked: str) -> list[str]:
    """Return the numbers the API lists, over all pages."""
    found: list[str] = []
    cursor = ""
    while True:
        query = "&".join(f"{k}={v}" for k, v in {**asked, "cursor": cursor}.items() if v)
        page = await visit.reads(f"/resolutions?{query}")
        found += [each["key"] for each in page["items"]]
        if not page["next"]:
            return found
        cursor = page["next"]


async def test_what_is_due_first_stands_first_and_filters_find_it(
    table: Table, visiting: Any
) -> None:
    visit = await visiting(table.person("secretary"))
    late = await _issued(table, "建立甲机制，占比100%。", due_in=20)
    overdue = await _issued(table, "建立乙机制。", due_in=-3)
    near = await _issued(table, "建立丙机制。", due_in=1)
    mine = {late.number, overdue.number, near.number}

    def own(numbers: list[str]) -> list[str]:
        return [each for each in numbers if each in mine]

    assert own(await _found(visit)) == [overdue.number, near.number, late.number]
    assert own(await _found(visit, lamp="red")) == [overdue.number]
    assert own(await _found(visit, lamp="yellow")) == [near.number]
    assert own(await _found(visit, lamp="green")) == [late.number]
    assert own(await _found(visit, q="乙机制")) == [overdue.number]
    assert own(await _found(visit, q="100%25")) == [late.number]
    assert own(await _found(visit, q=str(near.number))) == [near.number]
    assert await _found(visit, meeting=late.meeting_key) == [late.number]
    assert set(own(await _found(visit, body=table.body.code))) == mine
    assert await _found(visit, body="nowhere") == []
    bureau, other = (table.stage.units[name].code for name in ("bureau", "civil affairs"))
    assert set(own(await _found(visit, unit=bureau))) == mine
    assert own(await _found(visit, unit=other)) == []
    assert set(own(await _found(visit, unit=bureau, part="lead"))) == mine
    assert own(await _found(visit, unit=bureau, part="cooperating")) == []


async def test_the_page_keeps_its_filters_and_says_when_nothing_is_found(
    table: Table, visiting: Any
) -> None:
    visit = await visiting(table.person("secretary"))
    held = await _issued(table, "建立丁机制。", due_in=5)

    page = await visit.sees(f"/resolutions?q={held.number}&lamp=green")
    nothing = words_in(await visit.sees("/resolutions?q=没有这样的事"))
    wrong = await visit.client.get("/resolutions?lamp=blue")

    assert held.number in page
    assert f"/resolutions/register.pdf?q={held.number}&amp;lamp=green" in page
    assert f"/resolutions?view=over&amp;q={held.number}&amp;lamp=green" in page
    assert "没有符合条件的议定事项" in nothing
    assert wrong.status_code == 422


async def test_the_register_follows_the_filters(table: Table, visiting: Any) -> None:
    visit = await visiting(table.person("secretary"))
    held = await _issued(table, "建立戊机制。", due_in=5)

    asked = f"q={held.number}&body={table.body.code}&meeting={held.meeting_key}"
    paper = await visit.client.get(f"/resolutions/register.pdf?{asked}")
    none = await visit.client.get("/resolutions/register.pdf?q=没有这样的事")

    assert paper.status_code == 200, paper.text
    assert paper.headers["content-type"] == "application/pdf"
    assert none.status_code == 404


async def test_tabs_say_how_much_they_hold_under_the_filters(table: Table, visiting: Any) -> None:
    visit = await visiting(table.person("secretary"))
    held = await _issued(table, "建立己机制。", due_in=5)
    done = await _issued(table, "建立庚机制。", due_in=5)
    for act, given in (("receive", {}), ("start", {}), ("report", {"report": "已建立。"})):
        await table.do(act, done, await table.head("bureau"), **given)

    one = words_in(await visit.sees(f"/resolutions?q={held.number}"))
    other = words_in(await visit.sees(f"/resolutions?q={done.number}&view=reported"))
    wrong = await visit.client.get("/resolutions?part=nobody")

    assert "办理中 1 待核查销号 0 已了结" in one
    assert "办理中 0 待核查销号 1 已了结" in other
    assert wrong.status_code == 422


async def test_a_register_that_holds_no_more_says_so_and_leaves_nothing_out(
    table: Table, visiting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await table.resolved(), await table.resolved()
    visit = await visiting(table.person("secretary"))
    monkeypatch.setattr(register, "MOST", 1)

    for paper in ("register.pdf", "register.docx", "bulletin"):
        whole = await visit.client.get(f"/resolutions/{paper}?body={table.body.code}")
        assert (whole.status_code, "请用筛选缩小范围" in words_in(whole.text)) == (409, True)
    assert one.number != other.number
    narrowed = await visit.client.get(f"/resolutions/register.docx?q={one.number}")
    assert narrowed.status_code == 200
