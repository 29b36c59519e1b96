"""What comes of a secret topic: its own units and the office read it, by no door anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.model import Minutes, Resolution
from meetings.queries import things
from tests.meetings.round_table import MEMBERS, Table
from tests.reading import words_of, words_of_twin
from tests.referrals.visiting import words_in

pytestmark = pytest.mark.papers

CANARY = "卡纳里五六三"


# Nobody changes them: one for each database will do.
_ISSUED: dict[int, tuple[Minutes, Resolution]] = {}


async def _held(table: Table) -> tuple[Minutes, Resolution]:
    """Issued minutes of an open topic and a secret one, and what the secret one resolved."""
    if id(table) not in _ISSUED:
        _ISSUED[id(table)] = await _issue(table)
    return _ISSUED[id(table)]


async def _issue(table: Table) -> tuple[Minutes, Resolution]:
    secretary, proposer = table.person("secretary"), await table.head("civil affairs")
    _, plain = await table.escalated()
    secret = await table.proposed(proposer, title=f"{CANARY}题目", secret=True)
    secret = await table.do("submit", secret, proposer)
    meeting = await table.sitting(await table.pooled(plain), await table.pooled(secret))
    for topic in (plain, secret):
        await table.do("record_outcome", topic, secretary, outcome="agreed", text="会议同意。")
    await table.do("conclude", meeting, secretary)
    minutes_id = await things.minutes_of(meeting.id)
    assert minutes_id is not None
    minutes = await things.minutes(minutes_id)
    for item in minutes.items:
        mine = item.topic_id == secret.id
        words = f"{CANARY}正文。" if mine else "会议同意建立机制。"
        await table.do("write", minutes, secretary, item=item.id, text=words)
        lead = table.stage.units["civil affairs" if mine else "bureau"]
        await table.do(
            "resolve", minutes, secretary, item=item.id, lead=lead.code, working_days=10,
            text=f"{CANARY}议定。" if mine else "建立机制。",
        )  # fmt: skip
    await table.do("circulate", minutes, secretary)
    for where in MEMBERS:
        await table.do("agree", minutes, await table.head(where))
    await table.do("to_signature", minutes, secretary)
    issued = await table.issued(await things.minutes(minutes.id))
    resolved = await table.resolutions(issued)
    return issued, next(each for each in resolved if CANARY in each.text)


def _addresses(minutes: Minutes, resolution: Resolution) -> list[str]:
    there = f"/meetings/{minutes.key}/minutes"
    return [
        there, f"{there}/rounds", f"/api/v1/minutes/{minutes.key}",
        f"/api/v1/minutes/{minutes.key}/rounds", f"/resolutions?q={resolution.number}",
        f"/api/v1/resolutions?q={resolution.number}", "/api/v1/resolutions",
        f"/resolutions/{resolution.number}", f"/api/v1/resolutions/{resolution.number}",
        "/resolutions/bulletin", f"/meetings/{minutes.meeting_key}",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["head bureau", "head lead", "supervisor desk", "leader desk"])
async def test_no_door_tells_another_of_a_secret_item(
    table: Table, visiting: Any, who: str
) -> None:
    minutes, resolution = await _held(table)
    role, _, where = who.partition(" ")
    person = await table.head(where) if role == "head" else table.person(role, where)
    visit = await visiting(person)

    for address in _addresses(minutes, resolution):
        assert CANARY not in (await visit.client.get(address)).text, address
    there = f"/meetings/{minutes.key}/minutes"
    for whole in (".pdf", ".docx"):
        assert (await visit.client.get(f"{there}{whole}")).status_code in {403, 404}
    civil = table.stage.units["civil affairs"].code
    for paper in (f"{there}/extract.pdf", f"{there}/extract.pdf?unit={civil}",
                  f"/resolutions/register.pdf?meeting={minutes.meeting_key}"):  # fmt: skip
        answer = await visit.client.get(paper)
        if answer.status_code == 200:
            assert CANARY not in words_of(answer.content), paper
    twin = await visit.client.get(f"/resolutions/register.docx?meeting={minutes.meeting_key}")
    if twin.status_code == 200:
        assert CANARY not in words_of_twin(twin.content)


async def test_a_unit_of_the_meeting_is_told_that_there_is_more(
    table: Table, visiting: Any
) -> None:
    minutes, _ = await _held(table)
    visit = await visiting(await table.head("bureau"))

    page = words_in(await visit.sees(f"/meetings/{minutes.key}/minutes"))
    refused = await visit.client.get(f"/meetings/{minutes.key}/minutes.pdf")
    extract = await visit.client.get(f"/meetings/{minutes.key}/minutes/extract.pdf")

    assert "另有 1 项议题不公开" in page
    assert "会议同意建立机制。" in page
    assert refused.status_code == 403
    assert "请查阅本单位的纪要摘录" in words_in(refused.text)
    assert "建立机制。" in words_of(extract.content)


@pytest.mark.parametrize("who", ["head civil affairs", "secretary desk", "convener desk"])
async def test_its_own_unit_and_the_office_read_all_of_it(
    table: Table, visiting: Any, who: str
) -> None:
    minutes, resolution = await _held(table)
    role, _, where = who.partition(" ")
    person = await table.head(where) if role == "head" else table.person(role, where)
    visit = await visiting(person)

    assert CANARY in await visit.sees(f"/meetings/{minutes.key}/minutes")
    assert CANARY in await visit.sees(f"/resolutions/{resolution.number}")
    listed = await visit.reads(f"/resolutions?q={resolution.number}")
    assert [each["key"] for each in listed["items"]] == [resolution.number]
    paper = await visit.client.get(f"/meetings/{minutes.key}/minutes.pdf")
    assert CANARY in words_of(paper.content)


async def test_the_next_agenda_does_not_carry_it_before_all(table: Table, visiting: Any) -> None:
    _, resolution = await _held(table)
    meeting = await table.planned()
    _, topic = await table.escalated()
    await table.do("schedule", await table.pooled(topic), table.person("secretary"),
                   meeting=meeting.number)  # fmt: skip
    visit = await visiting(table.person("secretary"))

    paper = words_of((await visit.client.get(f"/meetings/{meeting.key}/agenda.pdf")).content)

    assert CANARY not in paper
    assert str(resolution.number) not in paper
