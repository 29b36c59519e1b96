"""Reading divisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.core.errors import NotFound
from portal.core.i18n import N_, say
from portal.directory import tables
from portal.directory.model import Division, Tier


async def division(code: str) -> Division:
    """Return the division of this code, ended or not; raise ``NotFound`` when there is none."""
    row = await tables.Division.select().where(tables.Division.code == code).first()
    if row is None:
        raise NotFound(say(N_("没有这个行政区划代码，请核对。")), what="division", key=code)
    return to_division(row)


async def division_by_id(division_id: int) -> Division:
    """Return the division of this id; raise ``NotFound`` when there is none."""
    row = await tables.Division.select().where(tables.Division.id == division_id).first()
    if row is None:
        raise NotFound(what="division", key=str(division_id))
    return to_division(row)


async def divisions(tier: Tier, *, on: date) -> tuple[Division, ...]:
    """Return the divisions of a tier that exist on this day, by code."""
    row = tables.Division
    held = (
        await row.select()
        .where(
            (row.tier == tier.value)
            & (row.valid_from.is_null() | (row.valid_from <= on))
            & (row.valid_to.is_null() | (row.valid_to > on))
        )
        .order_by(row.code)
    )
    return tuple(map(to_division, held))


async def township_names(district_path: str) -> dict[str, str]:
    """Return the names of a district's townships by code."""
    row = tables.Division
    held = await row.select(row.code, row.name).where(
        row.path.like(f"{district_path}%") & (row.tier == Tier.TOWNSHIP.value)
    )
    return {each["code"]: each["name"] for each in held}


def to_division(row: dict[str, Any]) -> Division:
    """Return a row as a division."""
    return Division(
        id=row["id"], code=row["code"], name=row["name"], tier=Tier(row["tier"]),
        kind=row["kind"], parent_id=row["parent_id"], path=row["path"],
        valid_from=row["valid_from"], valid_to=row["valid_to"], name_en=row["name_en"],
        name_hant=row["name_hant"],
    )  # fmt: skip
