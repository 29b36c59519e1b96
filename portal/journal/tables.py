"""The journal's rows, the rows that wait for the sealer, and the seals."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Journal(Table, tablename="journal"):
    """One act. Rows are added and never changed."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22)
    at = Timestamptz(default=None)
    tag = Varchar(length=60, index=True)
    subject_kind = Varchar(length=30)
    subject_id = BigInt()
    subject_code = Varchar(length=40)
    case_id = BigInt(null=True, default=None, index=True)
    by_id = BigInt(null=True, default=None, index=True)
    by_name = Varchar(length=80)
    result = Varchar(length=20)
    reason = Text()
    purpose = Text()
    was = Text()
    now = Text()
    data = Text()
    sensitive_sealed = Text()
    kept = Varchar(length=20)


class JournalPending(Table, tablename="journal_pending"):
    """A committed row the sealer has not reached; ids do not tell, they commit out of order."""

    id = BigSerial(primary_key=True)
    row_id = BigInt(unique=True)
    kept = Varchar(length=20)


class JournalSeal(Table, tablename="journal_seal"):
    """One link of the chain: the digest of some rows and of the link before."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    kept = Varchar(length=20)
    row_ids = Text()
    rows = Integer()
    previous = Varchar(length=64, unique=True)
    digest = Varchar(length=64, unique=True)
