"""The files of cases, and which of them each referral was given."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Boolean, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person, Unit
from portal.documents.tables import StoredFile
from referrals.tables.cases import CaseRow
from referrals.tables.referrals import ReferralRow


class FileRow(Table, tablename="case_file"):
    """A file of a case; taking it out marks it, nothing is deleted."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
    # The referral through which a unit added it; the desk's own have none.
    referral_id = BigInt(null=True, default=None, index=True)
    stored_id = to(StoredFile)
    kind = Varchar(length=40)
    # A file's name often holds the name or number of a person.
    name_sealed = Text()
    original = Varchar(length=64)
    unit_id = to(Unit)
    by_id = to(Person)
    at = Timestamptz(default=None)
    shared = Boolean(default=False)
    removed_at = Timestamptz(null=True, default=None)
    removed_by_id = BigInt(null=True, default=None)
    removed_reason = Text(default="")


class HandedRow(Table, tablename="handed_file"):
    """A file the desk has handed to one referral's unit."""

    id = BigSerial(primary_key=True)
    referral_id = to(ReferralRow)
    file_id = to(FileRow)
    by_id = to(Person)
    at = Timestamptz(default=None)
