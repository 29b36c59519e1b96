"""What tables refer to each other by, and the ground floor's own one: readable numbers."""

from typing import Any

from piccolo.columns import BigInt, ForeignKey, OnDelete, Serial, Varchar
from piccolo.table import Table


def to(table: Any, *, null: bool = False) -> Any:
    """Return a column that refers to a row of this table, which then cannot be deleted."""
    # Piccolo's own defaults are nullable, cascading and without an index.
    return ForeignKey(
        references=table,
        default=None if null else 0,
        null=null,
        on_delete=OnDelete.restrict,
        index=True,
    )


class Counter(Table, tablename="counter"):
    """One series of numbers and the last one given out."""

    id = Serial(primary_key=True)
    series = Varchar(length=80, unique=True)
    value = BigInt()
