"""What of a list is asked for, as conditions on its rows: filters, and where a page begins."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import reduce
from operator import and_
from typing import Any

import msgspec
from piccolo.columns import Timestamptz
from piccolo.columns.combination import WhereRaw

from portal.core.calendar import day_of, end_of, start_of
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.lamps import Lamp
from portal.core.paging import as_id, decode_cursor
from portal.directory.model import Person
from portal.directory.tables import Person as PersonRow
from portal.directory.tables import Unit as UnitRow
from referrals.model import OVER, CaseState
from referrals.queries import numbers
from referrals.tables import CaseRow, ReferralRow

LIMIT = 25
MOST = 100
# The values of the filter by handler that name nobody.
ME, NOBODY = "me", "none"


class Wanted(msgspec.Struct, frozen=True):
    """What of a list is asked for; ``cursor`` goes on after a row, ``before`` ends above one.

    ``unit`` is a unit's code; ``handler`` a person's code, ``me``, or ``none`` for what nobody has.
    """

    view: str = "all"
    q: str = ""
    state: str = ""
    programme: str = ""
    unit_id: int | None = None
    lamp: str = ""
    cursor: str = ""
    limit: int = LIMIT
    unit: str = ""
    handler: str = ""
    due_from: date | None = None
    due_to: date | None = None
    urgency: str = ""
    before: str = ""

    @property
    def most(self) -> int:
        """How many rows a page has at most."""
        return max(1, min(self.limit, MOST))


ENDED_STATES = [state.value for state in CaseState if state in OVER]
ENDED = f"state IN ({', '.join(map(repr, ENDED_STATES))})"

_LAMPS: dict[str, tuple[str, tuple[str, ...]]] = {
    Lamp.RED: ("due_at <= {}", ("at",)),
    Lamp.PAUSED: ("paused = true", ()),
    Lamp.YELLOW: ("yellow_at <= {} AND due_at > {} AND paused = false", ("at", "at")),
    Lamp.GREEN: ("yellow_at > {} AND paused = false", ("at",)),
    Lamp.NONE: ("due_at IS NULL AND paused = false", ()),
}
# A case's clock is never paused, and ends with the case.
_CASE_LAMPS: dict[str, tuple[str, tuple[str, ...]]] = {
    Lamp.RED: (f"due_at <= {{}} AND NOT {ENDED}", ("at",)),
    Lamp.PAUSED: ("1 = 0", ()),
    Lamp.YELLOW: (f"yellow_at <= {{}} AND due_at > {{}} AND NOT {ENDED}", ("at", "at")),
    Lamp.GREEN: (f"yellow_at > {{}} AND NOT {ENDED}", ("at",)),
    Lamp.NONE: (f"(due_at IS NULL OR {ENDED})", ()),
}
_COLUMNS = ("final_at", "handler_id", "state", "yellow_at", "due_at", "paused", "proposed")


def own(sql: str, table: str) -> str:
    """Return the condition with its columns named by table: lists join others beside it."""
    for column in _COLUMNS:
        sql = sql.replace(f"{column} ", f'"{table}"."{column}" ')
    return sql


def values(needs: tuple[str, ...], person: Person, at: datetime) -> list[Any]:
    """Return what the places of a condition stand for: the instant, its day, or the person."""
    told = {"at": at, "person": person.id, "day": day_of(at)}
    return [told[need] for need in needs]


def of_referrals(wanted: Wanted, person: Person, at: datetime) -> Any:
    """Return the filters of a list of referrals."""
    row, found = ReferralRow, _due(ReferralRow, wanted)
    if wanted.q:
        found.append(numbers.referrals(wanted.q))
    if wanted.state:
        found.append(row.state == wanted.state)
    if wanted.programme:
        found.append(row.programme == wanted.programme)
    if wanted.unit_id is not None:
        found.append(row.unit_id == wanted.unit_id)
    if wanted.unit:
        found.append(row.unit_id.is_in(_unit(wanted.unit)))
    if wanted.handler:
        found.append(_handled(wanted.handler, person))
    if wanted.lamp in _LAMPS:
        sql, needs = _LAMPS[wanted.lamp]
        found.append(WhereRaw(own(sql, "referral"), *values(needs, person, at)))
    return reduce(and_, found)


def _unit(code: str) -> Any:
    return UnitRow.select(UnitRow.id).where(UnitRow.code == code)


def _handled(handler: str, person: Person) -> Any:
    row = ReferralRow
    if handler == NOBODY:
        return row.handler_id.is_null()
    if handler == ME:
        return row.handler_id == person.id
    return row.handler_id.is_in(PersonRow.select(PersonRow.id).where(PersonRow.code == handler))


def of_cases(wanted: Wanted, person: Person, at: datetime) -> Any:
    """Return the filters of a list of cases."""
    row, found = CaseRow, _due(CaseRow, wanted)
    if wanted.q:
        found.append(numbers.cases(wanted.q))
    if wanted.state:
        found.append(row.state == wanted.state)
    if wanted.urgency:
        found.append(row.urgency == wanted.urgency)
    if wanted.unit:
        found.append(row.window_id.is_in(_unit(wanted.unit)))
    if wanted.handler == ME:
        found.append(row.first_contact_id == person.id)
    if wanted.lamp in _CASE_LAMPS:
        sql, needs = _CASE_LAMPS[wanted.lamp]
        found.append(WhereRaw(own(sql, "intake_case"), *values(needs, person, at)))
    return reduce(and_, found)


def _due(row: Any, wanted: Wanted) -> list[Any]:
    """Return the conditions on the last day; a limit in days is due at that day's 24:00."""
    found: list[Any] = [WhereRaw("1 = 1")]
    if wanted.due_from:
        found.append(row.due_at > start_of(wanted.due_from))
    if wanted.due_to:
        found.append(row.due_at <= end_of(wanted.due_to))
    return found


def turned(row: Any, wanted: Wanted) -> Any:
    """Return the condition of the rows after the cursor, or above the one to turn back from."""
    if not wanted.cursor and not wanted.before:
        return WhereRaw("1 = 1")
    text, key = decode_cursor(wanted.before or wanted.cursor, 2)
    try:
        # A cursor of ours says its offset from UTC; without one there is no instant.
        instant = datetime.fromisoformat(str(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid([problem("cursor", N_("翻页位置无效，请回到列表的第一页。"))]) from None
    order: Timestamptz = row.order_at
    if wanted.before:
        return (order < instant) | ((order == instant) & (row.id < as_id(key)))
    return (order > instant) | ((order == instant) & (row.id > as_id(key)))
