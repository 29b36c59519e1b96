"""Which unit a programme goes to in a place: exceptions that a meeting decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from portal.directory.model import Unit
from portal.directory.queries import unit, upward
from referrals.tables import RoutingRow


class Route(msgspec.Struct, frozen=True):
    """Where a programme goes, and the minutes that say so."""

    unit: Unit
    source: str


async def routes(programmes: Sequence[str], path: str, *, on: date) -> dict[str, Route]:
    """Return the exceptions that hold for these programmes in a place, the nearest area first."""
    row = RoutingRow
    found = await row.select(row.programme, row.unit_id, row.source).where(
        row.programme.is_in(list(programmes) or [""])
        & row.division_path.is_in(upward(path))
        & (row.since <= on)
        & (row.until.is_null() | (row.until > on))
    ).order_by(row.division_path, row.id)  # fmt: skip
    # A longer path is a smaller area; the later one overwrites.
    return {each["programme"]: Route(await unit(each["unit_id"]), each["source"]) for each in found}
