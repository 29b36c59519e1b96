"""Acting on joint meetings: every verb is one transaction, journalled with its change."""

from meetings.operations.agenda import call_in, order, propose_order
from meetings.operations.attendance import attend, delegate, excuse, present
from meetings.operations.bodies import appoint
from meetings.operations.bodies import create as create_body
from meetings.operations.countersigning import (
    agree,
    circulate,
    comment,
    object_,
    overrule,
    refuse,
    sign,
    take_back,
    to_signature,
)
from meetings.operations.deliberating import record_answer, record_outcome, schedule, take_off
from meetings.operations.feeds import renew_feed, revoke_feed
from meetings.operations.issuing import issue
from meetings.operations.meetings import (
    adjourn,
    begin,
    cancel,
    conclude,
    convene,
    edit,
    fix_agenda,
    plan,
    postpone,
    resume,
)
from meetings.operations.minutes import at_once, correct, drop, resolve, revise, write
from meetings.operations.notices import correct_notice, opened
from meetings.operations.packs import build_pack, stop_pack
from meetings.operations.reminding import remind, remind_due
from meetings.operations.resolutions import (
    ask_extension,
    check,
    cooperate,
    grant_extension,
    receive,
    refuse_extension,
    report,
    send_back,
    start,
    strike_off,
    suspend,
)
from meetings.operations.resolutions import resume as resume_resolution
from meetings.operations.topics import (
    answer,
    consult,
    pool,
    propose,
    put_to_meeting,
    return_,
    submit,
    withdraw,
)
from meetings.operations.topics import check as check_topic
from meetings.operations.topics import edit as edit_topic

__all__ = [
    "adjourn",
    "agree",
    "answer",
    "appoint",
    "ask_extension",
    "at_once",
    "attend",
    "begin",
    "build_pack",
    "call_in",
    "cancel",
    "check",
    "check_topic",
    "circulate",
    "comment",
    "conclude",
    "consult",
    "convene",
    "cooperate",
    "correct",
    "correct_notice",
    "create_body",
    "delegate",
    "drop",
    "edit",
    "edit_topic",
    "excuse",
    "fix_agenda",
    "grant_extension",
    "issue",
    "object_",
    "opened",
    "order",
    "overrule",
    "plan",
    "pool",
    "postpone",
    "present",
    "propose",
    "propose_order",
    "put_to_meeting",
    "receive",
    "record_answer",
    "record_outcome",
    "refuse",
    "refuse_extension",
    "remind",
    "remind_due",
    "renew_feed",
    "report",
    "resolve",
    "resume",
    "resume_resolution",
    "return_",
    "revise",
    "revoke_feed",
    "schedule",
    "send_back",
    "sign",
    "start",
    "stop_pack",
    "strike_off",
    "submit",
    "suspend",
    "take_back",
    "take_off",
    "to_signature",
    "withdraw",
    "write",
]
