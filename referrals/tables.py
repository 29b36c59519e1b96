"""The referrals' tables: columns only. Sealed columns hold encrypted text (portal.core.crypto)."""

from __future__ import annotations

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from portal.directory.tables import Division, Person, Unit


class HouseholdRow(Table, tablename="household"):
    """A household as the window knows it."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    division = ForeignKey(references=Division, on_delete=OnDelete.restrict, index=True, null=False)
    address_sealed = Text()
    register = Varchar(length=10)
    created_at = Timestamptz(default=None)


class ClientRow(Table, tablename="client"):
    """A person in hardship, or a member of that person's household."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    household = ForeignKey(
        references=HouseholdRow, on_delete=OnDelete.restrict, index=True, null=False
    )
    relation = Varchar(length=20)
    doc_kind = Varchar(length=30)
    doc_sealed = Text()
    doc_hash = Varchar(length=30, index=True)
    no_doc_reason = Text()
    name = Varchar(length=80)
    name_folded = Varchar(length=80, index=True)
    sex = Varchar(length=10)
    birth_date = Date(null=True, default=None)
    phone_sealed = Text()
    phone_hash = Varchar(length=30, index=True)
    phone_owner = Varchar(length=80)
    register = Varchar(length=10)
    # Health, disability, employment, schooling, income and bank data: one sealed record.
    facts_sealed = Text()
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    merged_into_id = Integer(null=True, default=None)


class CaseRow(Table, tablename="intake_case"):
    """One request of one household at one window."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    number = Varchar(length=40, unique=True, null=True, default=None)
    version = Integer(default=1)
    state = Varchar(length=20)
    window = ForeignKey(references=Unit, on_delete=OnDelete.restrict, index=True, null=False)
    division = ForeignKey(references=Division, on_delete=OnDelete.restrict, index=True, null=False)
    division_path = Varchar(length=80, index=True)
    household = ForeignKey(
        references=HouseholdRow, on_delete=OnDelete.restrict, index=True, null=True, default=None
    )
    applicant = ForeignKey(
        references=ClientRow, on_delete=OnDelete.restrict, index=True, null=True, default=None
    )
    applicant_name = Varchar(length=80)
    people = Integer(default=1)
    channel = Varchar(length=20)
    urgency = Varchar(length=20)
    causes = Text()
    request_sealed = Text()
    facts_sealed = Text()
    consent = Text()
    first_contact = ForeignKey(
        references=Person, on_delete=OnDelete.restrict, index=True, null=False
    )
    supplement = Text()
    refusal_sealed = Text()
    withdrawal_reason = Text()
    merged_into_id = Integer(null=True, default=None)
    query_code = Varchar(length=12)
    created_at = Timestamptz(default=None)
    registered_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    updated_at = Timestamptz(default=None)
    # A cache of the desk's clock, rebuilt from the journal by one function.
    desk_clock = Varchar(length=20)
    desk_due_at = Timestamptz(null=True, default=None)
    desk_yellow_at = Timestamptz(null=True, default=None)


class NeedRow(Table, tablename="need"):
    """One thing a case asks for; it is answered, or recorded as a gap, never dropped."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case = ForeignKey(references=CaseRow, on_delete=OnDelete.restrict, index=True, null=False)
    programme = Varchar(length=40)
    words = Text()
    state = Varchar(length=10)
    gap_reason = Text()
    first_sent_at = Timestamptz(null=True, default=None)


class ReferralRow(Table, tablename="referral"):
    """One unit, one programme, one attempt."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    number = Varchar(length=44, unique=True, null=True, default=None)
    version = Integer(default=1)
    case = ForeignKey(references=CaseRow, on_delete=OnDelete.restrict, index=True, null=False)
    need = ForeignKey(references=NeedRow, on_delete=OnDelete.restrict, index=True, null=False)
    ordinal = Integer()
    programme = Varchar(length=40)
    procedure = Varchar(length=20)
    unit = ForeignKey(references=Unit, on_delete=OnDelete.restrict, index=True, null=False)
    unit_kind = Varchar(length=40)
    unit_path = Varchar(length=80, index=True)
    kind = Varchar(length=20)
    role = Varchar(length=20)
    state = Varchar(length=20)
    binding = Boolean(default=False)
    handler = ForeignKey(
        references=Person, on_delete=OnDelete.restrict, index=True, null=True, default=None
    )
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
    suggested_unit = ForeignKey(
        references=Unit, on_delete=OnDelete.restrict, index=True, null=True, default=None
    )
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
    paused = Boolean(default=False)
    provisional = Boolean(default=False)


class NoteRow(Table, tablename="note"):
    """A remark on a case or referral: for the own unit, or for all units on the case."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case = ForeignKey(references=CaseRow, on_delete=OnDelete.restrict, index=True, null=False)
    referral_id = BigInt(null=True, default=None, index=True)
    unit = ForeignKey(references=Unit, on_delete=OnDelete.restrict, index=True, null=False)
    visibility = Varchar(length=10)
    text_sealed = Text()
    by = ForeignKey(references=Person, on_delete=OnDelete.restrict, index=True, null=False)
    at = Timestamptz(default=None)
