"""The register of a body: its resolutions with the issue of the minutes each stands in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.model import Body, Resolution
from meetings.queries import scope, things
from meetings.tables import BodyRow, MinutesRow, ResolutionRow
from portal.core.errors import NotFound
from portal.directory.model import Person


async def of(
    person: Person, code: str, more: Any = None
) -> tuple[Body, list[tuple[Resolution, int | None]]]:
    """Return a body and its resolutions the person may read, each with its minutes' number.

    ``more`` is a further predicate. Without a code it is the body of the newest resolution;
    ``NotFound`` when there is none to read.
    """
    row = ResolutionRow
    mine = scope.resolutions(person) if more is None else scope.resolutions(person) & more
    if code:
        held = await things.bodies(BodyRow.code == code)
        wanted = held[0].id if held else 0
    else:
        newest = await row.select(row.body_id).where(mine).order_by(row.id, ascending=False).first()
        wanted = newest["body_id"] if newest else 0
    found = await things.resolutions(mine & (row.body_id == wanted))
    if not found:
        raise NotFound(what="register", key=code)
    return await things.body(wanted), await _with_issues(found)


def issued_between(since: datetime, until: datetime) -> Any:
    """Return the predicate of what was resolved after one instant, up to another."""
    row = ResolutionRow
    return (row.issued_at >= since) & (row.issued_at <= until)


async def _with_issues(found: tuple[Resolution, ...]) -> list[tuple[Resolution, int | None]]:
    row = MinutesRow
    ids = sorted({each.minutes_id for each in found})
    numbers = await row.select(row.id, row.number).where(row.id.is_in(ids))
    issue = {each["id"]: each["number"] for each in numbers}
    return [(each, issue[each.minutes_id]) for each in found]
