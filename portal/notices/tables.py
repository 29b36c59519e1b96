"""The notices of each person."""

from piccolo.columns import BigInt, BigSerial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Notice(Table, tablename="notice"):
    """One notice to one person; its words are chosen when it is read."""

    id = BigSerial(primary_key=True)
    person_id = BigInt()
    kind = Varchar(length=60)
    message = Text()
    params = Text()
    address = Varchar(length=200)
    created_at = Timestamptz(default=None)
    read_at = Timestamptz(null=True, default=None)
