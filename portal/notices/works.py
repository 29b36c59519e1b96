"""Telling whoever began long work that it is over."""

from __future__ import annotations

from datetime import datetime

from portal.jobs.long import Standing, at_the_end
from portal.notices.model import Recipient
from portal.notices.operations import tell


@at_the_end
async def tell_end(standing: Standing, at: datetime) -> None:
    """Tell it in the transaction that ends the work; the address leads to what came of it."""
    await tell(
        [Recipient(standing.person_id)], kind=f"work.{standing.state.value}",
        sentence=standing.said, address=standing.address, at=at,
    )  # fmt: skip
