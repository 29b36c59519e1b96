"""What there is: households and their people, cases, needs, referrals, and what happens to them.

Everything here is opened: sealed columns have been read, ids are the database's, times are aware.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from portal.core.money import Money


class CaseState(StrEnum):
    """Where a case stands; ``in_hand`` and ``results_in`` follow from its referrals."""

    DRAFT = "draft"
    REGISTERED = "registered"
    SUPPLEMENT_ASKED = "supplement_asked"
    REFUSAL_PROPOSED = "refusal_proposed"
    NOT_ACCEPTED = "not_accepted"
    LAPSED = "lapsed"
    ACCEPTED = "accepted"
    IN_HAND = "in_hand"
    RESULTS_IN = "results_in"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    VOID = "void"


class ReferralState(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    RETURN_ASKED = "return_asked"
    RETURNED = "returned"
    WAITING_CLIENT = "waiting_client"
    IN_MEETING = "in_meeting"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    VOID = "void"


FINAL = frozenset(
    {ReferralState.CONFIRMED, ReferralState.RETURNED, ReferralState.WITHDRAWN, ReferralState.VOID}
)


class CaseAction(StrEnum):
    """What can be done to a case."""

    REGISTER = "register"
    ACCEPT = "accept"
    ASK_PAPERS = "ask_papers"
    PAPERS_IN = "papers_in"
    LAPSE = "lapse"
    PROPOSE_REFUSAL = "propose_refusal"
    APPROVE_REFUSAL = "approve_refusal"
    DECLINE_REFUSAL = "decline_refusal"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    UNDO_MERGE = "undo_merge"
    VOID = "void"
    RECORD_GAP = "record_gap"


class ReferralAction(StrEnum):
    """What can be done to a referral."""

    SEND = "send"
    ACCEPT = "accept"
    ASK_RETURN = "ask_return"
    APPROVE_RETURN = "approve_return"
    OVERRULE_RETURN = "overrule_return"
    ASK_PAPERS = "ask_papers"
    PAPERS_IN = "papers_in"
    NO_ANSWER = "no_answer"
    PUT_TO_MEETING = "put_to_meeting"
    TAKEN_BACK = "taken_back"
    DECIDED = "decided"
    COMPLETE = "complete"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    WAIVE = "waive"
    VOID = "void"
    ASSIGN = "assign"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    BEGIN_STAGE = "begin_stage"
    END_STAGE = "end_stage"
    NOTE = "note"
    CHASE = "chase"


class Channel(StrEnum):
    """How a request reached the window."""

    WINDOW = "window"
    PHONE = "phone"
    ONLINE = "online"
    PROACTIVE = "proactive"
    HANDED_OVER = "handed_over"


class Urgency(StrEnum):
    """How long it can wait."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Cause(StrEnum):
    """Why a household is in hardship."""

    ILLNESS = "illness"
    DISABILITY = "disability"
    SCHOOLING = "schooling"
    DISASTER = "disaster"
    NO_LABOUR = "no_labour"
    ACCIDENT = "accident"
    JOBLESS = "jobless"
    OLD_AGE = "old_age"
    OTHER = "other"


class ReferralKind(StrEnum):
    """Which way a referral goes; outward means outside government and needs consent."""

    SPLIT = "split"
    HAND_OVER = "hand_over"
    PASS_UP = "pass_up"
    TRANSFER = "transfer"
    OUTWARD = "outward"


class ReferralRole(StrEnum):
    """Whether the unit leads or cooperates."""

    LEAD = "lead"
    COOPERATING = "cooperating"


class Procedure(StrEnum):
    """By which procedure a programme is handled; the limits hang on it."""

    REGULAR = "regular"
    SPECIAL = "special"
    EMERGENCY = "emergency"


class Outcome(StrEnum):
    """What came of a completed referral."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    NOT_ELIGIBLE = "not_eligible"
    NO_CAPACITY = "no_capacity"
    CLIENT_DECLINED = "client_declined"
    COULD_NOT_CONTACT = "could_not_contact"
    NO_RESPONSE = "no_response"
    REFERRED_ON = "referred_on"


class ReturnCode(StrEnum):
    """Why a unit asks to return a referral."""

    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_AREA = "not_our_area"
    DUPLICATE = "duplicate"
    OTHER = "other"


class ReturnAnswer(StrEnum):
    """What becomes of the need when a return is approved."""

    NEXT_UNIT = "next_unit"
    DUPLICATE = "duplicate"
    GAP = "gap"


class CallBack(StrEnum):
    """What the person said when called back."""

    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    UNREACHABLE = "unreachable"


class WithdrawReason(StrEnum):
    """Why a referral is withdrawn."""

    CLIENT_WISH = "client_wish"
    MERGED = "merged"
    WAIVED = "waived"


class DocKind(StrEnum):
    """By which document a person is known; ``none`` with its reason."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HK_MACAU_TAIWAN = "hk_macau_taiwan"
    FOREIGN_RESIDENT = "foreign_resident"
    OTHER = "other"
    NONE = "none"


class Sex(StrEnum):
    """As the document says."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class RegisterKind(StrEnum):
    """Urban or rural household register."""

    URBAN = "urban"
    RURAL = "rural"


class Relation(StrEnum):
    """What a member of the household is to the applicant."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    OTHER = "other"


class Health(StrEnum):
    """A person's health, as told at the window."""

    WELL = "well"
    CHRONIC = "chronic"
    SERIOUS = "serious"
    DISABLED = "disabled"


class Employment(StrEnum):
    """A person's work."""

    EMPLOYED = "employed"
    CASUAL = "casual"
    JOBLESS = "jobless"
    UNABLE = "unable"
    PUPIL = "pupil"
    RETIRED = "retired"


class InsuredGroup(StrEnum):
    """The groups the civil-affairs insurance is paid for."""

    DIBAO = "dibao"
    TEKUN = "tekun"
    ORPHAN = "orphan"
    ENTITLED_VETERAN = "entitled_veteran"


class NeedState(StrEnum):
    """Whether a need has its answer."""

    OPEN = "open"
    ANSWERED = "answered"
    GAP = "gap"


class Visibility(StrEnum):
    """Who reads a note: the own unit, or every unit on the case."""

    INTERNAL = "internal"
    SHARED = "shared"


class Stage(StrEnum):
    """Stages that pause the finish clock."""

    PUBLIC_NOTICE = "public_notice"
    APPRAISAL = "appraisal"


class Extension(StrEnum):
    """How the one extension of a referral stands."""

    NONE = ""
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Lamp(StrEnum):
    """Red past due, yellow soon, hollow paused, green otherwise; none where no clock runs."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PAUSED = "paused"
    NONE = "none"


class Clock(StrEnum):
    """The clocks of cases and referrals."""

    RESPOND = "respond"
    FINISH = "finish"
    NEED = "need"
    CLIENT_PAPERS = "client_papers"
    STAGE = "stage"
    AID_PAPERS = "aid_papers"
    DECIDE = "decide"
    APPROVE_REFUSAL = "approve_refusal"
    SEND = "send"
    DECIDE_RETURN = "decide_return"
    CONFIRM = "confirm"
    CLOSE = "close"


class Bound(StrEnum):
    """What else than the limit fixed the date, where something did."""

    NONE = ""
    LEAD = "lead"  # a cooperating unit ends before the lead does
    WITH_LEAD = "with_lead"  # or with it, where the lead counts in hours
    QUARTER = "quarter"  # never later than a quarter of an hours limit
    MEETING = "meeting"  # the joint meeting set it


class Facts(msgspec.Struct, frozen=True):
    """What a person told of health, work and means; sealed as one record."""

    health: Health = Health.WELL
    disability_level: int = 0
    disability_of_mind: bool = False
    employment: Employment | None = None
    in_school: bool = False
    income: Money = Money(0)
    bank_account: str = ""


class Client(msgspec.Struct, frozen=True):
    """The applicant, or a member of the household."""

    id: int
    code: str
    version: int
    household_id: int
    relation: Relation
    doc_kind: DocKind
    doc_number: str
    no_doc_reason: str
    name: str
    sex: Sex
    birth_date: date | None
    phone: str
    phone_owner: str
    register: RegisterKind
    facts: Facts = Facts()


class Household(msgspec.Struct, frozen=True):
    """A household as the window knows it."""

    id: int
    code: str
    version: int
    division_id: int
    address: str
    register: RegisterKind


class Circumstances(msgspec.Struct, frozen=True):
    """What the suggestion rules look at: the household's facts as told at the window."""

    income_per_head: Money | None = None
    medical_cost: Money = Money(0)
    own_share: Money = Money(0)
    out_of_catalogue: Money = Money(0)
    rigid_spending: Money = Money(0)
    sudden_event: str = ""
    diagnosis: str = ""
    inpatient: bool = False
    insured_group: InsuredGroup | None = None
    insured_event: bool = False
    dwelling_hardship: bool = False
    disaster: bool = False
    no_fixed_abode: bool = False
    legal_dispute: bool = False
    no_supporter: bool = False


class Consent(msgspec.Struct, frozen=True):
    """What the person agreed to: the privacy notice, and being referred outside government."""

    given: bool = False
    outward: bool = False
    notice_version: str = ""
    at: datetime | None = None


class Need(msgspec.Struct, frozen=True):
    """One thing a case asks for."""

    id: int
    code: str
    programme: str
    words: str
    state: NeedState
    gap_reason: str = ""
    first_sent_at: datetime | None = None


class Item(msgspec.Struct, frozen=True):
    """One paper that is missing, and what to know about it."""

    name: str
    hint: str = ""


class Supplement(msgspec.Struct, frozen=True):
    """What a person was asked for, once, and until when."""

    items: tuple[Item, ...] = ()
    due_at: datetime | None = None


class RefusalProposal(msgspec.Struct, frozen=True):
    """Why a request shall not be accepted, and where the person can turn."""

    reason: str
    law: str
    authority: str
    remedy: str
    by_id: int


class Case(msgspec.Struct, frozen=True):
    """One request of one household at one window."""

    id: int
    code: str
    number: str | None
    version: int
    state: CaseState
    window_id: int
    window_name: str
    division_id: int
    division_path: str
    household_id: int | None
    applicant_id: int | None
    applicant_name: str
    people: int
    channel: Channel
    urgency: Urgency
    causes: tuple[Cause, ...]
    request: str
    circumstances: Circumstances
    consent: Consent
    first_contact_id: int
    query_code: str
    created_at: datetime
    updated_at: datetime
    registered_at: datetime | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    supplement: Supplement = Supplement()
    refusal: RefusalProposal | None = None
    withdrawal_reason: str = ""
    merged_into_id: int | None = None
    merged_at: datetime | None = None
    state_before_merge: CaseState | None = None
    needs: tuple[Need, ...] = ()

    @property
    def key(self) -> str:
        """What its address says: the number once there is one, the code before."""
        return self.number or self.code


class Amounts(msgspec.Struct, frozen=True):
    """What was given, each in its own measure; they are never added to each other."""

    money: Money = Money(0)
    persons: int = 0
    households: int = 0
    person_times: int = 0
    household_times: int = 0
    rooms: int = 0


class Referral(msgspec.Struct, frozen=True):
    """One unit, one programme, one attempt."""

    id: int
    code: str
    number: str | None
    version: int
    case_id: int
    need_id: int
    ordinal: int
    programme: str
    procedure: Procedure
    unit_id: int
    unit_name: str
    unit_kind: str
    unit_path: str
    kind: ReferralKind
    role: ReferralRole
    state: ReferralState
    created_at: datetime
    updated_at: datetime
    binding: bool = False
    handler_id: int | None = None
    handler_name: str = ""
    supersedes_id: int | None = None
    message: str = ""
    override_reason: str = ""
    papers_asked: int = 0
    extension: Extension = Extension.NONE
    stage: Stage | None = None
    outcome: Outcome | None = None
    answer: str = ""
    amounts: Amounts = Amounts()
    return_code: ReturnCode | None = None
    return_basis: str = ""
    suggested_unit_id: int | None = None
    waived: bool = False
    state_before_meeting: ReferralState | None = None
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    completed_at: datetime | None = None
    final_at: datetime | None = None
    due_at: datetime | None = None
    yellow_at: datetime | None = None
    paused: bool = False
    provisional: bool = False
    clock: str = ""
    finish_due_at: datetime | None = None

    @property
    def key(self) -> str:
        """What its address says: the number once there is one, the code before."""
        return self.number or self.code

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in FINAL

    @property
    def is_open(self) -> bool:
        """Whether it is sent and not final."""
        return not self.is_final and self.state is not ReferralState.DRAFT


class Note(msgspec.Struct, frozen=True):
    """A remark by a person, for the own unit or for all units on the case."""

    id: int
    code: str
    referral_id: int | None
    unit_name: str
    visibility: Visibility
    text: str
    by_name: str
    at: datetime


class Event(msgspec.Struct, frozen=True):
    """One act on a referral as the clocks replay it; ``data`` as journalled with the act."""

    act: str
    at: datetime
    data: dict[str, Any] = {}
