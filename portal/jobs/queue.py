"""The queue: enqueue with the change, claim with a lease, finish, retry.

Delivery is at least once: a worker that dies leaves its lease to run out, and another one takes the
job. A job that failed five times stays as ``failed`` with its reason, for an administrator.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from portal.core import db
from portal.core.reading import add
from portal.jobs.registry import RECURRING
from portal.jobs.tables import Job

LEASE = timedelta(seconds=60)
ATTEMPTS = 5

_OPEN = "state IN ('waiting', 'running')"


class Claimed(msgspec.Struct, frozen=True):
    """A job this worker holds until its lease runs out."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int


async def enqueue(
    kind: str, *, key: str, payload: dict[str, Any], at: datetime, due: datetime | None = None
) -> None:
    """Add due work in the caller's transaction; an equal one that still waits is not doubled."""
    waiting = await Job.exists().where(
        (Job.kind == kind) & (Job.key == key) & (Job.state == "waiting")
    )
    if waiting:
        return
    await add(
        Job, kind=kind, key=key, payload=msgspec.json.encode(payload).decode(),
        due_at=due or at, created_at=at,
    )  # fmt: skip


async def ensure_recurring(*, at: datetime) -> None:
    """Make sure every recurring kind has its one open job."""
    async with db.write():
        for recurring in RECURRING.values():
            held = await Job.exists().where(
                (Job.kind == recurring.kind) & Job.state.is_in(["waiting", "running"])
            )
            if not held:
                await enqueue(recurring.kind, key="", payload={}, at=at)


async def claim(worker: str, *, at: datetime) -> Claimed | None:
    """Return the job that is due longest, held for this worker; None when nothing is due."""
    async with db.write():
        found = (
            await Job.select(Job.id, Job.lease_by, Job.attempts)
            .where(
                ((Job.state == "waiting") & (Job.due_at <= at))
                | ((Job.state == "running") & (Job.lease_until < at))
            )
            .order_by(Job.due_at, Job.id)
            .first()
        )
        if found is None:
            return None
        return await _take(found, worker, at)


async def _take(found: dict[str, Any], worker: str, at: datetime) -> Claimed | None:
    # Compare-and-set on the attempts counter: of two workers that saw the job, one takes it.
    taken = await Job.update(
        {Job.state: "running", Job.lease_by: worker, Job.lease_until: at + LEASE,
         Job.attempts: found["attempts"] + 1}
    ).where((Job.id == found["id"]) & (Job.attempts == found["attempts"])).returning(
        Job.id, Job.kind, Job.key, Job.payload, Job.attempts
    )  # fmt: skip
    if not taken:
        return None
    row = taken[0]
    payload = msgspec.json.decode(row["payload"], type=dict[str, Any])
    return Claimed(row["id"], row["kind"], row["key"], payload, row["attempts"])


async def finish(claimed: Claimed, *, at: datetime) -> None:
    """Note that the job is done; a recurring kind waits for its next time."""
    async with db.write():
        await Job.update({Job.state: "done", Job.ended_at: at, Job.error: ""}).where(
            Job.id == claimed.id
        )
        await _again(claimed.kind, at)


async def fail(claimed: Claimed, reason: str, *, at: datetime) -> None:
    """Note that the job failed; it waits longer each time, and rests after the last attempt."""
    last = claimed.attempts >= ATTEMPTS
    async with db.write():
        await Job.update(
            {Job.state: "failed" if last else "waiting", Job.error: reason[:2000],
             Job.due_at: at + timedelta(seconds=2**claimed.attempts * 5),
             Job.ended_at: at if last else None}
        ).where(Job.id == claimed.id)  # fmt: skip
        if last:
            await _again(claimed.kind, at)


async def _again(kind: str, at: datetime) -> None:
    if recurring := RECURRING.get(kind):
        due = at + timedelta(seconds=recurring.seconds)
        await enqueue(kind, key="", payload={}, at=at, due=due)
        # Ended rows of recurring work say nothing a log does not; they would only pile up.
        await Job.delete().where(
            (Job.kind == kind) & (Job.state == "done") & (Job.ended_at < at - timedelta(hours=1))
        )
