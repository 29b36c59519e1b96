"""Many registrations in one go: what a registration writes, in a few statements for all of them.

What a case holds, which columns are sealed and what the journal says of it come from the same
places as at the window; only the writing is gathered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from portal.core.calendar import Calendar
from portal.core.clock import office_day, start_of_day
from portal.core.ids import new_code, next_numbers
from portal.directory.model import Person, Unit
from portal.journal.record import Told as Act
from portal.journal.record import record_all
from referrals.inputs.ledgers import Told
from referrals.model import OVER, Case, CaseState, Circumstances, Need, NeedState
from referrals.operations import storing
from referrals.operations.ledgers.people import take_in_all
from referrals.operations.registering import consent_of, new_query_code
from referrals.programmes import catalogue
from referrals.rules.desk import desk_clock
from referrals.rules.order import order
from referrals.tables import CaseRow, NeedRow


class Writing(msgspec.Struct, frozen=True):
    """What the cases of one ledger have in common."""

    ledger_id: int
    ledger_code: str
    unit: Unit
    by: Person
    at: datetime
    calendar: Calendar
    reason: str


async def write_cases(told: Sequence[Told], known: Mapping[str, int], about: Writing) -> list[int]:
    """Register these rows in the caller's transaction; return the cases' ids in order.

    A row that ended in the ledger becomes a closed case: what led there happened on paper.
    """
    homes = await take_in_all([each.registration for each in told], about.unit, known, about.at)
    year = office_day(about.at).year
    place = about.unit.division_code
    first = await next_numbers(f"case:{place}:{year}", len(told))
    cases = [
        _case(each, home, f"{place}-{year}-{first + n:06d}", about)
        for n, (each, home) in enumerate(zip(told, homes, strict=True))
    ]
    rows = [_row(case, about) for case in cases]
    added = await CaseRow.insert(*rows).returning(CaseRow.id, CaseRow.code)
    ids = {row["code"]: int(row["id"]) for row in added}
    cases = [msgspec.structs.replace(case, id=ids[case.code]) for case in cases]
    await _needs(told, cases)
    await record_all([act for each, case in zip(told, cases, strict=True)
                      for act in _acts(each, case, about)])  # fmt: skip
    return [case.id for case in cases]


def _case(told: Told, home: tuple[int, int], number: str, about: Writing) -> Case:
    given, unit, at = told.registration, about.unit, about.at
    return Case(
        id=0, code=new_code(), number=number, version=1,
        state=CaseState.CLOSED if told.closed else CaseState.REGISTERED,
        window_id=unit.id, window_name=unit.name, division_id=unit.division_id,
        division_path=unit.division_path, household_id=home[0], applicant_id=home[1],
        applicant_name=given.applicant.name, people=1 + len(given.members),
        channel=given.channel, urgency=given.urgency, causes=given.causes, request=given.request,
        circumstances=Circumstances(**dict(given.circumstances)), consent=consent_of(given, at),
        first_contact_id=about.by.id, query_code=new_query_code(), created_at=at, updated_at=at,
        registered_at=_instant(told.received) or at, closed_at=_instant(told.closed),
    )  # fmt: skip


def _instant(day: date | None) -> datetime | None:
    return start_of_day(day) if day else None


def _row(case: Case, about: Writing) -> CaseRow:
    # The desk's clock runs from the import: so says the journal it is counted from.
    due = desk_clock(case, (), since=about.at, calendar=about.calendar,
                     defaults=catalogue.defaults())  # fmt: skip
    due_at = due.due_at if due else None
    over_at = case.closed_at if case.state in OVER else None
    values = storing.columns("case", case.code, msgspec.structs.asdict(case))
    return CaseRow(
        **values, version=case.version, district_path=storing.district(case.division_path),
        draft_sealed="", kin="", clock=due.clock.value if due else "", due_at=due_at,
        yellow_at=due.yellow_at if due else None, order_at=order(due_at, over_at),
    )  # fmt: skip


async def _needs(told: Sequence[Told], cases: Sequence[Case]) -> None:
    rows: list[Any] = []
    for each, case in zip(told, cases, strict=True):
        state = NeedState.ANSWERED if each.closed else NeedState.OPEN
        for given in each.registration.needs:
            need = Need(0, new_code(), given.programme, given.words, state)
            values = storing.columns("need", need.code, msgspec.structs.asdict(need))
            rows.append(NeedRow(case_id=case.id, **values))
    await NeedRow.insert(*rows)


def _acts(told: Told, case: Case, about: Writing) -> list[Act]:
    past = {"ledger": about.ledger_code, "reference": told.reference}
    subject = ("case", case.id, case.code)
    common: dict[str, Any] = {"subject": subject, "by": about.by, "at": about.at,
                              "case_id": case.id}  # fmt: skip
    acts = [
        Act(tag="case:register", **common, data=past, reason=about.reason,
            **storing.told("case", None, case))
    ]  # fmt: skip
    if told.closed:
        acts.append(Act(tag="case:close", **common, data=past))
    return acts
