"""What the doors remember: answers already given, and forms half filled in."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Once(Table, tablename="once"):
    """A request that may take effect once; ``claim`` is its person, address and key, hashed."""

    id = BigSerial(primary_key=True)
    claim = Varchar(length=64, unique=True)
    person_id = BigInt()
    body_hash = Varchar(length=64)
    # 0 while the first one is still at work.
    status = Integer(default=0)
    answer_sealed = Text(default="")
    at = Timestamptz(default=None, index=True)


class Draft(Table, tablename="draft"):
    """What a person has typed into a form and not sent yet; ``place`` is person, form and thing."""

    id = BigSerial(primary_key=True)
    place = Varchar(length=200, unique=True)
    person_id = BigInt(index=True)
    form = Varchar(length=60)
    code = Varchar(length=60)
    data_sealed = Text()
    version = Integer(default=1)
    # The opened page that saved last: its next save is no conflict.
    writer = Varchar(length=40)
    updated_at = Timestamptz(default=None)
