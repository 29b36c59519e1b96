"""What may be sent: one model a form. Unknown fields are refused, all problems come at once."""

from meetings.inputs.bodies import BodyIn, MemberIn
from meetings.inputs.meetings import MeetingIn, Moved, Observing, Order, Present, Reply, Rescheduled
from meetings.inputs.minutes import AtOnce, Drop, Issue, Opinion, Overrule, Resolve, Writing
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

__all__ = [
    "Answer",
    "AskMore",
    "AtOnce",
    "BodyIn",
    "Consult",
    "Drop",
    "GovernmentAnswer",
    "Issue",
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
    "Reply",
    "Report",
    "Rescheduled",
    "Resolve",
    "Schedule",
    "TakeOut",
    "TopicEdit",
    "TopicIn",
    "WithReason",
    "Writing",
]
