"""Referrals."""

from __future__ import annotations

from piccolo.columns import Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Person, Unit
from referrals.tables.cases import CaseRow, NeedRow


class ReferralRow(Table, tablename="referral"):
    """One unit, one programme, one attempt."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    number = Varchar(length=44, unique=True, null=True, default=None)
    version = Integer(default=1)
    case_id = to(CaseRow)
    need_id = to(NeedRow)
    # Window and paths are copied here so that every list has one index that also orders it.
    window_id = to(Unit)
    case_path = Varchar(length=80)
    case_district = Varchar(length=80)
    unit_id = to(Unit)
    unit_kind = Varchar(length=40)
    unit_path = Varchar(length=80)
    unit_district = Varchar(length=80)
    ordinal = Integer()
    programme = Varchar(length=40)
    procedure = Varchar(length=20)
    kind = Varchar(length=20)
    role = Varchar(length=20)
    state = Varchar(length=20)
    binding = Boolean(default=False)
    handler_id = to(Person, null=True)
    supersedes_id = Integer(null=True, default=None, index=True)
    message_sealed = Text()
    override_reason = Text()
    papers_asked = Integer(default=0)
    extension = Varchar(length=20)
    stage = Varchar(length=20)
    outcome = Varchar(length=30)
    answer_sealed = Text()
    amounts = Text()
    return_code = Varchar(length=30)
    return_basis = Text()
    suggested_unit_id = to(Unit, null=True)
    waived = Boolean(default=False)
    state_before_meeting = Varchar(length=20)
    sent_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    completed_at = Timestamptz(null=True, default=None)
    final_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    # A cache of the clocks, rebuilt from the journal by one function.
    clock = Varchar(length=20)
    due_at = Timestamptz(null=True, default=None)
    yellow_at = Timestamptz(null=True, default=None)
    finish_due_at = Timestamptz(null=True, default=None)
    paused = Boolean(default=False)
    provisional = Boolean(default=False)
    order_at = Timestamptz(default=None)
    chased = Varchar(length=10)
    # Why the desk's supervisor is asked to put it to the meeting; nothing when nobody is asked.
    proposed = Varchar(length=20, default="")
