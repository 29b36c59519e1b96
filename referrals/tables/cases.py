"""Cases and their needs."""

from __future__ import annotations

from piccolo.columns import Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Division, Person, Unit
from referrals.tables.people import ClientRow, HouseholdRow


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
    # What the desk was reminded of under this due instant: nothing, yellow or red.
    chased = Varchar(length=10, default="")
    # What was declared of close relatives among the officials, and the ids of the staff it bars.
    relatives = Varchar(length=10)
    barred = Text()
    # Ids of the units that are told of the case without a task of their own, as they are today.
    informed = Text()


class NeedRow(Table, tablename="need"):
    """One thing a case asks for; it is answered, alone or along with another, or recorded as a gap,
    never dropped.
    """

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    case_id = to(CaseRow)
    programme = Varchar(length=40)
    words = Text()
    state = Varchar(length=10)
    gap_reason = Text()
    first_sent_at = Timestamptz(null=True, default=None)
    joined_to_id = Integer(null=True, default=None)
