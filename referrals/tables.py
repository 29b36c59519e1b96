"""The referrals' tables: columns only. Sealed columns hold encrypted text (portal.core.crypto).

The indexes of more than one column, and the unique ones that hold for open referrals only, stand as
SQL in the migrations: Piccolo has no words for them.
"""

from __future__ import annotations

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Date,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Division, Person, Unit


class HouseholdRow(Table, tablename="household"):
    """A household as the window knows it."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    division_id = to(Division)
    address_sealed = Text()
    register = Varchar(length=10)
    created_at = Timestamptz(default=None)


class ClientRow(Table, tablename="client"):
    """A person in hardship, or a member of that person's household."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    household_id = to(HouseholdRow)
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
    registered_division_id = to(Division, null=True)
    residence_division_id = to(Division, null=True)
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
    window_id = to(Unit)
    division_id = to(Division)
    division_path = Varchar(length=80)
    # The path of the district the window lies in; equality on it finds a district's cases by index.
    district_path = Varchar(length=80)
    household_id = to(HouseholdRow, null=True)
    applicant_id = to(ClientRow, null=True)
    applicant_name = Varchar(length=80)
    people = Integer(default=1)
    channel = Varchar(length=20)
    urgency = Varchar(length=20)
    causes = Text()
    request_sealed = Text()
    circumstances_sealed = Text()
    # What was typed before the registration, as it was typed.
    draft_sealed = Text()
    consent = Text()
    first_contact_id = to(Person)
    supplement = Text()
    refusal_sealed = Text()
    withdrawal_reason = Text()
    merged_into_id = Integer(null=True, default=None, index=True)
    merged_at = Timestamptz(null=True, default=None)
    state_before_merge = Varchar(length=20)
    # Ids of cases in whose journal a part of this case's story stands, because they were merged.
    kin = Text()
    query_code_sealed = Text()
    created_at = Timestamptz(default=None)
    registered_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    updated_at = Timestamptz(default=None)
    # A cache of the desk's clock, rebuilt from the journal by one function.
    clock = Varchar(length=20)
    due_at = Timestamptz(null=True, default=None)
    yellow_at = Timestamptz(null=True, default=None)
    order_at = Timestamptz(default=None)


class NeedRow(Table, tablename="need"):
    """One thing a case asks for; it is answered, or recorded as a gap, never dropped."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
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


class NoteRow(Table, tablename="note"):
    """A remark on a case or referral: for the own unit, or for all units on the case."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
    referral_id = BigInt(null=True, default=None, index=True)
    unit_id = to(Unit)
    visibility = Varchar(length=10)
    text_sealed = Text()
    by_id = to(Person)
    at = Timestamptz(default=None)


class InformedRow(Table, tablename="informed"):
    """A unit that is told of a case without a task of its own; the first reading is its receipt."""

    id = BigSerial(primary_key=True)
    case_id = to(CaseRow)
    unit_id = to(Unit)
    at = Timestamptz(default=None)
    read_at = Timestamptz(null=True, default=None)
    read_by_id = to(Person, null=True)


class RoutingRow(Table, tablename="routing_rule"):
    """An exception to who serves a place: this programme here goes to that unit."""

    id = Serial(primary_key=True)
    programme = Varchar(length=40)
    division_path = Varchar(length=80)
    unit_id = to(Unit)
    since = Date(default=None)
    until = Date(null=True, default=None)
    # The minutes of the meeting that decided it.
    source = Varchar(length=60)
    created_at = Timestamptz(default=None)
