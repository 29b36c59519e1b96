"""The views of the lists that people have saved."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Boolean, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person


class SavedViewRow(Table, tablename="saved_view"):
    """A name for the filters of a list: one person's own, or a unit's for all its people."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    listed = Varchar(length=10)
    name = Varchar(length=20)
    query = Text()
    by_id = to(Person)
    # Whose it is beside its author: every member of this unit; null for the author alone.
    unit_id = BigInt(null=True, default=None, index=True)
    # The author's list opens with it.
    start = Boolean(default=False)
    created_at = Timestamptz(default=None)
