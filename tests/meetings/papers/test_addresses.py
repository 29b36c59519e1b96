"""The papers of a meeting at their addresses: what each says, and who may not have it."""

from __future__ import annotations

import io
import json
from typing import Any

import pikepdf
import pytest

from tests.meetings.round_table import MEMBERS, Table
from tests.reading import words_of

pytestmark = pytest.mark.papers


async def test_a_meeting_hands_out_its_papers_once_it_is_called(
    table: Table, visiting: Any
) -> None:
    secretary = table.person("secretary")
    _, topic = await table.escalated()
    meeting = await table.planned()
    await table.do("schedule", await table.pooled(topic), secretary, meeting=meeting.number)
    visit = await visiting(secretary)
    address = f"/meetings/{meeting.key}"

    early = await visit.client.get(f"{address}/notice.pdf")
    assert early.status_code == 409
    await table.do("convene", meeting, secretary)

    notice = await _text(visit, f"{address}/notice.pdf")
    assert meeting.place in notice
    assert topic.title[:9] in await _text(visit, f"{address}/agenda.pdf")
    sheet = await _text(visit, f"{address}/sign-in.pdf")
    assert all(table.stage.units[where].name[-4:] in sheet for where in MEMBERS)
    entry = (await visit.client.get(f"{address}/notice.ics")).text
    assert entry.startswith("BEGIN:VCALENDAR")
    assert f"{address}\r\n" in entry.replace("\r\n ", "")


async def test_an_extract_says_to_a_unit_what_it_has_to_do_and_to_others_that_there_is_nothing(
    table: Table, visiting: Any
) -> None:
    _, topic = await table.escalated()
    minutes = await table.written(topic)
    lead = await visiting(await table.head("bureau"))
    extract = f"/meetings/{minutes.key}/minutes/extract.pdf"

    assert (await lead.client.get(extract)).status_code in {404, 409}
    minutes = await table.issued(await table.countersigned(minutes))
    assert "议定事项编号" in await _text(lead, extract)
    none = await visiting(await table.head("lead"))
    assert (await none.client.get(extract)).status_code == 409


async def test_the_register_holds_every_resolution_of_its_body_and_the_same_rows_as_data(
    table: Table, visiting: Any
) -> None:
    _, topic = await table.escalated()
    minutes = await table.enacted(topic)
    (resolution,) = await table.resolutions(minutes)
    visit = await visiting(table.person("secretary"))

    answer = await visit.client.get(f"/resolutions/register.pdf?body={table.body.code}")
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        told = json.loads(opened.attachments["register.json"].get_file().read_bytes())
    assert resolution.number in {row["number"] for row in told["entries"]}
    assert str(resolution.number) in words_of(answer.content)

    unknown = await visit.client.get("/resolutions/register.pdf?body=nobody")
    assert unknown.status_code == 404


async def _text(visit: Any, address: str) -> str:
    answer = await visit.client.get(address)
    assert answer.status_code == 200, answer.text
    return words_of(answer.content)
