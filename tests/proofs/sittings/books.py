"""What stands in the books of a joint meeting, and what must hold of it whatever was done."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from meetings.model import TopicState
from meetings.queries import rows
from meetings.tables import MeetingRow, MinutesRow, PartRow, ResolutionRow, TopicRow
from portal.documents import files
from referrals.tables import ReferralRow

_OVER = {TopicState.DELIBERATED.value, TopicState.WITHDRAWN.value}
_GONE = {TopicState.WITHDRAWN.value, TopicState.MERGED.value}
_SHUT = {"concluded", "cancelled"}
Rows = dict[int, dict[str, Any]]


class Books(msgspec.Struct, frozen=True):
    """The rows of one body, and of its issued minutes the text and the bytes."""

    topics: Rows
    meetings: Rows
    minutes: Rows
    resolutions: Rows
    leads: Counter[int]
    issued: dict[int, tuple[int, str, str]]
    in_meeting: frozenset[int]


async def read(body_id: int) -> Books:
    """Return the books of a body as they stand."""
    minutes = await _rows(MinutesRow, body_id)
    resolutions = await _rows(ResolutionRow, body_id)
    parts = await PartRow.select().where(PartRow.resolution_id.is_in(sorted(resolutions) or [0]))
    topics = await _rows(TopicRow, body_id)
    ids = sorted({row["referral_id"] for row in topics.values() if row["referral_id"]})
    held = await ReferralRow.select(ReferralRow.id).where(
        ReferralRow.id.is_in(ids or [0]) & (ReferralRow.state == "in_meeting")
    )
    return Books(
        topics, await _rows(MeetingRow, body_id), minutes, resolutions,
        Counter(part["resolution_id"] for part in parts if part["role"] == "lead"),
        {key: await _issued(row) for key, row in minutes.items() if row["state"] == "issued"},
        frozenset(row["id"] for row in held),
    )  # fmt: skip


async def _rows(table: Any, body_id: int) -> Rows:
    return {row["id"]: row for row in await table.select().where(table.body_id == body_id)}


async def _issued(row: dict[str, Any]) -> tuple[int, str, str]:
    """Return the number, the frozen text and what the bytes hash to."""
    _, data = await files.fetch(row["file_code"])
    return row["number"], rows.opened("minutes", row, "frozen"), hashlib.sha256(data).hexdigest()


def complaints(before: Books, now: Books) -> list[str]:
    """Return what does not hold, in words; empty when all of it does."""
    return [
        *_numbers(now), *_unchanged(before, now), *_leads(now), *_topics(now), *_circle(now),
        *_nothing_gone(before, now),
    ]  # fmt: skip


def _numbers(now: Books) -> Iterator[str]:
    by_year: dict[Any, list[int]] = {}
    for row in now.minutes.values():
        if row["state"] == "issued":
            by_year.setdefault(row["year"], []).append(row["number"])
    for year, numbers in by_year.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"the minutes of {year} are numbered {sorted(numbers)}"
    for kind in (now.topics, now.meetings, now.resolutions):
        held = [row["number"] for row in kind.values() if row["number"]]
        if len(set(held)) != len(held):
            yield f"a number stands twice: {sorted(held)}"


def _unchanged(before: Books, now: Books) -> Iterator[str]:
    for key, was in before.issued.items():
        if now.issued.get(key) != was:
            yield f"issued minutes {key} have changed"
    for key, (_, _, digest) in now.issued.items():
        if now.minutes[key]["sha256"] != digest:
            yield f"the bytes of minutes {key} are not those that were issued"


def _leads(now: Books) -> Iterator[str]:
    for key in now.resolutions:
        if now.leads[key] != 1:
            yield f"resolution {key} has {now.leads[key]} leads"


def _topics(now: Books) -> Iterator[str]:
    for key, row in now.topics.items():
        scheduled = row["state"] == TopicState.SCHEDULED.value
        if scheduled and (
            row["meeting_id"] is None or now.meetings[row["meeting_id"]]["state"] in _SHUT
        ):
            yield f"topic {key} waits for a meeting that is over, or for none"
        if row["state"] == TopicState.POOLED.value and row["meeting_id"] is not None:
            yield f"topic {key} lies in the pool and on an agenda"
        merged, lead = row["state"] == TopicState.MERGED.value, row["merged_into_id"]
        if merged != (lead is not None):
            yield f"topic {key} is merged into {lead} and stands as {row['state']}"
        if lead is not None and now.topics[lead]["state"] in _GONE:
            yield f"topic {key} follows one that is gone"
        if row["outcome"] == "deferred":
            after = now.topics.get(row["successor_id"] or 0)
            if not after or after["predecessor_id"] != key or after["carried"] <= row["carried"]:
                yield f"topic {key} was deferred and nothing carries it on"


def _circle(now: Books) -> Iterator[str]:
    """Every referral in the meeting has one topic that will let it go, and no other has one."""
    holding = Counter(
        row["referral_id"] for row in now.topics.values() if row["referral_id"] and _holds(row, now)
    )
    for key in now.in_meeting:
        if holding[key] != 1:
            yield f"referral {key} is in the meeting with {holding[key]} topics"


def _holds(row: dict[str, Any], now: Books) -> bool:
    if row["state"] == TopicState.MERGED.value:
        return _holds(now.topics[row["merged_into_id"]], now)
    if row["state"] not in _OVER:
        return True
    # Decided, but not in force before its minutes are issued; or still with the government.
    waits = row["outcome"] == "submitted_to_government"
    mine = [m for m in now.minutes.values() if m["meeting_id"] == row["meeting_id"]]
    in_force = any(m["state"] == "issued" for m in mine)
    return row["state"] == TopicState.DELIBERATED.value and (waits or not in_force)


def _nothing_gone(before: Books, now: Books) -> Iterator[str]:
    for name in ("topics", "meetings", "minutes"):
        if gone := set(getattr(before, name)) - set(getattr(now, name)):
            yield f"{name} {sorted(gone)} are gone"
    issued = {key for key, row in before.resolutions.items() if row["number"]}
    if gone := issued - set(now.resolutions):
        yield f"issued resolutions {sorted(gone)} are gone"
