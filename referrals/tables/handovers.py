"""Handing over the first contact of a case."""

from __future__ import annotations

from piccolo.columns import BigSerial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person
from referrals.tables.cases import CaseRow


class HandoverRow(Table, tablename="handover"):
    """One offer of a case to another worker; the giver is released by the receiver's receipt."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
    giver_id = to(Person)
    receiver_id = to(Person)
    by_id = to(Person)
    reason = Text()
    # offered, accepted, declined or withdrawn; one of a case is offered at a time.
    state = Varchar(length=10)
    at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
