"""Which units are told of a case 知会, and of which cases a person's units are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.core.paging import Page, encode_cursor, id_cursor
from portal.core.reading import Reading
from portal.directory.model import Person
from referrals import access
from referrals.model import Case, CaseState, Informed
from referrals.queries import rows
from referrals.queries.filters import ENDED_STATES
from referrals.tables import InformedRow

_I = InformedRow
LIMIT = 25


def _columns() -> list[Any]:
    case, unit = _I.case_id, _I.unit_id
    return [
        *_I.all_columns(), case.number, case.code, case.state, case.applicant_name,
        *rows.names_of(case.window_id), unit.code, *rows.names_of(unit), _I.by_id.name,
        _I.read_by_id.name,
    ]  # fmt: skip


_OF_CASE = Reading(lambda: _I.select(*_columns()).order_by(_I.id), _I.case_id)
_NEWEST = Reading(lambda: _I.select(*_columns()).order_by(_I.id, ascending=False))


async def of_case(case: Case) -> tuple[Informed, ...]:
    """Return the units that are told of a case today, in the order they were."""
    if not case.informed:
        return ()
    found = await _OF_CASE.of(case.id)
    return tuple(_informed(row) for row in found if row["ended_at"] is None)


async def told_to(
    person: Person, *, cursor: str = "", limit: int = LIMIT, unread: bool = False
) -> Page[Informed]:
    """Return a page of the open cases the person's units are told of, the newest first."""
    wanted = _mine(person)
    if unread:
        wanted = wanted & _I.read_at.is_null()
    if cursor:
        wanted = wanted & (_I.id < id_cursor(cursor))
    found = await _NEWEST.rows(wanted, limit=limit + 1)
    shown = found[:limit]
    more = encode_cursor(shown[-1]["id"]) if len(found) > limit else None
    return Page(tuple(map(_informed, shown)), more)


async def count_unsigned(person: Person) -> int:
    """Return how many open cases the person's units are told of and have not signed for."""
    return int(await _I.count().where(_mine(person) & _I.read_at.is_null()))


def _mine(person: Person) -> Any:
    """Return the predicate of what the person's units are told of while the case is open."""
    told = _I.unit_id.is_in(access.units_told(person) or [0]) & _I.ended_at.is_null()
    return told & _I.case_id.state.not_in(ENDED_STATES)


async def unsigned(case_id: int, units: list[int]) -> tuple[int, ...]:
    """Return the ids of what these units were told of a case and have not signed for."""
    wanted = (_I.case_id == case_id) & _I.unit_id.is_in(units or [0])
    found = await _I.select(_I.id).where(wanted & _I.ended_at.is_null() & _I.read_at.is_null())
    return tuple(row["id"] for row in found)


def _informed(row: dict[str, Any]) -> Informed:
    read_at: datetime | None = row["read_at"]
    return Informed(
        id=row["id"], case_id=row["case_id"],
        case_key=row["case_id.number"] or row["case_id.code"],
        case_state=CaseState(row["case_id.state"]),
        applicant_name=row["case_id.applicant_name"],
        window_names=rows.to_names(row, "case_id.window_id"),
        unit_id=row["unit_id"], unit_code=row["unit_id.code"],
        unit_names=rows.to_names(row, "unit_id"),
        message=rows.opened("informed", row, "message") if row["message_sealed"] else "",
        by_name=row["by_id.name"] or "", at=row["at"], read_at=read_at,
        read_by_name=row["read_by_id.name"] or "",
    )  # fmt: skip
