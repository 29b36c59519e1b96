"""Notices as they were sent: versions, what each changed, whom it concerned, who has opened it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from meetings.model import AttendanceState, Meeting, NoticeChange, Topic
from meetings.queries import notices
from portal.core import clock
from portal.core.calendar import OFFICE
from portal.core.errors import NotPossible
from portal.jobs.tables import Job
from tests.meetings.round_table import Table
from tests.reading import words_of


async def _with_topic(table: Table) -> tuple[Meeting, Topic]:
    meeting, topic = await table.planned(), (await table.escalated())[1]
    topic = await table.pooled(topic)
    topic = await table.do("schedule", topic, table.person("secretary"), meeting=meeting.number)
    return meeting, topic


async def _convened(table: Table) -> tuple[Meeting, Topic]:
    meeting, topic = await _with_topic(table)
    return await table.do("convene", meeting, table.person("secretary")), topic


def _moved(meeting: Meeting, **changed: Any) -> dict[str, Any]:
    begins = changed.pop("begins_at", meeting.begins_at).astimezone(OFFICE)
    return {"title": meeting.title, "place": meeting.place, "chair": meeting.chair,
            "begins_at": begins.isoformat(), **changed}  # fmt: skip


async def _paper(visit: Any, address: str) -> bytes:
    answer = await visit.client.get(address)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


@pytest.mark.papers
async def test_a_sent_notice_stays_as_it_was_whatever_becomes_of_the_meeting(
    table: Table, visiting: Any
) -> None:
    meeting, _ = await _convened(table)
    secretary, visit = table.person("secretary"), await visiting(table.person("secretary"))
    first = await _paper(visit, f"/meetings/{meeting.key}/notices/1")
    meeting = await table.do("edit", meeting, secretary, **_moved(meeting, place="二楼会议室"))
    assert await _paper(visit, f"/meetings/{meeting.key}/notice.pdf") == first

    meeting = await table.do("correct_notice", meeting, secretary)

    assert meeting.notice == 2
    second = await _paper(visit, f"/meetings/{meeting.key}/notice.pdf")
    assert "由“区政府三楼会议室”改为“二楼会议室”" in words_of(second).replace("\n", "")
    assert await _paper(visit, f"/meetings/{meeting.key}/notices/1") == first
    newest = await notices.newest(meeting.id)
    assert newest is not None
    assert newest.sha256 == hashlib.sha256(second).hexdigest()
    assert [(each.kind, each.now) for each in newest.changes] == [
        (NoticeChange.PLACE, "二楼会议室")
    ]
    missing = await visit.client.get(f"/meetings/{meeting.key}/notices/3")
    assert missing.status_code == 404


async def test_what_still_holds_is_not_corrected(table: Table) -> None:
    meeting, _ = await _convened(table)

    with pytest.raises(NotPossible) as refused:
        await table.do("correct_notice", meeting, table.person("secretary"))

    assert refused.value.code == "notice_differs"


async def test_a_new_time_asks_everybody_anew_and_a_new_place_asks_nobody(table: Table) -> None:
    meeting, _ = await _convened(table)
    secretary, head = table.person("secretary"), await table.head("bureau")
    meeting = await table.do("attend", meeting, head, name="王主任")

    meeting = await table.do("edit", meeting, secretary, **_moved(meeting, place="二楼会议室"))
    meeting = await table.do("correct_notice", meeting, secretary)
    assert _said(meeting, head) is AttendanceState.ACCEPTED

    later = meeting.begins_at + timedelta(hours=3)
    meeting = await table.do("edit", meeting, secretary, **_moved(meeting, begins_at=later))
    meeting = await table.do("correct_notice", meeting, secretary)
    assert _said(meeting, head) is AttendanceState.INVITED


def _said(meeting: Meeting, by: Any) -> AttendanceState:
    units = {held.unit.id for held in by.memberships}
    return next(each.state for each in meeting.attendance if each.unit.id in units)


async def test_convened_again_after_a_postponement_it_says_so_in_its_next_version(
    table: Table,
) -> None:
    meeting, _ = await _convened(table)
    secretary = table.person("secretary")
    meeting = await table.do("postpone", meeting, secretary, reason="主持人另有公务")
    later = meeting.begins_at + timedelta(days=7)
    meeting = await table.do("edit", meeting, secretary, **_moved(meeting, begins_at=later))

    meeting = await table.do("convene", meeting, secretary)

    first, second = (await notices.of_meeting(meeting.id))[::-1]
    assert first.changes == ()
    assert [each.kind for each in second.changes] == [
        NoticeChange.POSTPONED, NoticeChange.TIME, NoticeChange.ANSWER_BY,
    ]  # fmt: skip


async def test_a_late_topic_is_flagged_and_makes_the_next_notice_and_pack_in_one(
    table: Table,
) -> None:
    meeting, _ = await _convened(table)
    secretary = table.person("secretary")
    meeting = await table.do("fix_agenda", meeting, secretary)
    assert (meeting.notice, meeting.pack) == (1, 1)
    late = await table.pooled((await table.escalated())[1])

    late = await table.do("schedule", late, secretary, meeting=meeting.number)

    assert late.late
    newest = await notices.newest(meeting.id)
    assert newest is not None
    assert (newest.version, [each.kind for each in newest.changes]) == (2, [NoticeChange.ADDED])
    now = await table.do("attend", meeting, await table.head("bureau"), name="王主任")
    assert (now.notice, now.pack) == (2, 2)


async def test_observers_that_come_on_late_are_called_and_told(table: Table) -> None:
    meeting, _ = await _convened(table)
    secretary, other = table.person("secretary"), table.stage.units["other bureau"]
    meeting = await table.do("fix_agenda", meeting, secretary)
    _, topic = await table.escalated()
    topic = await table.do("check", topic, secretary)
    topic = await table.do("consult", topic, secretary, unit=other.code)
    topic = await table.do("answer", topic, await table.head("other bureau"), stance="agrees")
    topic = await table.do("pool", topic, secretary)
    assert other.id not in {each.unit.id for each in meeting.attendance}

    await table.do("schedule", topic, secretary, meeting=meeting.number)

    meeting = await table.do("attend", meeting, await table.head("other bureau"), name="赵科长")
    (called,) = [each for each in meeting.attendance if each.unit.id == other.id]
    assert called.observer
    job = await Job.select(Job.payload).where(
        Job.key.like(f"meeting:correct_notice:{meeting.id}:%")
    ).first()  # fmt: skip
    assert job is not None
    assert f'"called":[{other.id}]' in job["payload"]


async def test_fixing_the_agenda_sends_what_the_notice_does_not_say_yet(table: Table) -> None:
    meeting, secretary = await table.planned(), table.person("secretary")
    meeting = await table.do("convene", meeting, secretary)
    topic = await table.pooled((await table.escalated())[1])
    await table.do("schedule", topic, secretary, meeting=meeting.number)

    meeting = await table.do("fix_agenda", meeting, secretary)

    newest = await notices.newest(meeting.id)
    assert newest is not None
    assert (meeting.notice, newest.changes[0].of) == (2, (topic.title,))


async def test_a_unit_has_opened_a_notice_when_its_people_first_saw_it(
    table: Table, visiting: Any
) -> None:
    meeting, _ = await _convened(table)
    bureau = table.stage.units["bureau"]
    visit = await visiting(table.person("secretary"))
    await visit.sees(f"/meetings/{meeting.key}")
    held = await notices.newest(meeting.id)
    assert held is not None
    assert held.opened_by(bureau.id) is None

    head = await visiting(await table.head("bureau"))
    await head.sees(f"/meetings/{meeting.key}")
    await head.client.get(f"/meetings/{meeting.key}/notice.pdf")

    held = await notices.newest(meeting.id)
    assert held is not None
    first = held.opened_by(bureau.id)
    assert first is not None
    assert first <= clock.now()
    told = await visit.reads(f"/meetings/{meeting.key}")
    assert told["notices"][0]["opened"][0]["unit"]["code"] == bureau.code


async def test_the_page_says_that_the_notice_no_longer_holds_and_offers_the_next(
    table: Table, visiting: Any
) -> None:
    meeting, _ = await _convened(table)
    visit = await visiting(table.person("secretary"))
    address = f"/meetings/{meeting.key}"
    assert "act-correct-notice" not in await visit.sees(address)

    await table.do("edit", meeting, table.person("secretary"), **_moved(meeting, chair="区长"))

    page = await visit.sees(address)
    assert "会议的安排与已发出的通知不一致" in page
    assert "副区长 → 区长" in page
    answer = await visit.acts(address, "correct-notice")
    assert answer.status_code == 303
    assert "第 2 版" in await visit.sees(address)
