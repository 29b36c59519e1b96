"""The letters that press a resolution on, as they were sent."""

from __future__ import annotations

from typing import Any

import msgspec

from meetings.model import Press, PressKind, Stood
from meetings.press_tables import PressRow
from meetings.queries import rows
from portal.core.errors import NotFound

_P = PressRow


async def of(resolution_id: int) -> tuple[Press, ...]:
    """Return the letters about a resolution, the newest first."""
    return await _found(_P.resolution_id == resolution_id)


async def one(resolution_id: int, code: str) -> Press:
    """Return one of them; raise ``NotFound`` when the resolution has none of this code."""
    found = await _found((_P.resolution_id == resolution_id) & (_P.code == code))
    if not found:
        raise NotFound(what="letter", key=code)
    return found[0]


async def _found(wanted: Any) -> tuple[Press, ...]:
    held = (
        await _P.select(*_P.all_columns(), *rows.unit_columns(_P.unit_id))
        .where(wanted)
        .order_by(_P.id, ascending=False)
    )
    return tuple(map(_press, held))


def _press(row: dict[str, Any]) -> Press:
    return Press(
        id=row["id"], code=row["code"], resolution_id=row["resolution_id"],
        unit=rows.to_unit(row, "unit_id"), kind=PressKind(row["kind"]),
        text=rows.opened("press", row, "text"), by_name=row["by_name"], at=row["at"],
        stood=msgspec.json.decode(row["stood"], type=Stood), mandate=row["mandate"],
        answer_by=row["answer_by"], year=row["year"], number=row["number"],
        file_code=row["file_code"], sha256=row["sha256"],
    )  # fmt: skip
