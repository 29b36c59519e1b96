"""The job table: nothing is lost, nothing is done by two at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from portal import worker
from portal.core import clock, db
from portal.jobs import queue
from portal.jobs.registry import HANDLERS
from portal.jobs.tables import Job

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
async def empty_table() -> AsyncIterator[None]:
    await Job.delete(force=True)
    yield
    await Job.delete(force=True)


async def _enqueue(kind: str = "test.work", key: str = "one") -> None:
    async with db.write():
        await queue.enqueue(kind, key=key, payload={"key": key}, at=clock.now())


async def test_a_job_of_a_change_that_failed_is_never_due() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.write():
            await queue.enqueue("test.work", key="x", payload={}, at=clock.now())
            raise ZeroDivisionError

    assert await queue.claim("a", at=clock.now()) is None


async def test_of_many_workers_one_gets_the_job() -> None:
    await _enqueue()

    claims = await asyncio.gather(*(queue.claim(f"w{n}", at=clock.now()) for n in range(8)))

    assert len([claim for claim in claims if claim]) == 1


async def test_an_equal_job_that_waits_is_not_doubled() -> None:
    await _enqueue()
    await _enqueue()

    assert await Job.count() == 1


async def test_a_lease_that_ran_out_lets_another_worker_do_the_job() -> None:
    await _enqueue()
    now = clock.now()
    first = await queue.claim("died", at=now)

    assert await queue.claim("next", at=now + timedelta(seconds=30)) is None
    again = await queue.claim("next", at=now + timedelta(seconds=90))

    assert first
    assert again
    assert again.id == first.id


async def test_a_job_that_fails_is_tried_again_later_and_rests_with_its_reason() -> None:
    await _enqueue()
    now = clock.now()
    for _ in range(queue.ATTEMPTS):
        now += timedelta(hours=1)
        claimed = await queue.claim("w", at=now)
        assert claimed
        await queue.fail(claimed, "the mail server is away", at=now)

    left = await Job.select().first()
    assert left
    assert (left["state"], left["error"]) == ("failed", "the mail server is away")
    assert await queue.claim("w", at=now + timedelta(days=1)) is None


async def test_the_worker_runs_what_is_due_and_notes_what_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    async def good(payload: dict[str, Any], *, at: Any) -> None:
        seen.append(payload["key"])

    async def bad(payload: dict[str, Any], *, at: Any) -> None:
        raise ValueError("no such thing")

    monkeypatch.setitem(HANDLERS, "test.good", good)
    monkeypatch.setitem(HANDLERS, "test.bad", bad)
    await _enqueue("test.good", "a")
    await _enqueue("test.bad", "b")

    assert await worker.run_due() == 2
    assert seen == ["a"]
    states = {row["kind"]: row["state"] for row in await Job.select()}
    assert states == {"test.good": "done", "test.bad": "waiting"}
