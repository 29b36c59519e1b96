"""What a case was told of the household's means, and the restricted register of close relatives."""

from __future__ import annotations

from piccolo.columns import Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person
from referrals.tables.cases import CaseRow


class MeansRow(Table, tablename="means"):
    """One item of income, property or spending, as told for one case."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
    # Kind, whose, amount, how often, remark: one sealed record.
    item_sealed = Text()
    created_at = Timestamptz(default=None)


class RelativeRow(Table, tablename="relative"):
    """An official who is a close relative of somebody in the household 近亲属备案."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
    # The member of the staff, where it is one: whoever that is does not handle the case.
    staff_id = to(Person, null=True)
    relative_sealed = Text()
    created_at = Timestamptz(default=None)
    # One declared by mistake is struck out and stays.
    struck_at = Timestamptz(null=True, default=None)
