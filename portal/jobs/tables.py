"""The job table: the transactional outbox of both databases."""

from piccolo.columns import BigSerial, Integer, Text, Timestamptz, Varchar
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
