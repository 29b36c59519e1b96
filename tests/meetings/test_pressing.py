"""Reminders and supervision orders: to whom they go, what they say, and that they stay so."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from typing import Any

import pdfplumber
import pytest

from meetings import inputs, operations, samples
from meetings.model import PressKind, Resolution
from meetings.operations.printing import sheet
from meetings.papers.resolutions import Entry
from meetings.papers.resolutions import bulletin as bulletin_of
from meetings.queries import pressing, things
from meetings.tables import ResolutionRow
from portal.core import clock
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, Stale
from portal.core.lamps import Lamp
from tests.meetings.round_table import Table
from tests.reading import words_of
from tests.referrals.visiting import words_in

MANDATE = "区政府第12次常务会议纪要"


async def _issued(table: Table, *, due_in: int = 5) -> Resolution:
    held = await table.resolved()
    row = ResolutionRow
    await row.update({row.due_at: clock.now() + timedelta(days=due_in)}).where(row.id == held.id)
    return await things.resolution(held.id)


async def _order(table: Table, held: Resolution, **more: Any) -> Resolution:
    given = {"unit": held.lead.code, "mandate": MANDATE, "text": "限期落实到位。", **more}
    done: Resolution = await table.do("supervise", held, table.person("convener"), **given)
    return done


async def test_every_unit_that_still_owes_its_part_is_reminded(table: Table) -> None:
    held = await _issued(table)

    await table.do("urge", held, table.person("secretary"), text="请抓紧。")

    sent = await pressing.of(held.id)
    assert {each.unit.code for each in sent} == {part.unit.code for part in held.parts}
    assert {each.kind for each in sent} == {PressKind.REMINDER}
    assert all(each.number is None and each.text == "请抓紧。" for each in sent)


async def test_who_cooperated_already_is_not_reminded(table: Table) -> None:
    held = await _issued(table)
    await table.do("cooperate", held, await table.head("civil affairs"), report="已配合。")

    await table.do("urge", held, table.person("secretary"))

    assert [each.unit.code for each in await pressing.of(held.id)] == [held.lead.code]
    with pytest.raises(Invalid):
        await table.do("urge", held, table.person("secretary"),
                       unit=table.stage.units["civil affairs"].code)  # fmt: skip


@pytest.mark.papers
async def test_a_reminder_says_the_same_later(table: Table, visiting: Any) -> None:
    held = await _issued(table, due_in=-20)
    await table.do("urge", held, table.person("secretary"), unit=held.lead.code)
    [sent] = await pressing.of(held.id)
    row = ResolutionRow
    await row.update({row.due_at: clock.now() + timedelta(days=90)}).where(row.id == held.id)

    visit = await visiting(table.person("secretary"))
    paper = await visit.client.get(f"/resolutions/{held.key}/letters/{sent.code}")

    said = words_of(paper.content)
    assert "催办单" in said
    assert f"已逾期 {sent.stood.overdue} 个工作日" in said
    assert sent.stood.overdue > 5
    assert "催办单" in words_in(await visit.sees(f"/resolutions/{held.key}"))


@pytest.mark.papers
async def test_an_order_is_numbered_kept_and_stands_on_its_mandate(
    table: Table, visiting: Any
) -> None:
    held = await _issued(table)
    day = day_of(clock.now()) + timedelta(days=14)

    await _order(table, held, answer_by=day.isoformat())
    await _order(table, held)

    second, first = await pressing.of(held.id)
    assert first.number is not None
    assert second.number == first.number + 1
    visit = await visiting(table.person("convener"))
    there = f"/resolutions/{held.key}/letters/{first.code}"
    once, again = [(await visit.client.get(there)).content for _ in range(2)]
    assert once == again
    said = words_of(once)
    assert f"督〔{first.year}〕{first.number}号" in said
    assert MANDATE in said
    assert f"{day.month}月{day.day}日" in said
    today = day_of(clock.now())
    assert f"{today.year}年{today.month}月{today.day}日" in said
    told = await visit.reads(f"/resolutions/{held.key}/letters")
    assert [each["sha256"] for each in told["items"]] == [second.sha256, first.sha256]


async def test_the_secretary_reminds_and_only_the_convener_orders(table: Table) -> None:
    held = await _issued(table)
    given = {"unit": held.lead.code, "mandate": MANDATE, "text": "限期。"}

    with pytest.raises(NotAllowed):
        await table.do("supervise", held, table.person("secretary"), **given)

    assert await pressing.of(held.id) == ()


async def test_two_orders_at_once_take_two_numbers_and_none_is_missing(table: Table) -> None:
    one, other = await _issued(table), await _issued(table)

    await asyncio.gather(_order(table, one), _order(table, other))

    sent = [*await pressing.of(one.id), *await pressing.of(other.id)]
    numbers = sorted(each.number or 0 for each in sent)
    assert numbers[1] == numbers[0] + 1


async def test_what_was_refused_has_taken_no_number(table: Table) -> None:
    held = await _issued(table)
    await _order(table, held)
    [before] = await pressing.of(held.id)

    with pytest.raises(Invalid):
        await _order(table, held, unit=table.stage.units["other bureau"].code)
    with pytest.raises(Stale):
        await _stale(table, held)
    await _order(table, held)

    assert before.number is not None
    assert (await pressing.of(held.id))[0].number == before.number + 1


async def _stale(table: Table, held: Resolution) -> None:
    given = inputs.Supervise(
        version=held.version - 1, unit=held.lead.code, mandate=MANDATE, text="限期。"
    )
    await operations.supervise(held.key, given, by=table.person("convener"), at=clock.now())


async def test_of_many_those_that_cannot_be_reminded_say_why_and_the_others_are(
    table: Table, visiting: Any
) -> None:
    first, second, over = [await _issued(table) for _ in range(3)]
    visit = await visiting(table.person("secretary"))
    listed = await visit.sees("/resolutions")
    assert f'name="picked" value="{first.key}"' in listed
    for act, who in (("receive", "bureau"), ("start", "bureau")):
        await table.do(act, over, await table.head(who))
    await table.do("suspend", over, table.person("secretary"), reason="等待批复")

    picked = "&".join(f"picked={each.key}" for each in (first, second, over))
    looked = await visit.sees(f"/resolutions/urge?{picked}")
    versions = {each.key: (await things.resolution(each.id)).version for each in (first, second)}
    await table.do("urge", second, table.person("secretary"))
    rows = {f"rows.{n}.{name}": value
            for n, (key, version) in enumerate(versions.items())
            for name, value in (("key", key), ("version", str(version)))}  # fmt: skip
    done = await visit.client.post(
        "/resolutions/urge", data={"_csrf": visit.token, "text": "请按期完成。", **rows}
    )

    assert "不能办理，将跳过" in words_in(looked)
    assert 'name="rows.1.key"' in looked
    assert 'name="rows.2.key"' not in looked
    said = words_in(done.text)
    assert "办成 1 件，没有办成 1 件。" in said
    assert len(await pressing.of(first.id)) == 2
    head = await visiting(await table.head("bureau"))
    assert 'name="picked"' not in await head.sees("/resolutions")
    assert (await head.client.get(f"/resolutions/urge?{picked}")).status_code == 403


def _entry(lead: str, lamp: Lamp, *, closed: bool = False) -> Entry:
    return Entry("R", "第1期", "建立机制。", lead, (), None, lamp, "办理中", closed=closed)


def test_a_bulletin_counts_by_lead_unit_the_late_ones_first() -> None:
    entries = [
        *[_entry("甲局", Lamp.NONE, closed=True)] * 6, *[_entry("甲局", Lamp.GREEN)] * 9,
        *[_entry("乙局", Lamp.RED)] * 2, *[_entry("丙局", Lamp.YELLOW)] * 5,
        *[_entry("乙局", Lamp.NONE)] * 3,
    ]  # fmt: skip
    day = day_of(clock.now())

    paper = bulletin_of("联席会议", entries, since=day, until=day, day=day)

    assert (paper.whole.total, paper.whole.closed, paper.whole.share) == (22, 6, 27)
    assert [(each.unit, each.overdue, each.share) for each in paper.leads] == [
        ("乙局", 2, 0), ("丙局", 0, 0), ("甲局", 0, 40),
    ]  # fmt: skip
    assert (len(paper.late), len(paper.open), paper.ended) == (2, 14, 3)


@pytest.mark.papers
async def test_the_bulletin_says_on_the_page_what_it_says_on_paper(
    table: Table, visiting: Any
) -> None:
    held = await _issued(table, due_in=-3)
    visit = await visiting(table.person("secretary"))
    asked = f"body={table.body.code}"

    page = words_in(await visit.sees(f"/resolutions/bulletin?{asked}"))
    paper = words_of((await visit.client.get(f"/resolutions/bulletin.pdf?{asked}")).content)
    none = await visit.client.get("/resolutions/bulletin?since=2001-01-01&until=2001-02-01")
    wrong = await visit.client.get("/resolutions/bulletin?since=32")

    count = page[page.index("应办结") : page.index("已销号")]
    assert count.replace(" ", "") in paper.replace(" ", "").replace("\n", "")
    assert held.key in page
    head = await visiting(await table.head("bureau"))
    assert (await head.client.get(f"/resolutions/bulletin.pdf?{asked}")).status_code == 403
    assert "/resolutions/bulletin" not in await head.sees("/resolutions")
    assert "这段时间没有应办结的议定事项" in words_in(none.text)
    assert (none.status_code, wrong.status_code) == (200, 422)


async def test_what_is_still_open_from_earlier_years_is_in_the_bulletin(
    table: Table, visiting: Any
) -> None:
    row, old = ResolutionRow, await _issued(table, due_in=-400)
    ended = await _issued(table)
    visit = await visiting(table.person("secretary"))
    asked = f"/resolutions/bulletin?body={table.body.code}"
    year = timedelta(days=500)
    await row.update({row.issued_at: clock.now() - year}).where(row.id.is_in([old.id, ended.id]))
    await row.update({row.state: "closed", row.closed_at: clock.now() - year / 2}).where(
        row.id == ended.id
    )

    told = await visit.reads(asked)

    assert old.number in {each["number"] for each in told["late"]}
    assert old.number in words_in(await visit.sees(asked))
    every = {each["number"] for each in (*told["late"], *told["open"])}
    assert ended.number not in every
    whole = told["whole"]
    assert whole["total"] == whole["closed"] + len(told["late"]) + len(told["open"])


async def test_many_are_reminded_over_the_api_each_by_itself(table: Table, visiting: Any) -> None:
    one, closed = await _issued(table), await _issued(table)
    row = ResolutionRow
    await row.update({row.state: "closed"}).where(row.id == closed.id)
    visit = await visiting(table.person("secretary"))
    rows = [{"key": each.key, "version": each.version} for each in (one, closed)]

    async def ask(**more: Any) -> Any:
        answer = await visit.asks("/resolutions/urge", rows=rows, text="请抓紧。", **more)
        return answer.json()

    looked = await ask(dry_run=True)
    assert await pressing.of(one.id) == ()
    done = await ask()

    assert [each["code"] for each in looked["items"]] == ["", "state"]
    assert (looked["done"], done["done"]) == (0, 1)
    assert [each["done"] for each in done["items"]] == [True, False]
    assert len(await pressing.of(one.id)) > 0
    head = await visiting(await table.head("bureau"))
    refused = await head.asks("/resolutions/urge", rows=rows)
    assert refused.status_code == 403


@pytest.mark.papers
@pytest.mark.parametrize("lines", range(5))
async def test_a_letter_loses_no_signature_and_none_stands_alone(
    table: Table,
    monkeypatch: pytest.MonkeyPatch,
    lines: int,
) -> None:
    # Each time a line longer, so that the signature comes to stand across the end of the page.
    monkeypatch.setattr(samples, "MEDICAL", "区医疗保障局" + "及各镇街" * 6 * lines)

    data = await sheet("order", samples.the_order())

    with pdfplumber.open(io.BytesIO(data)) as paper:
        said = [page.extract_text() or "" for page in paper.pages]
    last = next(text for text in said if "2026年11月24日" in text)
    assert "重庆市江津区民政局\n2026年11月24日" in last
    assert "落实情况。" in last
