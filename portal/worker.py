"""The worker: runs what is due, beside the server or as a process of its own.

Delivery is at least once. A job is claimed by compare-and-set and held by a lease; whoever dies
with a job in hand lets the lease run out, and another worker does the job again. Every handler is
idempotent for that reason. A handler that raises is tried again, later each time, five times.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from portal.core import clock, db
from portal.core.errors import Unavailable
from portal.jobs import queue
from portal.jobs.registry import HANDLERS

log = structlog.get_logger(__name__)

_IDLE_SECONDS = 1.0


async def run_due(worker: str = "by-hand") -> int:
    """Run everything that is due now; return how many jobs were run."""
    done = 0
    while (claimed := await queue.claim(worker, at=clock.now())) is not None:
        await _run(claimed)
        done += 1
    return done


async def _run(claimed: queue.Claimed) -> None:
    try:
        await HANDLERS[claimed.kind](claimed.payload, at=clock.now())
    except Exception as error:
        log.warning("job failed", kind=claimed.kind, job=claimed.id, error=type(error).__name__)
        await queue.fail(claimed, f"{type(error).__name__}: {error}", at=clock.now())
    else:
        await queue.finish(claimed, at=clock.now())


async def work() -> None:
    """Run due jobs until cancelled; a database that is away is waited for."""
    worker = secrets.token_hex(6)
    ready = False
    while True:
        try:
            if not ready:
                await queue.ensure_recurring(at=clock.now())
                ready = True
            if await run_due(worker):
                continue
        except (Unavailable, OSError):
            log.warning("the worker waits for the database")
        except Exception as error:
            if not db.is_outage(error):
                raise
            log.warning("the worker waits for the database")
        await asyncio.sleep(_IDLE_SECONDS)


@asynccontextmanager
async def beside() -> AsyncIterator[None]:
    """Run the worker beside the block, and stop it with the block."""
    task = asyncio.create_task(work(), name="worker")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
