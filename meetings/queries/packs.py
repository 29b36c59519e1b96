"""The packs of meetings, and the papers that were made into pages before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from meetings.model import Pack, PackPart, PackState
from meetings.queries import rows
from meetings.tables import PackPartRow, PackRow
from portal.core.errors import NotFound


class Known(msgspec.Struct, frozen=True):
    """A paper as pages: the file that holds them, "" when its own does; or why it has none."""

    pages: int
    stored: str
    why: str


async def of_meeting(meeting_id: int) -> tuple[Pack, ...]:
    """Return a meeting's packs, the newest version first, in it the whole one before the units'."""
    row = PackRow
    found = await _found(row.meeting_id == meeting_id)
    return tuple(sorted(found, key=lambda each: (-each.version, each.unit is not None, each.id)))


async def of_version(meeting_id: int, version: int) -> tuple[Pack, ...]:
    """Return the packs of one version, in the order of their making."""
    return await _found((PackRow.meeting_id == meeting_id) & (PackRow.version == version))


async def one(meeting_id: int, code: str) -> Pack:
    """Return one of a meeting's packs; raise ``NotFound`` when it has none of this code."""
    found = await _found((PackRow.meeting_id == meeting_id) & (PackRow.code == code))
    if not found:
        raise NotFound(what="pack", key=code)
    return found[0]


async def under_way(meeting_id: int) -> bool:
    """Return whether packs of a meeting are being made."""
    row = PackRow
    return bool(
        await row.exists().where(
            (row.meeting_id == meeting_id) & (row.state == PackState.BUILDING.value)
        )
    )


async def known(sources: Iterable[str]) -> dict[str, Known]:
    """Return what is known of these papers, by their sources."""
    wanted, row = sorted(set(sources)), PackPartRow
    if not wanted:
        return {}
    found = await row.select(row.source, row.pages, row.why, row.stored_id.code).where(
        row.source.is_in(wanted)
    )
    return {
        each["source"]: Known(each["pages"], each["stored_id.code"] or "", each["why"])
        for each in found
    }


async def _found(wanted: Any) -> tuple[Pack, ...]:
    row = PackRow
    found = await row.select(
        *row.all_columns(), *rows.unit_columns(row.unit_id), row.by_id.name,
        row.stored_id.code, row.stored_id.size,
    ).where(wanted).order_by(row.id)  # fmt: skip
    return tuple(map(_pack, found))


def _pack(row: dict[str, Any]) -> Pack:
    return Pack(
        id=row["id"], code=row["code"], meeting_id=row["meeting_id"], version=row["version"],
        unit=rows.to_unit(row, "unit_id") if row["unit_id"] else None,
        state=PackState(row["state"]),
        parts=msgspec.json.decode(row["parts"], type=tuple[PackPart, ...]), work=row["work"],
        by_name=row["by_id.name"], at=row["at"], ended_at=row["ended_at"], pages=row["pages"],
        size=row["stored_id.size"] or 0, stored=row["stored_id.code"] or "",
        stored_id=row["stored_id"],
    )  # fmt: skip
