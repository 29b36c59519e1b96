"""Ledgers that were imported: the file's rows, sealed, and which case came of which row."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person, Unit
from referrals.tables.cases import CaseRow


class LedgerRow(Table, tablename="ledger"):
    """One file, from its upload to the cases that came of it, and back."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    window_id = to(Unit)
    division_path = Varchar(length=80)
    district_path = Varchar(length=80)
    file_name = Varchar(length=200)
    state = Varchar(length=12)
    # The headings as they stand in the file, and which column says what.
    headings = Text()
    columns = Text()
    # Why households with an open case are registered once more; "" when they are left out.
    twice_reason = Text()
    undo_reason = Text()
    # The long work under way, or the last one.
    work = Varchar(length=22)
    by_id = to(Person)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class LedgerLineRow(Table, tablename="ledger_line"):
    """One row of the file. What it tells is sealed; what is wrong with it names no values."""

    id = BigSerial(primary_key=True)
    ledger_id = to(LedgerRow)
    number = Integer()
    cells_sealed = Text()
    state = Varchar(length=10)
    doc_hash = Varchar(length=30)
    problems = Text()


class LedgerCaseRow(Table, tablename="ledger_case"):
    """The case that came of a row; the unique row is why none can come of it twice."""

    id = BigSerial(primary_key=True)
    ledger_id = to(LedgerRow)
    line_id = BigInt(unique=True)
    case_id = to(CaseRow)
    state = Varchar(length=10)
    # What the ledger called it; the search finds the case by it.
    reference = Varchar(length=60, index=True)


class LedgerHabitRow(Table, tablename="ledger_habit"):
    """Which heading a window's ledgers use for what, remembered from the last one."""

    id = Serial(primary_key=True)
    window_id = to(Unit)
    field = Varchar(length=20)
    heading = Varchar(length=200)
