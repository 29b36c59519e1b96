"""What may be sent: one model a form. Unknown fields are refused, all problems come at once."""

from meetings.inputs.bodies import BodyIn, MemberIn
from meetings.inputs.checking import Checking
from meetings.inputs.meetings import (
    Leaving,
    MeetingIn,
    Moved,
    Observing,
    Order,
    Present,
    Recusal,
    Reply,
    Rescheduled,
)
from meetings.inputs.minutes import (
    AnswerIn,
    AtOnce,
    Circulating,
    Distributing,
    Drop,
    Issue,
    Opinion,
    Overrule,
    RemarkIn,
    Resolve,
    Writing,
)
from meetings.inputs.papers import PapersIn, Place, TakeOut
from meetings.inputs.plain import Nothing, Plain, WithReason
from meetings.inputs.resolutions import AskMore, Report
from meetings.inputs.topics import (
    Answer,
    Consult,
    GovernmentAnswer,
    OutcomeIn,
    PutToMeeting,
    Schedule,
    TopicEdit,
    TopicIn,
)
from meetings.inputs.writing import Holding, Saving, Settling

__all__ = [
    "Answer",
    "AnswerIn",
    "AskMore",
    "AtOnce",
    "BodyIn",
    "Checking",
    "Circulating",
    "Consult",
    "Distributing",
    "Drop",
    "GovernmentAnswer",
    "Holding",
    "Issue",
    "Leaving",
    "MeetingIn",
    "MemberIn",
    "Moved",
    "Nothing",
    "Observing",
    "Opinion",
    "Order",
    "OutcomeIn",
    "Overrule",
    "PapersIn",
    "Place",
    "Plain",
    "Present",
    "PutToMeeting",
    "Recusal",
    "RemarkIn",
    "Reply",
    "Report",
    "Rescheduled",
    "Resolve",
    "Saving",
    "Schedule",
    "Settling",
    "TakeOut",
    "TopicEdit",
    "TopicIn",
    "WithReason",
    "Writing",
]
