"""The calendar of meetings: whose it is, what it says, and that its secret can be closed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from meetings.model import Announced, Meeting, MeetingState, Said
from meetings.notice_tables import FeedRow
from meetings.papers.held import event
from meetings.papers.ical import feed
from portal.core import clock
from portal.core.calendar import OFFICE
from portal.web.pacing import Pace
from portal.web.refusals import TooMany
from tests.meetings.round_table import Table

_BEGINS = datetime(2026, 12, 1, 9, 30, tzinfo=OFFICE)


def _announced(state: str, notice: int = 1) -> Announced:
    return Announced(
        "c", "500118-M-2026-001", MeetingState(state), notice,
        Said("专题会议", _BEGINS, "三楼", "张区长"), _BEGINS, 50,
    )  # fmt: skip


def test_each_notice_postponement_and_cancellation_comes_after_what_was_said_before() -> None:
    story = [_announced("convened"), _announced("postponed"), _announced("convened", 2),
             _announced("cancelled", 2)]  # fmt: skip

    sequence = [event(each, "").sequence for each in story]

    assert sequence == sorted(set(sequence))


@pytest.mark.parametrize(
    ("state", "said"),
    [("convened", "CONFIRMED"), ("postponed", "TENTATIVE"), ("cancelled", "CANCELLED")],
)
def test_a_calendar_says_how_each_meeting_stands_and_nothing_of_people_or_topics(
    state: str, said: str
) -> None:
    text = feed("会议", [event(_announced(state), "https://t/meetings/1")]).decode()

    assert f"STATUS:{said}\r\n" in text
    assert "DTEND:20261201T022000Z\r\n" in text
    assert text.count("BEGIN:VCALENDAR") == text.count("END:VCALENDAR") == 1
    assert "张区长" not in text
    assert "DESCRIPTION" not in text


async def _address(visit: Any) -> str:
    answer = await visit.sends("/settings/calendar/renew")
    assert answer.status_code == 200, answer.text
    found = re.search(r"/calendar/[\w-]+\.ics", answer.text)
    assert found
    return found[0]


async def _read(visit: Any, address: str) -> str:
    answer = await visit.client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    return str(answer.text).replace("\r\n ", "")


def _event(text: str, meeting: Meeting) -> str:
    return next(part for part in text.split("BEGIN:VEVENT") if f"UID:{meeting.code}@" in part)


async def test_a_person_subscribes_to_the_meetings_their_unit_is_called_to(
    table: Table, visiting: Any
) -> None:
    secretary = table.person("secretary")
    meeting, planned = await table.planned(), await table.planned()
    meeting = await table.do("convene", meeting, secretary)
    head, other = await table.head("bureau"), await table.head("other bureau")
    mine, theirs = await visiting(head), await visiting(other)
    address = await _address(mine)

    text = await _read(mine, address)

    assert "STATUS:CONFIRMED" in _event(text, meeting)
    assert planned.code not in text
    assert meeting.code not in await _read(theirs, await _address(theirs))
    await table.do("postpone", meeting, secretary, reason="另有公务")
    await table.do("cancel", meeting, secretary, reason="不再召开")
    assert "STATUS:CANCELLED" in _event(await _read(mine, address), meeting)


async def test_what_was_not_sent_does_not_move_a_calendar(table: Table, visiting: Any) -> None:
    secretary, visit = table.person("secretary"), await visiting(await table.head("bureau"))
    meeting = await table.do("convene", await table.planned(), secretary)
    address = await _address(visit)
    before = _event(await _read(visit, address), meeting)
    later = (meeting.begins_at + timedelta(hours=2)).isoformat()
    meeting = await table.do("edit", meeting, secretary, title=meeting.title, begins_at=later,
                             place=meeting.place, chair=meeting.chair)  # fmt: skip
    assert _event(await _read(visit, address), meeting) == before

    await table.do("correct_notice", meeting, secretary)

    after = _event(await _read(visit, address), meeting)
    assert after != before
    assert "SEQUENCE:4" in after


async def test_the_secret_is_kept_as_a_hash_and_opens_nothing_once_renewed_or_revoked(
    table: Table, visiting: Any
) -> None:
    head = await table.head("civil affairs")
    visit = await visiting(head)
    first = await _address(visit)
    token = first.removeprefix("/calendar/").removesuffix(".ics")
    held = await FeedRow.select(FeedRow.token_hash).where(FeedRow.person_id == head.id)
    assert token not in {row["token_hash"] for row in held}

    second = await _address(visit)
    assert (await visit.client.get(first)).status_code == 404
    await _read(visit, second)
    assert token not in await visit.sees("/settings/calendar")
    answer = await visit.sends("/settings/calendar/revoke")
    assert answer.status_code == 303
    assert (await visit.client.get(second)).status_code == 404
    assert (await visit.client.get("/calendar/x")).status_code == 404


async def test_settings_lead_to_the_calendar(table: Table, visiting: Any) -> None:
    visit = await visiting(await table.head("bureau"))

    assert (await visit.client.get("/settings/calendar")).status_code == 200


def test_one_address_is_answered_so_often_and_no_more() -> None:
    class Asks:
        def __init__(self, peer: str, seconds: int) -> None:
            self.visit, self.at = (
                self,
                clock.now().replace(microsecond=0) + timedelta(seconds=seconds),
            )
            self.peer = peer

    pace = Pace(2, timedelta(minutes=1))
    asks: Any = Asks
    pace.keep(asks("10.0.0.1", 0))
    pace.keep(asks("10.0.0.1", 1))

    with pytest.raises(TooMany) as refused:
        pace.keep(asks("10.0.0.1", 2))

    assert 50 <= refused.value.data["seconds"] <= 60
    pace.keep(asks("10.0.0.2", 2))
    pace.keep(asks("10.0.0.1", 70))
