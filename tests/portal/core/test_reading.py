"""Queries written out once say what Piccolo's own would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.core import db
from portal.core.ids import new_code
from portal.core.reading import Reading, add
from portal.core.settings import Settings
from portal.jobs.tables import Job

_AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
_JOBS = Reading(lambda: Job.select(Job.kind, Job.key).order_by(Job.id), Job.key)


async def _job(key: str) -> int:
    async with db.write():
        return await add(Job, kind="reading", key=key, payload="{}", due_at=_AT, created_at=_AT)


async def test_a_row_added_has_the_columns_defaults(database: Settings) -> None:
    job_id = await _job(new_code())
    row = await Job.select().where(Job.id == job_id).first()
    assert row is not None
    assert (row["state"], row["attempts"], row["due_at"]) == ("waiting", 0, _AT)


async def test_a_column_that_does_not_exist_is_refused(database: Settings) -> None:
    with pytest.raises(ValueError, match="colour"):
        await add(Job, colour="red")


async def test_rows_are_found_by_their_key_in_the_order_told(database: Settings) -> None:
    one, other = new_code(), new_code()
    for key in (one, other, one):
        await _job(key)
    assert [row["key"] for row in await _JOBS.of(one)] == [one, one]
    assert [row["key"] for row in await _JOBS.of_any([other, one])] == [one, other, one]
    assert await _JOBS.of_any([]) == []
    assert await _JOBS.first_of(new_code()) is None


async def test_a_condition_is_told_at_each_use(database: Settings) -> None:
    key = new_code()
    await _job(key)
    await _job(key)
    assert len(await _JOBS.rows((Job.key == key) & (Job.due_at == _AT), limit=1)) == 1
    assert await _JOBS.first((Job.key == key) & (Job.due_at > _AT)) is None
