"""The term of a round: who has not answered is told before it ends, and has lapsed after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.model import Minutes, MinutesState, SignState
from meetings.operations.acting import MINUTES, hold, take
from meetings.tables import CountersignatureRow, MinutesRow
from portal.core import db
from portal.jobs.queue import enqueue
from portal.journal.record import record

# What the clock does, as the units are told of it.
ENDS, LAPSED = "minutes:round_ends", "minutes:lapse"
_AT_MOST = 200


async def lapse_rounds(*, at: datetime) -> None:
    """Note in every round whose term has ended that the units still asked have lapsed."""
    for minutes_id in await _due(MinutesRow.due_at < at):
        async with db.write():
            minutes: Minutes = await take(MINUTES, minutes_id)
            if _runs(minutes) and minutes.due_at is not None and minutes.due_at < at:
                await _lapse(minutes, at)


async def warn(*, at: datetime) -> None:
    """Tell the units still asked, once a round, that its term ends."""
    for minutes_id in await _due(MinutesRow.warn_at <= at):
        async with db.write():
            minutes: Minutes = await hold(MINUTES, minutes_id)
            row = MinutesRow
            await row.update({row.warn_at: None}).where(row.id == minutes.id)
            if _runs(minutes):
                await _tell(ENDS, minutes, at)


async def _due(wanted: Any) -> list[int]:
    row = MinutesRow
    counting = (row.state == MinutesState.COUNTERSIGNING.value) & wanted
    found = await row.select(row.id).where(counting).order_by(row.id).limit(_AT_MOST)
    return [int(each["id"]) for each in found]


def _runs(minutes: Minutes) -> bool:
    waiting = any(each.state is SignState.PENDING for each in minutes.asked)
    return minutes.state is MinutesState.COUNTERSIGNING and waiting


async def _lapse(minutes: Minutes, at: datetime) -> None:
    row: Any = CountersignatureRow
    for each in minutes.asked:
        if each.state is SignState.PENDING:
            await row.update({row.state: SignState.LAPSED.value, row.at: at}).where(
                row.id == each.id
            )
            await record(
                LAPSED, subject=("minutes", minutes.id, minutes.code), by=None, at=at,
                was={"state": each.state.value}, now={"state": SignState.LAPSED.value},
                data={"unit": each.unit.name, "round": minutes.round},
            )  # fmt: skip
    await _tell(LAPSED, minutes, at)


async def _tell(tag: str, minutes: Minutes, at: datetime) -> None:
    await enqueue(
        "meetings.tell", key=f"{tag}:{minutes.id}:{minutes.round}", at=at,
        payload={"tag": tag, "kind": "minutes", "id": minutes.id, "data": {}},
    )  # fmt: skip
