"""The ground floor's one table: the counters readable numbers come from."""

from piccolo.columns import BigInt, Serial, Varchar
from piccolo.table import Table


class Counter(Table, tablename="counter"):
    """One series of numbers and the last one given out."""

    id = Serial(primary_key=True)
    series = Varchar(length=80, unique=True)
    value = BigInt()
