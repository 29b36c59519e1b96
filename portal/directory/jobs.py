"""The directory's own due work: forgetting sessions that ended long ago."""

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
