"""Reading units: by code, by kind and place, and what took the place of an ended one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from portal.core.errors import NotFound
from portal.core.i18n import N_, say
from portal.core.reading import Reading
from portal.directory import tables
from portal.directory.model import Tier, Unit

_U = tables.Unit

_BY_ID = Reading(_U.select, _U.id)
_BY_CODE = Reading(_U.select, _U.code)
_UNITS = Reading(lambda: _U.select().order_by(_U.id))
_NEAREST = Reading(lambda: _U.select().order_by(_U.division_path, ascending=False).order_by(_U.id))


def _valid(on: date) -> Any:
    """Return the predicate of the units there are on a day."""
    begun = _U.valid_from.is_null() | (_U.valid_from <= on)
    return begun & (_U.valid_to.is_null() | (_U.valid_to > on))


async def unit(unit_id: int) -> Unit:
    """Return the unit of this id, ended or not; raise ``NotFound`` when there is none."""
    row = await _BY_ID.first_of(unit_id)
    if row is None:
        raise NotFound(what="unit", key=str(unit_id))
    return to_unit(row)


async def unit_by_code(code: str) -> Unit:
    """Return the unit of this code, ended or not; raise ``NotFound`` when there is none."""
    row = await _BY_CODE.first_of(code)
    if row is None:
        raise NotFound(say(N_("没有这个单位，请从列表中选择。")), what="unit", key=code)
    return to_unit(row)


async def units_by_code(codes: Iterable[str]) -> tuple[Unit, ...]:
    """Return the units of these codes, ended or not; unknown ones are left out."""
    rows = await _U.select().where(_U.code.is_in(sorted(set(codes)) or [""])).order_by(_U.id)
    return tuple(map(to_unit, rows))


async def unit_called(text: str) -> Unit:
    """Return the unit of this code or name; raise ``NotFound`` when there is none, or several."""
    plain = text.strip()
    rows = (
        await _U.select()
        .where((_U.code == plain) | (_U.name == plain) | (_U.name_hant == plain))
        .limit(2)
    )
    if len(rows) != 1:
        raise NotFound(say(N_("没有找到这个单位，请填写完整名称或编码。")), what="unit", key=plain)
    return to_unit(rows[0])


async def successor(ended: Unit) -> Unit | None:
    """Return the unit that took the place of an ended one; None when none was named."""
    return await unit(ended.successor_id) if ended.successor_id else None


async def unit_for(kind: str, division_path: str, *, on: date) -> Unit | None:
    """Return the unit of this kind that serves a place: its own, its district's or the city's.

    None when no tier has one on this day.
    """
    found = await units_for([kind], division_path, on=on)
    return found.get(kind)


async def units_for(kinds: Sequence[str], division_path: str, *, on: date) -> dict[str, Unit]:
    """Return the unit of each kind that serves a place, the nearest tier first, in one query."""
    if not kinds:
        return {}
    rows = (
        await _U.select()
        .where(
            _U.kind.is_in(list(kinds)) & _U.division_path.is_in(upward(division_path)) & _valid(on)
        )
        .order_by(_U.division_path)
    )
    # A longer path is a lower tier; the later one overwrites.
    return {row["kind"]: to_unit(row) for row in rows}


async def succeeded(*, on: date) -> tuple[Unit, ...]:
    """Return the units that have ended by a day and named who takes their place."""
    rows = await _U.select().where((_U.valid_to <= on) & _U.successor_id.is_not_null())
    return tuple(map(to_unit, rows))


async def known_units(
    kinds: Sequence[str], division_path: str, ids: Iterable[int] = ()
) -> dict[int, Unit]:
    """Return the units of these kinds on a place's path and those named, ended ones too, by id.

    Whatever took an ended one's place comes with it.
    """
    named = list(ids)
    if not kinds and not named:
        return {}
    wanted: Any = (
        _U.kind.is_in(list(kinds) or [""]) & _U.division_path.is_in(upward(division_path))
    ) | _U.id.is_in(named or [0])
    held: dict[int, Unit] = {}
    while True:
        rows = await _UNITS.rows(wanted)
        held |= {row["id"]: to_unit(row) for row in rows}
        missing = {u.successor_id for u in held.values() if u.successor_id} - held.keys()
        if not missing or not rows:
            return held
        wanted = _U.id.is_in(sorted(missing))


def upward(path: str) -> list[str]:
    """Return the paths of a place and of every place it lies in, the widest first."""
    codes = path.strip("/").split("/")
    return ["/" + "/".join(codes[: n + 1]) + "/" for n in range(len(codes))]


async def neighbours(unit: Unit, *, on: date) -> tuple[Unit, ...]:
    """Return who could take a unit's place: its own kind in the division above it, by name."""
    above = ["/", *upward(unit.division_path)][-2]
    near = (_U.kind == unit.kind) & _U.division_path.like(f"{above}%")
    wanted: Any = near & (_U.id != unit.id) & _valid(on)
    return tuple(map(to_unit, await _NEAREST.rows(wanted)))


async def units(
    division_path: str, *, on: date, kinds: Sequence[str] = (), above: bool = True
) -> tuple[Unit, ...]:
    """Return the units of a division on a day, those of the tiers above too, by kind."""
    paths = upward(division_path) if above else [division_path]
    wanted: Any = _U.division_path.is_in(paths) & _valid(on)
    if kinds:
        wanted = wanted & _U.kind.is_in(list(kinds))
    return tuple(map(to_unit, await _NEAREST.rows(wanted)))


async def kinds() -> dict[str, dict[str, str]]:
    """Return every kind of department with its names: zh, hant, en, former."""
    rows = await tables.DepartmentKind.select().order_by(tables.DepartmentKind.id)
    return {row["kind"]: row for row in rows}


def to_unit(row: dict[str, Any]) -> Unit:
    """Return a row as a unit."""
    return Unit(
        id=row["id"], code=row["code"], kind=row["kind"], name=row["name"],
        division_id=row["division_id"], division_path=row["division_path"],
        division_code=row["division_code"], tier=Tier(row["tier"]), valid_from=row["valid_from"],
        valid_to=row["valid_to"], successor_id=row["successor_id"], name_en=row["name_en"],
        name_hant=row["name_hant"], phone=row["phone"], address=row["address"],
    )  # fmt: skip
