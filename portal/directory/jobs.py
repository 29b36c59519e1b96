"""The directory's own due work: forgetting old sessions, following a change of the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.directory import operations
from portal.jobs.registry import job

_HOUR = 3600


@job("directory.forget", every=_HOUR)
async def forget(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Forget the sessions nobody can use any more, a month after their end."""
    await operations.forget_sessions(at=at)


@job("calendar.look")
async def look(payload: dict[str, Any], *, at: datetime) -> None:
    """Look through what a change of the calendar would move."""
    await operations.look_on(payload["change"], at=at)


@job("calendar.recount")
async def recount(payload: dict[str, Any], *, at: datetime) -> None:
    """Count the open deadlines anew by the calendar in force."""
    await operations.recount_on(payload["change"], at=at)
