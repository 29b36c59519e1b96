"""From a referral or a case to what meetings made of it: both ways of the circle."""

from __future__ import annotations

from typing import Any

import msgspec

from meetings.queries import scope
from meetings.tables import MeetingRow, ResolutionRow, TopicRow
from portal.core.reading import Reading
from portal.directory.model import Person


class Links(msgspec.Struct, frozen=True):
    """The numbers of topics, meetings and resolutions a person may open."""

    topics: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()


async def of_case(case_key: str, person: Person) -> Links:
    """Return what hangs on a case."""
    return await _links(TopicRow.case_key == case_key, person)


async def of_referral(referral_key: str, person: Person) -> Links:
    """Return what hangs on a referral."""
    return await _links(TopicRow.referral_key == referral_key, person)


_TOPICS = Reading(
    lambda: TopicRow.select(TopicRow.id, TopicRow.number, TopicRow.meeting_id).order_by(TopicRow.id)
)


async def _links(wanted: Any, person: Person) -> Links:
    row = TopicRow
    held = await _TOPICS.rows(wanted)
    if not held:
        return Links()
    ids = [each["id"] for each in held]
    sat = sorted({each["meeting_id"] for each in held if each["meeting_id"]})
    known = await row.select(row.number).where(row.id.is_in(ids) & scope.topics(person))
    return Links(
        tuple(each["number"] for each in known),
        await _numbers(MeetingRow, MeetingRow.id.is_in(sat) & scope.meetings(person))
        if sat else (),
        await _numbers(
            ResolutionRow, ResolutionRow.topic_id.is_in(ids) & scope.resolutions(person)
        ),
    )  # fmt: skip


async def _numbers(table: Any, wanted: Any) -> tuple[str, ...]:
    found = await table.select(table.number).where(wanted).order_by(table.id)
    return tuple(each["number"] for each in found)
