"""The register of a body: its resolutions with the issue of the minutes each stands in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.model import Body, Resolution
from meetings.queries import scope, things
from meetings.tables import BodyRow, MinutesRow, ResolutionRow
from portal.core.errors import NotFound, NotPossible
from portal.core.i18n import N_, say
from portal.directory.model import Person

MOST = 1000


async def of(
    person: Person, code: str, more: Any = None
) -> tuple[Body, list[tuple[Resolution, int | None]]]:
    """Return a body and its resolutions the person may read, each with its minutes' number.

    ``more`` is a further predicate. Without a code it is the body of the newest resolution;
    ``NotFound`` when there is none to read, ``NotPossible`` for more than a paper holds.
    """
    row = ResolutionRow
    mine = scope.resolutions(person) if more is None else scope.resolutions(person) & more
    if code:
        held = await things.bodies(BodyRow.code == code)
        wanted = held[0].id if held else 0
    else:
        newest = await row.select(row.body_id).where(mine).order_by(row.id, ascending=False).first()
        wanted = newest["body_id"] if newest else 0
    found = await _rows(mine & (row.body_id == wanted))
    if not found:
        raise NotFound(what="register", key=code)
    return await things.body(wanted), await _with_issues(found)


async def in_force(
    person: Person, right: str, code: str, since: datetime, until: datetime
) -> tuple[Body, list[tuple[Resolution, int | None]]]:
    """Return a body the person has this right over, and what had to be done there in a time.

    That is what was resolved by then and had not ended before: what is still open from earlier
    years too. ``NotFound`` when there is no such body; nothing resolved is no rows.
    """
    held = await things.bodies(scope.bodies(person, right))
    mine = [each for each in held if code in {"", each.code}]
    if not mine:
        raise NotFound(what="register", key=code)
    row = ResolutionRow
    going_on = row.closed_at.is_null() | (row.closed_at >= since)
    issued = row.number.is_not_null() & (row.issued_at <= until)
    found = await _rows(issued & going_on & (row.body_id == mine[0].id))
    return mine[0], await _with_issues(found)


async def _rows(wanted: Any) -> tuple[Resolution, ...]:
    """Return the resolutions of a paper; refuse more than one holds, and leave none out unsaid."""
    found = await things.resolutions(wanted, limit=MOST + 1)
    if len(found) > MOST:
        words = N_("符合条件的超过 %(most)s 项，一份台账放不下。请用筛选缩小范围。")
        raise NotPossible(say(words, most=MOST), code="too_many")
    return found


async def _with_issues(found: tuple[Resolution, ...]) -> list[tuple[Resolution, int | None]]:
    row = MinutesRow
    ids = sorted({each.minutes_id for each in found})
    numbers = await row.select(row.id, row.number).where(row.id.is_in(ids or [0]))
    issue = {each["id"]: each["number"] for each in numbers}
    return [(each, issue[each.minutes_id]) for each in found]
