"""What is sent to press a resolution on: reminders 催办单, and supervision orders 督办单."""

from __future__ import annotations

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from meetings.tables import BodyRow, ResolutionRow
from portal.core.tables import to
from portal.directory.tables import Unit


class PressRow(Table, tablename="resolution_press"):
    """One letter to one unit about one resolution; it never changes.

    A supervision order has a number in its body's series of the year, its mandate and its bytes; a
    reminder has none of them and is set from what stands here.
    """

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    resolution_id = to(ResolutionRow)
    body_id = to(BodyRow)
    unit_id = to(Unit)
    kind = Varchar(length=10)
    text_sealed = Text()
    mandate = Text()
    answer_by = Date(null=True, default=None)
    # How the resolution stood when it was sent, as JSON: a later reading says the same.
    stood = Text()
    year = Integer(default=0)
    number = Integer(null=True, default=None)
    file_code = Varchar(length=22)
    sha256 = Varchar(length=64)
    by_name = Varchar(length=80)
    at = Timestamptz(default=None)
