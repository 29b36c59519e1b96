"""The states, acts and choices: every word that stands as text in a column or a form."""

from __future__ import annotations

from enum import StrEnum


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


OVER = frozenset(
    {CaseState.NOT_ACCEPTED, CaseState.LAPSED, CaseState.CLOSED, CaseState.WITHDRAWN,
     CaseState.MERGED, CaseState.VOID}
)  # fmt: skip


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
    HAND_OVER = "hand_over"
    DECLARE_RELATIVES = "declare_relatives"
    STRIKE_RELATIVE = "strike_relative"
    INFORM = "inform"
    UNINFORM = "uninform"
    NOTE = "note"


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
    DECLINE_MEETING = "decline_meeting"
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
    RECORD_OBJECTION = "record_objection"
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
    JOINED = "joined"  # whoever has another need of the case serves this one as well


class Visibility(StrEnum):
    """Who reads a note: the own unit, or every unit on the case."""

    INTERNAL = "internal"
    SHARED = "shared"


class Listed(StrEnum):
    """The lists that people save views of."""

    REFERRALS = "referrals"
    CASES = "cases"


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


class Trigger(StrEnum):
    """Why a referral is proposed for the joint meeting."""

    SECOND_RETURN = "second_return"
    NAMING = "naming_each_other"
    DISPUTED = "disputed_overrule"
    LONG_PAST = "long_past"


class Bound(StrEnum):
    """What else than the limit fixed the date, where something did."""

    NONE = ""
    LEAD = "lead"  # a cooperating unit ends before the lead does
    WITH_LEAD = "with_lead"  # or with it, where the lead counts in hours
    QUARTER = "quarter"  # never later than a quarter of an hours limit
    MEETING = "meeting"  # the joint meeting set it
