"""Reading divisions: as they are, and as they lay on a day before a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from portal.core.errors import NotFound
from portal.core.i18n import N_, language, say
from portal.directory import tables
from portal.directory.model import Division, Tier

_D, _C = tables.Division, tables.DivisionChange

# A township's code begins with that of the district it was coded in.
_DISTRICT_DIGITS = 6


async def division(code: str) -> Division:
    """Return the division of this code, ended or not; raise ``NotFound`` when there is none."""
    row = await _D.select().where(_D.code == code).first()
    if row is None:
        raise NotFound(say(N_("没有这个行政区划代码，请核对。")), what="division", key=code)
    return to_division(row)


async def division_by_id(division_id: int) -> Division:
    """Return the division of this id; raise ``NotFound`` when there is none."""
    row = await _D.select().where(_D.id == division_id).first()
    if row is None:
        raise NotFound(what="division", key=str(division_id))
    return to_division(row)


async def divisions(tier: Tier, *, on: date) -> tuple[Division, ...]:
    """Return the divisions of a tier that exist on this day, by code."""
    held = await _D.select().where((_D.tier == tier.value) & _exists(on)).order_by(_D.code)
    return tuple(map(to_division, held))


async def division_on(code: str, *, on: date) -> Division:
    """Return the division with the path it had on a day: a township in its district of then.

    Raises ``NotFound`` when there is no such code.
    """
    held = await division(code)
    changes = await _moves(_C.code == code)
    if not any(change["day"] > on for change in changes):
        return held
    district = await division(_district_on(code, changes, on))
    return _in(held, district)


async def townships(district: Division, *, on: date) -> tuple[Division, ...]:
    """Return the townships that lay in a district on a day, by code."""
    moves = await _moves(_C.kind == "re-parented")
    moved = sorted({change["code"] for change in moves})
    within = _D.path.like(f"{district.path}%")
    wanted = within | _D.code.is_in(moved) if moved else within
    rows = (
        await _D.select()
        .where((_D.tier == Tier.TOWNSHIP.value) & wanted & _exists(on))
        .order_by(_D.code)
    )
    return tuple(
        _in(to_division(row), district)
        for row in rows
        if row["code"] not in moved or _district_on(row["code"], moves, on) == district.code
    )


async def successor_division(ended: Division) -> Division | None:
    """Return the division that took the place of an ended one; None when none was named."""
    change = (
        await _C.select(_C.to_code)
        .where((_C.code == ended.code) & _C.kind.is_in(["abolished", "replaced"]))
        .order_by(_C.day, ascending=False)
        .first()
    )
    return await division(change["to_code"]) if change else None


async def moved_townships(*, on: date) -> dict[str, str]:
    """Return the townships that have changed districts by a day, each with its district then."""
    moves = await _moves(_C.day <= on)
    return {move["code"]: str(move["to_code"]) for move in moves}


async def names_by_path(paths: Iterable[str]) -> dict[str, str]:
    """Return what the divisions of these paths are called, in the reader's language."""
    rows = await _D.select().where(_D.path.is_in(sorted(set(paths)) or [""]))
    return {row["path"]: to_division(row).title(language()) for row in rows}


async def places_called(text: str, *, on: date) -> tuple[Division, ...]:
    """Return the divisions with this code or name, as they lay on a day; at most twenty."""
    plain = text.strip()
    if not plain:
        return ()
    rows = (
        await _D.select()
        .where((_D.code == plain) | (_D.name == plain) | (_D.name_hant == plain))
        .order_by(_D.code)
        .limit(20)
    )
    return tuple([await division_on(row["code"], on=on) for row in rows])


async def _moves(wanted: Any) -> list[dict[str, Any]]:
    return (
        await _C.select(_C.code, _C.day, _C.to_code)
        .where(wanted & (_C.kind == "re-parented"))
        .order_by(_C.day)
    )


def _district_on(code: str, moves: Sequence[dict[str, Any]], on: date) -> str:
    """Return the code of the district a township lay in on a day, its moves given by date."""
    made = [move for move in moves if move["code"] == code and move["day"] <= on]
    return str(made[-1]["to_code"]) if made else code[:_DISTRICT_DIGITS]


def _in(township: Division, district: Division) -> Division:
    return msgspec.structs.replace(
        township, parent_id=district.id, path=f"{district.path}{township.code}/"
    )


def _exists(on: date) -> Any:
    begun = _D.valid_from.is_null() | (_D.valid_from <= on)
    return begun & (_D.valid_to.is_null() | (_D.valid_to > on))


def to_division(row: dict[str, Any]) -> Division:
    """Return a row as a division."""
    return Division(
        id=row["id"], code=row["code"], name=row["name"], tier=Tier(row["tier"]),
        kind=row["kind"], parent_id=row["parent_id"], path=row["path"],
        valid_from=row["valid_from"], valid_to=row["valid_to"], name_en=row["name_en"],
        name_hant=row["name_hant"],
    )  # fmt: skip
