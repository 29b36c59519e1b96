"""The papers of topics: who adds, orders and reads them, and that secret topics stay their own."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from meetings.model import Topic
from meetings.operations import filing
from meetings.queries import things
from portal.core import clock
from portal.documents.uploads import Upload
from portal.journal.tables import Journal
from tests.hostile import picture
from tests.meetings.round_table import Table
from tests.reading import words_of
from tests.referrals.visiting import Visitor, words_in
from tests.written import written

pytestmark = pytest.mark.papers


async def uploads(who: Visitor, topic: Topic, *sent: tuple[str, bytes]) -> httpx.Response:
    """Submit the form with papers as a browser does."""
    return await who.client.post(
        f"/topics/{topic.key}/papers", data={"_csrf": who.token},
        files=[("file", each) for each in sent],
    )  # fmt: skip


async def names(who: Visitor, topic: Topic) -> list[str]:
    """What the topic's papers are called, in their order."""
    held = (await who.reads(f"/topics/{topic.key}/papers"))["items"]
    return [each["name"] for each in held]


async def test_a_paper_is_added_by_a_plain_form_ordered_taken_out_and_read(
    table: Table, visiting: Any
) -> None:
    _, topic = await table.escalated()
    secretary = await visiting(table.person("secretary"))
    at = f"/topics/{topic.key}"

    answer = await uploads(
        secretary, topic, ("照片.jpg", picture()), ("汇报.pdf", written("report"))
    )
    assert answer.status_code == 303, words_in(answer.text)
    assert await names(secretary, topic) == ["照片.jpg", "汇报.pdf"]
    first, second = dict.fromkeys(
        re.findall(rf'href="({at}/papers/[^"/]+)"', await secretary.sees(at))
    )
    moved = await secretary.sends(f"{second}/place", position="1")
    assert moved.status_code == 303
    assert await names(secretary, topic) == ["汇报.pdf", "照片.jpg"]
    shown = await secretary.client.get(f"{second}/content")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "application/pdf")
    assert "<iframe" in await secretary.sees(second)
    assert (await secretary.client.get(f"{first}/thumbnail")).status_code == 200
    refused = await secretary.sends(f"{first}/take-out", reason="")
    assert refused.status_code == 422
    assert (await secretary.sends(f"{first}/take-out", reason="照错了")).status_code == 303

    page = words_in(await secretary.sees(at))
    assert "已移除" in page
    assert "照错了" in page
    bureau = await visiting(table.person("handler", "bureau"))
    assert await names(bureau, topic) == ["汇报.pdf", "照片.jpg"]
    above = await visiting(await table.head("city bureau"))
    assert await names(above, topic) == ["汇报.pdf"]
    again = await uploads(secretary, topic, ("汇报2.pdf", written("report")))
    assert again.status_code == 422
    assert "不必再传" in again.text


async def test_every_reading_is_journalled_and_no_name_stands_in_the_clear(
    table: Table, visiting: Any
) -> None:
    _, topic = await table.escalated()
    secretary = await visiting(table.person("secretary"))
    await uploads(secretary, topic, ("卡纳里五二一.pdf", written("report")))
    held = (await secretary.reads(f"/topics/{topic.key}/papers"))["items"][0]

    await secretary.client.get(f"/topics/{topic.key}/papers/{held['code']}/content")

    rows = await Journal.select().where(Journal.subject_code == held["code"])
    assert [(row["tag"], row["kept"]) for row in rows] == [("topic_paper:read", "disclosure")]
    told = await Journal.select().where(Journal.tag == "topic:papers_added")
    assert told
    assert "卡纳里" not in str(told)


async def _pooled_of_civil_affairs(table: Table, **more: Any) -> Topic:
    """Return a pooled topic of the civil affairs bureau."""
    proposer = await table.head("civil affairs")
    topic = await table.proposed(proposer, **more)
    topic = await table.do("submit", topic, proposer)
    return await table.pooled(topic)


async def test_the_proposer_adds_until_the_topic_is_scheduled_and_the_office_until_the_end(
    table: Table, visiting: Any
) -> None:
    office = table.person("secretary")
    topic = await _pooled_of_civil_affairs(table)
    proposer = await visiting(await table.head("civil affairs"))
    consulted = await table.head("bureau")
    secretary = await visiting(office)
    assert (await uploads(proposer, topic, ("一.pdf", written("one")))).status_code == 303
    stranger = await visiting(consulted)
    assert (await uploads(stranger, topic, ("二.pdf", written("two")))).status_code == 404

    meeting = await table.sitting(topic)
    late = await uploads(proposer, topic, ("三.pdf", written("three")))
    assert late.status_code == 409
    assert "请交联席会议办公室" in words_in(late.text)
    assert (await uploads(secretary, topic, ("四.pdf", written("four")))).status_code == 303
    await table.do("record_outcome", topic, office, outcome="deferred", text="下次再议。")
    await table.do("conclude", meeting, office)
    assert (await uploads(secretary, topic, ("五.pdf", written("five")))).status_code == 409

    successor = await things.topic((await things.topic(topic.id)).successor_id or 0)
    carried = (await secretary.reads(f"/topics/{successor.key}/papers"))["items"]
    assert [each["name"] for each in carried] == ["一.pdf", "四.pdf"]


async def test_a_secret_topic_is_for_its_own_units_and_the_office_alone(
    table: Table, visiting: Any
) -> None:
    topic = await _pooled_of_civil_affairs(
        table, title="卡纳里题目", secret=True, cost="市级财政 20 万元"
    )
    folder = await filing.open_folder(topic.key, by=table.person("secretary"), at=clock.now())
    (held,) = await filing.add(folder, [Upload("卡纳里.pdf", written("canary"))])
    assert "卡纳里" not in str(await Journal.select().where(Journal.subject_code == topic.code))
    meeting = await table.planned()
    await table.do("schedule", topic, table.person("secretary"), meeting=meeting.number)
    await table.do("convene", meeting, table.person("secretary"))

    own = await visiting(await table.head("civil affairs"))
    assert "市级财政 20 万元" in await own.sees(f"/topics/{topic.key}")
    assert "卡纳里题目" in await own.sees(f"/meetings/{meeting.key}")
    other = await visiting(await table.head("bureau"))
    there = f"/topics/{topic.key}/papers/{held.code}"
    for address in (f"/topics/{topic.key}", there, f"{there}/content", f"/api/v1{there}"):
        assert (await other.client.get(address)).status_code == 404
    seen = await other.sees(f"/meetings/{meeting.key}")
    seen += str(await other.reads(f"/meetings/{meeting.key}"))
    for name in ("agenda.pdf", "notice.pdf"):
        seen += words_of((await other.client.get(f"/meetings/{meeting.key}/{name}")).content)
    assert "卡纳里" not in seen
    letter = (await own.client.get(f"/meetings/{meeting.key}/notice.pdf")).content
    assert "卡纳里" not in words_of(letter)
    sheet = (await own.client.get(f"/meetings/{meeting.key}/agenda.pdf")).content
    assert "卡纳里题目" in words_of(sheet)
    above = await visiting(await table.head("city bureau"))
    assert (await above.client.get(f"/topics/{topic.key}")).status_code == 404


async def test_a_topic_keeps_so_much_and_a_unit_adds_so_much_a_day(
    table: Table, visiting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, topic = await table.escalated()
    secretary = await visiting(table.person("secretary"))
    many = [(f"{n}.pdf", written(f"many {n}")) for n in range(6)]
    assert (await uploads(secretary, topic, *many)).status_code == 422

    for name in ("MOST_OF_TOPIC", "MOST_OF_UNIT_A_DAY"):
        with monkeypatch.context() as small:
            small.setattr(filing, name, 100)
            refused = await uploads(secretary, topic, many[0])
        assert refused.status_code == 409
        assert "上限" in words_in(refused.text)
    assert await names(secretary, topic) == []
