"""What the filters of the lists offer: the units and handlers of what a person reads."""

from __future__ import annotations

from datetime import datetime

import msgspec
from piccolo.columns.combination import WhereRaw

from portal.directory.model import Names, Person
from referrals.queries import rows, scope
from referrals.queries.filters import ENDED, own
from referrals.tables import CaseRow, ReferralRow


class Offering(msgspec.Struct, frozen=True):
    """Units by code with their names, and handlers by code with theirs."""

    units: dict[str, Names]
    handlers: dict[str, str]


async def of_referrals(person: Person, *, at: datetime) -> Offering:
    """Return the units and handlers of the open referrals the person reads, in one query."""
    row = ReferralRow
    found = (
        await row.select(
            row.unit_id.code, *rows.names_of(row.unit_id), row.handler_id.code, row.handler_id.name
        )
        .where(scope.referrals(person, at=at) & row.final_at.is_null())
        .order_by(row.unit_id.code)
        .distinct()
    )
    return Offering(
        {each["unit_id.code"]: rows.to_names(each, "unit_id") for each in found},
        {each["handler_id.code"]: each["handler_id.name"]
         for each in found if each["handler_id.code"]},
    )  # fmt: skip


async def windows(person: Person, *, at: datetime) -> dict[str, Names]:
    """Return the windows of the running cases the person reads, by code."""
    row = CaseRow
    running = WhereRaw(f"NOT {own(ENDED, 'intake_case')}")
    found = (
        await row.select(row.window_id.code, *rows.names_of(row.window_id))
        .where(scope.cases(person, at=at) & running)
        .order_by(row.window_id.code)
        .distinct()
    )
    return {each["window_id.code"]: rows.to_names(each, "window_id") for each in found}
