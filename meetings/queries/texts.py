"""The texts an item of minutes had, and those that stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meetings.model import KeptText, TextKind
from meetings.queries import rows
from meetings.tables import MinutesTextRow as Row
from portal.core.reading import Reading

_TEXTS = Reading(lambda: Row.select().order_by(Row.id))
_NEWEST = Reading(lambda: Row.select().order_by(Row.id, ascending=False))


async def aside(item_ids: Sequence[int]) -> dict[int, tuple[KeptText, ...]]:
    """Return the texts that wait beside these items' own, by item, in the order they came."""
    if not item_ids:
        return {}
    wanted = Row.item_id.is_in(list(item_ids)) & (Row.kind == TextKind.ASIDE.value)
    found: dict[int, tuple[KeptText, ...]] = {}
    for row in await _TEXTS.rows(wanted):
        found[row["item_id"]] = (*found.get(row["item_id"], ()), rows.to_kept_text(row))
    return found


async def written(item_id: int, *, after: int = -1) -> tuple[KeptText, ...]:
    """Return the revisions of an item's text after this one, oldest first."""
    wanted: Any = (Row.item_id == item_id) & (Row.kind == TextKind.WRITTEN.value)
    found = await _TEXTS.rows(wanted & (Row.revision > after))
    return tuple(map(rows.to_kept_text, found))


async def revision(item_id: int, number: int) -> KeptText | None:
    """Return one revision of an item's text; None where there is none of this number."""
    wanted: Any = (Row.item_id == item_id) & (Row.kind == TextKind.WRITTEN.value)
    found = await _TEXTS.first(wanted & (Row.revision == number))
    return rows.to_kept_text(found) if found else None


async def rounds(item_ids: Sequence[int]) -> dict[tuple[int, int], str]:
    """Return what went round of these items, by item and round."""
    if not item_ids:
        return {}
    wanted = Row.item_id.is_in(list(item_ids)) & (Row.kind == TextKind.ROUND.value)
    held = [(row["item_id"], rows.to_kept_text(row)) for row in await _TEXTS.rows(wanted)]
    return {(item_id, each.revision): each.text for item_id, each in held}


async def from_page(item_id: int, page: str) -> KeptText | None:
    """Return what an opened page sent last for an item; None where it sent nothing."""
    if not page:
        return None
    found = await _NEWEST.first((Row.item_id == item_id) & (Row.page == page))
    return rows.to_kept_text(found) if found else None
