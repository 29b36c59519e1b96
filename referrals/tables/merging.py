"""Persons and households that were found to be one, with all it takes to part them again."""

from __future__ import annotations

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person


class MergeRow(Table, tablename="merge"):
    """One merge: what went into what, and how everything stood that it moved."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    # "person" or "household"; the ids are of that table.
    kind = Varchar(length=10)
    kept_id = Integer(index=True)
    gone_id = Integer(index=True)
    household_id = Integer(index=True)
    reason = Text()
    by_id = to(Person)
    at = Timestamptz(default=None)
    undone_at = Timestamptz(null=True, default=None)
    undone_by_id = to(Person, null=True)
    # The moved rows with the columns as they were: one sealed record.
    before_sealed = Text()
