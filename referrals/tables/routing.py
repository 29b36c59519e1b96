"""Where referrals go: the exceptions on record, and what units let the desks know before."""

from __future__ import annotations

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person, Unit


class RoutingRow(Table, tablename="routing_rule"):
    """An exception to who serves a place: this programme here goes to that unit."""

    id = Serial(primary_key=True)
    programme = Varchar(length=40)
    division_path = Varchar(length=80)
    unit_id = to(Unit)
    since = Date(default=None)
    until = Date(null=True, default=None)
    # The minutes of the meeting that decided it, or the document it was entered from.
    source = Varchar(length=60)
    created_at = Timestamptz(default=None)
    origin = Varchar(length=10, default="meeting")
    note = Text(default="")
    version = Integer(default=1)
    created_by_id = Integer(null=True, default=None)


class UnitNoteRow(Table, tablename="unit_note"):
    """What a unit lets the desks know before they send to it; ended, never deleted."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    unit_id = to(Unit)
    programme = Varchar(length=40)
    text = Text()
    since = Date(default=None)
    until = Date(null=True, default=None)
    by_id = to(Person)
    created_at = Timestamptz(default=None)
    ended_by_id = to(Person, null=True)
    ended_at = Timestamptz(null=True, default=None)
