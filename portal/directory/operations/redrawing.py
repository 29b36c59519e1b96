"""Redrawing 区划调整: townships that were put under another district, with the units in them.

The list of changes says what lies where from which day on; this brings the register to today's
state. Idempotent: what lies where it should is left alone.
"""

from __future__ import annotations

from datetime import datetime

from portal.core import db
from portal.core.calendar import day_of
from portal.directory import tables
from portal.directory.model import Division
from portal.directory.queries.divisions import division, moved_townships
from portal.journal.record import record

_D, _U = tables.Division, tables.Unit


async def redraw(*, at: datetime) -> int:
    """Put every township where the changes up to today have it; return how many moved."""
    moved = 0
    for code, district_code in (await moved_townships(on=day_of(at))).items():
        held, district = await division(code), await division(district_code)
        if held.parent_id != district.id:
            await _move(held, district, at)
            moved += 1
    return moved


async def _move(township: Division, district: Division, at: datetime) -> None:
    path = f"{district.path}{township.code}/"
    async with db.write():
        await _D.update({_D.parent_id: district.id, _D.path: path}).where(_D.id == township.id)
        await _U.update({_U.division_path: path}).where(_U.division_id == township.id)
        await record(
            "division:moved", subject=("division", township.id, township.code), by=None, at=at,
            was={"path": township.path}, now={"path": path},
        )  # fmt: skip
