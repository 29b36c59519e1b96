"""What joint meetings' things can be: kinds, states, acts; stored as text, worded in ``labels``."""

from __future__ import annotations

from enum import StrEnum


class BodyRole(StrEnum):
    """What a member is in a joint meeting; the post stays, persons change."""

    CHIEF_CONVENER = "chief_convener"
    CONVENER = "convener"
    DEPUTY = "deputy"
    MEMBER = "member"
    LIAISON = "liaison"
    OFFICE = "office"


class Series(StrEnum):
    """How a body numbers its minutes."""

    YEAR = "year"
    RUNNING = "running"


class TopicKind(StrEnum):
    """What a topic is about."""

    POLICY = "policy"
    LINKAGE = "linkage"
    DATA_SHARING = "data_sharing"
    FUND = "fund"
    CASE = "case"
    REPORT = "report"


class TopicState(StrEnum):
    """Where a topic stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    COORDINATING = "coordinating"
    POOLED = "pooled"
    SCHEDULED = "scheduled"
    DELIBERATED = "deliberated"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


# What still comes to a meeting: others can be merged into it, and split off again.
AHEAD = frozenset({TopicState.POOLED, TopicState.SCHEDULED})


class TopicOutcome(StrEnum):
    """What the meeting made of a topic."""

    AGREED = "agreed"
    AGREED_WITH_CHANGES = "agreed_with_changes"
    NOT_AGREED = "not_agreed"
    NOTED = "noted"
    REFERRED = "referred"
    DEFERRED = "deferred"
    SUBMITTED = "submitted_to_government"


class TopicAction(StrEnum):
    """The acts on a topic."""

    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    CHECK = "check"
    CONSULT = "consult"
    ANSWER = "answer"
    POOL = "pool"
    SCHEDULE = "schedule"
    TAKE_OFF = "take_off"
    PASS_ON = "pass_on"
    RECORD_OUTCOME = "record_outcome"
    RECORD_ANSWER = "record_answer"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    SPLIT = "split"


class Lack(StrEnum):
    """What a topic still lacks before a meeting can settle it."""

    QUESTION = "question"
    OPTIONS = "options"
    DRAFT_DECISION = "draft_decision"
    BASIS = "basis"
    COST = "cost"
    REPORTER = "reporter"
    PAPERS = "papers"
    CONSULTATION = "consultation"
    ANSWERS = "answers"
    DISPUTE = "dispute"


class Stance(StrEnum):
    """How a consulted unit answers."""

    AGREES = "agrees"
    AGREES_WITH_COMMENT = "agrees_with_comment"
    DISAGREES = "disagrees"


class MeetingKind(StrEnum):
    """The kinds of meetings."""

    PLENARY = "plenary"
    SPECIAL = "special"
    LIAISON = "liaison"
    AD_HOC = "ad_hoc"
    CASE_CONFERENCE = "case_conference"


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    CONVENED = "convened"
    AGENDA_FIXED = "agenda_fixed"
    IN_SESSION = "in_session"
    ADJOURNED = "adjourned"
    CONCLUDED = "concluded"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class MeetingAction(StrEnum):
    """The acts on a meeting."""

    EDIT = "edit"
    ORDER = "order"
    PROPOSE_ORDER = "propose_order"
    CALL_IN = "call_in"
    CONVENE = "convene"
    FIX_AGENDA = "fix_agenda"
    BEGIN = "begin"
    ADJOURN = "adjourn"
    RESUME = "resume"
    CONCLUDE = "conclude"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    ATTEND = "attend"
    DELEGATE = "delegate"
    EXCUSE = "excuse"
    PRESENT = "present"
    CORRECT_NOTICE = "correct_notice"
    REMIND = "remind"
    BUILD_PACK = "build_pack"
    STOP_PACK = "stop_pack"
    LEAVE = "leave"
    RECUSE = "recuse"


class NoticeChange(StrEnum):
    """What a version of a notice says differently from the one before it."""

    POSTPONED = "postponed"
    TITLE = "title"
    TIME = "time"
    PLACE = "place"
    CHAIR = "chair"
    ANSWER_BY = "answer_by"
    ADDED = "added"
    TAKEN_OFF = "taken_off"
    ORDER = "order"
    CALLS = "calls"


class PackState(StrEnum):
    """How far a pack is."""

    BUILDING = "building"
    READY = "ready"
    CANCELLED = "cancelled"
    FAILED = "failed"


class AttendanceState(StrEnum):
    """What a member unit has said to a notice."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DELEGATED = "delegated"
    EXCUSED = "excused"
    NO_ANSWER = "no_answer"


class AttendanceAction(StrEnum):
    """What changes what a called unit has said; all but the first three are the office's."""

    ATTEND = "attend"
    DELEGATE = "delegate"
    EXCUSE = "excuse"
    CALL_AGAIN = "call_again"
    CLOSE = "close"
    PRESENT = "present"


class MinutesState(StrEnum):
    """Where minutes stand."""

    DRAFTING = "drafting"
    COUNTERSIGNING = "countersigning"
    REVISING = "revising"
    FOR_SIGNATURE = "for_signature"
    SIGNED = "signed"
    ISSUED = "issued"


class MinutesAction(StrEnum):
    """The acts on minutes."""

    WRITE = "write"
    RESOLVE = "resolve"
    DROP = "drop"
    AT_ONCE = "at_once"
    CIRCULATE = "circulate"
    REMARK = "remark"
    ANSWER = "answer"
    AGREE = "agree"
    COMMENT = "comment"
    OBJECT = "object"
    TAKE_BACK = "take_back_objection"
    OVERRULE = "overrule_objection"
    REVISE = "revise"
    TO_SIGNATURE = "to_signature"
    SIGN = "sign"
    REFUSE = "refuse"
    ISSUE = "issue"
    CORRECT = "correct"
    REVOKE = "revoke"
    DISTRIBUTE = "distribute"


class SignState(StrEnum):
    """What a unit says to the minutes in a round."""

    PENDING = "pending"
    AGREED = "agreed"
    AGREED_WITH_COMMENT = "agreed_with_comment"
    OBJECTION = "objection"
    OVERRULED = "overruled"
    LAPSED = "lapsed"


class ResolutionState(StrEnum):
    """Where a resolution stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    REPORTED = "reported"
    CHECKED = "checked"
    CLOSED = "closed"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


# What needs no more work, and stands under no lamp.
ENDED = frozenset({ResolutionState.CLOSED, ResolutionState.REPLACED, ResolutionState.CANCELLED})


class ResolutionAction(StrEnum):
    """The acts on a resolution."""

    RECEIVE = "receive"
    START = "start"
    REPORT = "report"
    SEND_BACK = "send_back"
    CHECK = "check"
    STRIKE_OFF = "strike_off"
    SUSPEND = "suspend"
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    COOPERATE = "cooperate"
    URGE = "urge"
    SUPERVISE = "supervise"
    PLAN = "plan"
    REACH = "reach"


class Ending(StrEnum):
    """How a later resolution ends an earlier one, when its minutes are issued."""

    REPLACE = "replace"
    CANCEL = "cancel"


class UnitRole(StrEnum):
    """What a unit has to do with a resolution."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    COOPERATING = "cooperating"


class Extension(StrEnum):
    """Whether more time was asked."""

    NONE = "none"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
