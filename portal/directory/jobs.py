"""The directory's own due work: old sessions, the calendar, ended units, townships that moved."""

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


@job("directory.unit_ended")
async def unit_ended(payload: dict[str, Any], *, at: datetime) -> None:
    """Let the rooms above carry on what a unit that has ended still had in hand."""
    await operations.follow_end(payload["unit"], at=at)


@job("directory.redraw", every=_HOUR)
async def redraw(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Put the townships where the changes up to today have them."""
    await operations.redraw(at=at)
