"""The items a case was told, and the restricted register of close relatives."""

from __future__ import annotations

from referrals.model import MeansItem, Relative
from referrals.queries import rows
from referrals.tables import MeansRow, RelativeRow

# Declared relatives, each by its code.
Declared = tuple[tuple[str, Relative], ...]


async def means_of(case_id: int) -> tuple[MeansItem, ...]:
    """Return the items of income, property and spending, in the order they were told."""
    found = await MeansRow.select().where(MeansRow.case_id == case_id).order_by(MeansRow.id)
    return tuple(rows.opened_record("means", row, "item", MeansItem) for row in found)


async def relatives_of(case_id: int) -> tuple[Relative, ...]:
    """Return the declared relatives; whoever asks has looked at the right before."""
    return tuple(relative for _code, relative in await relatives_with_codes(case_id))


async def relatives_with_codes(case_id: int) -> Declared:
    """Return the declared relatives that were not struck out, each by its code."""
    row = RelativeRow
    found = (
        await row.select()
        .where((row.case_id == case_id) & row.struck_at.is_null())
        .order_by(row.id)
    )
    return tuple(
        (each["code"], rows.opened_record("relative", each, "relative", Relative)) for each in found
    )
