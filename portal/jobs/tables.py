"""The job table: the transactional outbox of both databases."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Job(Table, tablename="job"):
    """One piece of due work."""

    id = BigSerial(primary_key=True)
    kind = Varchar(length=60)
    key = Varchar(length=120)
    payload = Text()
    state = Varchar(length=10, default="waiting")
    due_at = Timestamptz(default=None)
    attempts = Integer()
    lease_until = Timestamptz(null=True, default=None)
    lease_by = Varchar(length=40)
    error = Text()
    created_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class LongWork(Table, tablename="long_work"):
    """Work that goes on by slices; who began it may look how far it is, and stop it."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    kind = Varchar(length=60)
    payload = Text()
    person_id = BigInt(index=True)
    # Where what the work does is shown.
    address = Varchar(length=200)
    state = Varchar(length=12)
    stage = Varchar(length=80)
    done = Integer(default=0)
    total = Integer(default=0)
    failures = Integer(default=0)
    message = Text()
    params = Text()
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
