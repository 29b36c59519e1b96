"""Reading imported ledgers, within the territory of whoever may import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from piccolo.columns.combination import WhereRaw
from piccolo.query.functions.aggregate import Count

from portal.core.errors import NotFound, Problem
from portal.directory.access import territory
from portal.directory.model import Person, Unit
from portal.directory.queries.units import to_unit
from portal.directory.tables import Unit as UnitRow
from referrals.model import CaseState
from referrals.model.ledgers import Found, Ledger, LedgerState, LineState, MadeState
from referrals.queries import rows, scope
from referrals.queries.filters import ENDED_STATES
from referrals.tables import CaseRow, ClientRow, LedgerCaseRow, LedgerHabitRow, LedgerLineRow
from referrals.tables import LedgerRow as Row

RIGHT = "ledger.import"
_WINDOW = "intake_window"
_NOT_OPEN = [*ENDED_STATES, CaseState.DRAFT.value]
MOST = 100


def _mine(person: Person, column: Any) -> Any:
    paths = territory(person, RIGHT)
    if not paths:
        return WhereRaw("1 = 0")
    return reduce(or_, [column.like(f"{path}%") for path in paths])


async def ledgers(person: Person) -> tuple[Ledger, ...]:
    """Return the person's newest ledgers."""
    found = (
        await Row.select(*Row.all_columns(), *rows.names_of(Row.window_id))
        .where(_mine(person, Row.division_path))
        .order_by(Row.id, ascending=False)
        .limit(MOST)
    )
    return tuple(map(_ledger, found))


async def ledger(code: str, person: Person) -> Ledger:
    """Return the ledger of this code; raise ``NotFound`` beyond the person's territory."""
    mine = (Row.code == code) & _mine(person, Row.division_path)
    row = await Row.select(*Row.all_columns(), *rows.names_of(Row.window_id)).where(mine).first()
    if row is None:
        raise NotFound(what="ledger", key=code)
    return _ledger(row)


async def by_id(ledger_id: int) -> Ledger:
    """Return a ledger for the work on it, which was asked for by somebody who may."""
    row = (
        await Row.select(*Row.all_columns(), *rows.names_of(Row.window_id))
        .where(Row.id == ledger_id)
        .first()
    )
    if row is None:
        raise NotFound(what="ledger", key=str(ledger_id))
    return _ledger(row)


def _ledger(row: dict[str, Any]) -> Ledger:
    return Ledger(
        id=row["id"], code=row["code"], version=row["version"], state=LedgerState(row["state"]),
        file_name=row["file_name"], window_id=row["window_id"],
        window_names=rows.to_names(row, "window_id"),
        headings=rows.as_record(row["headings"], tuple[str, ...], ()),
        columns=rows.as_record(row["columns"], dict[str, int], {}),
        twice_reason=row["twice_reason"], undo_reason=row["undo_reason"], work=row["work"],
        by_id=row["by_id"], created_at=row["created_at"], updated_at=row["updated_at"],
    )  # fmt: skip


async def windows(person: Person, *, on: date) -> tuple[Unit, ...]:
    """Return the windows a ledger may be imported for, the person's own first."""
    own = {held.unit.id for held in person.memberships}
    valid = UnitRow.valid_to.is_null() | (UnitRow.valid_to > on)
    found = (
        await UnitRow.select()
        .where((UnitRow.kind == _WINDOW) & valid & _mine(person, UnitRow.division_path))
        .order_by(UnitRow.division_path)
    )
    return tuple(sorted(map(to_unit, found), key=lambda unit: unit.id not in own))


async def habits(window_id: int) -> dict[str, str]:
    """Return which heading this window's ledgers use for what."""
    found = await LedgerHabitRow.select().where(LedgerHabitRow.window_id == window_id)
    return {row["field"]: row["heading"] for row in found}


async def counts(ledger_id: int) -> dict[LineState, int]:
    """Return how many rows are in which state."""
    line = LedgerLineRow
    found = (
        await line.select(line.state, Count(alias="n"))
        .where(line.ledger_id == ledger_id)
        .group_by(line.state)
    )
    held = {row["state"]: int(row["n"]) for row in found}
    return {state: held.get(state.value, 0) for state in LineState}


async def made_counts(ledger_id: int) -> dict[MadeState, int]:
    """Return what became of the cases the import has made."""
    made = LedgerCaseRow
    found = (
        await made.select(made.state, Count(alias="n"))
        .where(made.ledger_id == ledger_id)
        .group_by(made.state)
    )
    held = {row["state"]: int(row["n"]) for row in found}
    return {state: held.get(state.value, 0) for state in MadeState}


async def found(ledger_id: int, *, limit: int | None = None) -> tuple[Found, ...]:
    """Return the rows the check has something to say about, in the file's order."""
    line = LedgerLineRow
    query = (
        line.select(line.number, line.state, line.problems)
        .where((line.ledger_id == ledger_id) & (line.problems != ""))
        .order_by(line.number)
    )
    return tuple(
        Found(
            row["number"], LineState(row["state"]),
            rows.as_record(row["problems"], tuple[Problem, ...], ()),
        )
        for row in await (query.limit(limit) if limit else query)
    )  # fmt: skip


async def kept(ledger_id: int) -> tuple[str, ...]:
    """Return the numbers of the cases an undoing has left, because somebody had acted on them."""
    made = LedgerCaseRow
    found_ = (
        await made.select(made.case_id.number)
        .where((made.ledger_id == ledger_id) & (made.state == MadeState.KEPT.value))
        .order_by(made.id)
    )
    return tuple(row["case_id.number"] for row in found_)


async def numbers_called(reference: str, person: Person, *, at: datetime) -> tuple[str, ...]:
    """Return the numbers of the cases a ledger called so, within what the person may know."""
    called = LedgerCaseRow.select(LedgerCaseRow.case_id).where(
        LedgerCaseRow.reference == reference.strip()[:60]
    )
    mine = scope.cases(person, at=at) & CaseRow.id.is_in(called)
    found_ = await CaseRow.select(CaseRow.number).where(mine).order_by(CaseRow.id).limit(10)
    return tuple(row["number"] for row in found_)


async def reference_of(case_id: int) -> str:
    """Return what the ledger called the case; "" when it came from none."""
    made = LedgerCaseRow
    row = await made.select(made.reference).where(made.case_id == case_id).first()
    return str(row["reference"]) if row else ""


async def known(
    hashes: Sequence[str], *, but: int | None = None
) -> dict[str, tuple[int, str | None]]:
    """Return the household of each known document, with the number of an open case of it, if any.

    A document known in several households stands for the one with an open case. The cases the
    ledger ``but`` has made are not counted: its rows were compared with each other before.
    """
    wanted = sorted({each for each in hashes if each})
    if not wanted:
        return {}
    client = ClientRow
    people = (
        await client.select(client.doc_hash, client.household_id)
        .where(client.doc_hash.is_in(wanted) & client.merged_into_id.is_null())
        .order_by(client.id)
    )
    open_ = await _open(sorted({row["household_id"] for row in people}), but)
    at_home: dict[str, tuple[int, str | None]] = {}
    for row in people:
        home = row["household_id"]
        if row["doc_hash"] not in at_home or home in open_:
            at_home[row["doc_hash"]] = (home, open_.get(home))
    return at_home


async def _open(households: Sequence[int], but: int | None) -> dict[int, str]:
    if not households:
        return {}
    open_ = CaseRow.household_id.is_in(list(households)) & CaseRow.state.not_in(_NOT_OPEN)
    if but is not None:
        own = LedgerCaseRow.select(LedgerCaseRow.case_id).where(LedgerCaseRow.ledger_id == but)
        open_ = open_ & CaseRow.id.not_in(own)
    found_ = await CaseRow.select(CaseRow.household_id, CaseRow.number, CaseRow.code).where(open_)
    return {row["household_id"]: row["number"] or row["code"] for row in found_}
