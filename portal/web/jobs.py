"""The doors' own due work: forgetting answers and drafts that nobody needs any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.jobs.registry import job
from portal.web import drafts, idempotency

_HOUR = 3600


@job("web.forget", every=_HOUR)
async def forget(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Forget answers older than a day and drafts nobody has touched for a month."""
    await idempotency.forget(at=at)
    await drafts.forget_old(at=at)
