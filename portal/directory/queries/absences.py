"""Who is away on a day, and who stands in 外出代办. The stand-in gets no right by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.core.errors import NotFound
from portal.core.reading import Reading
from portal.directory import tables
from portal.directory.model import Absence, Names, Role

_A = tables.Absence
MOST = 50


async def standing_in(person_ids: Iterable[int], *, on: date) -> dict[int, Absence]:
    """Return who of these people is away on a day, with who stands in, by the away one's id."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    found = await _absences(_A.person_id.is_in(wanted) & _holds(on))
    return {each.person_id: each for each in found}


async def stood_in_by(delegate_id: int, *, on: date) -> tuple[Absence, ...]:
    """Return for whom somebody stands in on a day."""
    return await _absences((_A.delegate_id == delegate_id) & _holds(on))


async def absences_of(person_ids: Iterable[int], *, on: date) -> tuple[Absence, ...]:
    """Return the absences of these people that are not over on a day, the next one first."""
    wanted = _A.person_id.is_in(sorted(set(person_ids)) or [0])
    return await _absences(wanted & (_A.until > on) & _A.ended_at.is_null())


async def absence(code: str) -> Absence:
    """Return one absence that has not been ended; raise ``NotFound`` when there is none."""
    found = await _absences((_A.code == code) & _A.ended_at.is_null())
    if not found:
        raise NotFound(what="absence", key=code)
    return found[0]


def _holds(on: date) -> Any:
    return (_A.since <= on) & (_A.until > on) & _A.ended_at.is_null()


async def _absences(wanted: Any) -> tuple[Absence, ...]:
    return tuple(map(_absence, await _ABSENCES.rows(wanted, limit=MOST)))


_ABSENCES = Reading(
    lambda: _A.select(
        *_A.all_columns(), _A.person_id.name, _A.delegate_id.name, _A.unit_id.name,
        _A.unit_id.name_hant, _A.unit_id.name_en,
    ).order_by(_A.since, _A.id)
)  # fmt: skip


def _absence(row: dict[str, Any]) -> Absence:
    return Absence(
        id=row["id"], code=row["code"], person_id=row["person_id"],
        person_name=row["person_id.name"], delegate_id=row["delegate_id"],
        delegate_name=row["delegate_id.name"], unit_id=row["unit_id"],
        unit=Names(row["unit_id.name"], row["unit_id.name_hant"], row["unit_id.name_en"]),
        role=Role(row["role"]), since=row["since"], until=row["until"],
    )  # fmt: skip
