"""How much each handler has in hand, and how much is due on each day: one query each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from piccolo.query.methods.select import SelectRaw

from portal.core.calendar import end_of, last_day, start_of
from portal.directory.model import Names, Person
from referrals.queries import filters, rows, scope
from referrals.queries.filters import Wanted, own
from referrals.tables import ReferralRow


class Load(msgspec.Struct, frozen=True):
    """What one handler of a unit has in hand; ``code`` and ``name`` are "" for what nobody has."""

    unit: str
    unit_names: Names
    code: str
    name: str
    open: int
    to_accept: int
    due_soon: int
    overdue: int
    waiting: int


class Due(msgspec.Struct, frozen=True):
    """How many referrals end on a day, and under which lamps."""

    day: date
    total: int
    red: int
    yellow: int
    paused: int


_RED = "due_at <= {}"
_YELLOW = "yellow_at <= {} AND due_at > {} AND paused = false"


def _sum(sql: str, name: str, *args: Any) -> SelectRaw:
    return SelectRaw(f"SUM(CASE WHEN {own(sql, 'referral')} THEN 1 ELSE 0 END) AS {name}", *args)


async def loads(person: Person, *, at: datetime) -> tuple[Load, ...]:
    """Return what each handler has in hand, of the referrals the person may assign."""
    row = ReferralRow
    keys = [row.unit_id.code, *rows.names_of(row.unit_id), row.handler_id.code, row.handler_id.name]
    found = (
        await row.select(
            *keys,
            _sum("1 = 1", "all_n"), _sum("state = 'sent'", "to_accept_n"),
            _sum(_YELLOW, "due_soon_n", at, at), _sum(_RED, "overdue_n", at),
            _sum("state = 'waiting_client'", "waiting_n"),
        )
        .where(scope.referrals(person, at=at, right="referral.assign") & row.final_at.is_null())
        .group_by(*keys)
        .order_by(row.unit_id.code, row.handler_id.code)
    )  # fmt: skip
    return tuple(map(_load, found))


def _load(row: dict[str, Any]) -> Load:
    return Load(
        unit=row["unit_id.code"], unit_names=rows.to_names(row, "unit_id"),
        code=row["handler_id.code"] or "", name=row["handler_id.name"] or "",
        open=int(row["all_n"]), to_accept=int(row["to_accept_n"]),
        due_soon=int(row["due_soon_n"]), overdue=int(row["overdue_n"]),
        waiting=int(row["waiting_n"]),
    )  # fmt: skip


async def due_days(
    person: Person, first: date, last: date, *, at: datetime, handler: str = ""
) -> tuple[Due, ...]:
    """Return how many open referrals end on each day from the first to the last, by day.

    ``handler`` narrows them as the lists' filter does.
    """
    row = ReferralRow
    wanted = filters.of_referrals(Wanted(handler=handler), person, at)
    between = (row.due_at > start_of(first)) & (row.due_at <= end_of(last))
    found = (
        await row.select(
            row.due_at, _sum("1 = 1", "all_n"), _sum(_RED, "red_n", at),
            _sum(_YELLOW, "yellow_n", at, at), _sum("paused = true", "paused_n"),
        )
        .where(scope.referrals(person, at=at) & row.final_at.is_null() & between & wanted)
        .group_by(row.due_at)
        .order_by(row.due_at)
    )  # fmt: skip
    days: dict[date, Due] = {}
    for each in found:
        due = _due(each)
        days[due.day] = _added(days[due.day], due) if due.day in days else due
    return tuple(days.values())


def _due(row: dict[str, Any]) -> Due:
    # A limit in days ends at its last day's 24:00, one in hours within its day.
    day = last_day(row["due_at"])
    assert day is not None
    return Due(day, int(row["all_n"]), int(row["red_n"]), int(row["yellow_n"]),
               int(row["paused_n"]))  # fmt: skip


def _added(one: Due, other: Due) -> Due:
    return Due(one.day, one.total + other.total, one.red + other.red, one.yellow + other.yellow,
               one.paused + other.paused)  # fmt: skip
