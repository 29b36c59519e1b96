"""What is said of a case, and who is told of it."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person, Unit
from referrals.tables.cases import CaseRow


class NoteRow(Table, tablename="note"):
    """A remark on a case or referral: for the own unit, or for all units on the case."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
    referral_id = BigInt(null=True, default=None, index=True)
    unit_id = to(Unit)
    visibility = Varchar(length=10)
    text_sealed = Text()
    by_id = to(Person)
    at = Timestamptz(default=None)
    # A mistaken remark is struck out by its author and goes on standing there.
    struck_at = Timestamptz(null=True, default=None)


class InformedRow(Table, tablename="informed"):
    """A unit that is told of a case without a task of its own, and its receipt."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22)
    case_id = to(CaseRow)
    unit_id = to(Unit)
    message_sealed = Text()
    # Nobody where the portal itself tells: of what went over to another unit.
    by_id = to(Person, null=True)
    at = Timestamptz(default=None)
    read_at = Timestamptz(null=True, default=None)
    read_by_id = to(Person, null=True)
    # When the desk took it back; the row stays.
    ended_at = Timestamptz(null=True, default=None)
