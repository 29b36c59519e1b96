"""The house's own due work: sealing the journal, anchoring its chain outside the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.core import settings as settings_
from portal.jobs.registry import job
from portal.journal import sealing

_SEAL_SECONDS = 5
_ANCHOR_SECONDS = 300


@job("journal.seal", every=_SEAL_SECONDS)
async def seal(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Chain the committed rows, so that none waits longer than ten seconds."""
    while await sealing.seal(at=at):
        pass


@job("journal.anchor", every=_ANCHOR_SECONDS)
async def anchor(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Write the newest digest to a file outside the database."""
    await sealing.anchor(settings_.current().home / "anchors" / "journal.log", at=at)
