"""Issued minutes are corrected by a further edition; what was issued stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.model import Minutes, MinutesState
from meetings.queries import things
from portal.core.errors import NotPossible
from portal.documents import files
from tests.meetings.round_table import MEMBERS, Table
from tests.reading import words_of


async def _issued(table: Table) -> tuple[Any, Minutes]:
    scene, topic = await table.escalated()
    return scene, await table.enacted(topic)


async def _corrected(table: Table, issued: Minutes, text: str) -> Minutes:
    secretary = table.person("secretary")
    begun = await table.do("correct", issued, secretary, reason="期限写错。")
    await table.do("write", begun, secretary, item=begun.items[0].id, text=text)
    return await table.issued(await table.countersigned(begun))


async def test_a_correction_is_a_document_of_its_own_that_names_the_one_it_corrects(
    table: Table,
) -> None:
    _, issued = await _issued(table)
    stored = await files.fetch(issued.file_code)

    correction = await _corrected(table, issued, "会议同意，二十日内办结。")

    before = await things.minutes(issued.id)
    assert correction.key == f"{issued.key}-2"
    assert correction.number is not None
    assert issued.number is not None
    assert correction.number > issued.number
    assert correction.corrects is not None
    assert (correction.corrects.key, correction.corrects.number) == (issued.key, issued.number)
    assert [each.number for each in before.corrections] == [correction.number]
    assert (before.state, before.sha256) == (MinutesState.ISSUED, issued.sha256)
    assert before.items == issued.items
    assert await files.fetch(issued.file_code) == stored


async def test_a_correction_begins_with_the_issued_text_and_asks_the_units_again(
    table: Table,
) -> None:
    _, issued = await _issued(table)
    secretary = table.person("secretary")

    begun = await table.do("correct", issued, secretary, reason="期限写错。")
    asked = await table.do("circulate", begun, secretary)

    assert [item.text for item in begun.items] == [item.text for item in issued.items]
    assert begun.state is MinutesState.DRAFTING
    assert {each.unit.code for each in asked.asked} >= {
        table.stage.units[where].code for where in MEMBERS[:2]
    }


async def test_what_was_decided_on_the_referral_is_not_done_again(table: Table) -> None:
    scene, issued = await _issued(table)
    before = await scene.folder()

    await _corrected(table, issued, "会议同意，由该单位十日内办结。")

    assert await scene.folder() == before


async def test_minutes_have_one_correction_and_a_wrong_one_is_corrected_itself(
    table: Table,
) -> None:
    _, issued = await _issued(table)
    correction = await _corrected(table, issued, "会议同意，二十日内办结。")

    with pytest.raises(NotPossible) as refused:
        await table.do("correct", issued, table.person("secretary"), reason="又错。")
    again = await table.do("correct", correction, table.person("secretary"), reason="又错。")

    assert refused.value.code == "not_corrected_yet"
    assert again.key == f"{issued.key}-3"


@pytest.mark.papers
async def test_both_pages_name_each_other_and_the_paper_says_what_it_corrects(
    table: Table, visiting: Any
) -> None:
    _, issued = await _issued(table)
    correction = await _corrected(table, issued, "会议同意，二十日内办结。")
    visit = await visiting(table.person("secretary"))

    old = await visit.sees(f"/meetings/{issued.key}/minutes")
    new = await visit.sees(f"/meetings/{correction.key}/minutes")
    shown = await visit.reads(f"/minutes/{correction.key}")
    paper = await visit.client.get(f"/meetings/{correction.key}/minutes.pdf")

    assert f"本期已由第 {correction.number} 期更正" in old
    assert f'href="/meetings/{correction.key}/minutes"' in old
    assert f"本件更正第 {issued.number} 期纪要" in new
    assert f'href="/meetings/{issued.key}"' in new
    assert shown["corrects"] == issued.key
    assert (await visit.reads(f"/minutes/{issued.key}"))["corrections"] == [correction.key]
    assert f"更正第{issued.number}期纪要" in words_of(paper.content)
    for strange in (f"{issued.key}-7", f"{issued.key}-x", f"{issued.key}-999999999999"):
        assert (await visit.client.get(f"/meetings/{strange}/minutes")).status_code == 404
