"""Acting on joint meetings: every verb is one transaction, journalled with its change."""

from meetings.operations.agenda import call_in, order, propose_order
from meetings.operations.attendance import attend, delegate, excuse
from meetings.operations.bodies import appoint
from meetings.operations.bodies import create as create_body
from meetings.operations.checking import check_file
from meetings.operations.countersigning import (
    agree,
    circulate,
    comment,
    object_,
    overrule,
    refuse,
    remark,
    sign,
    take_back,
    to_signature,
)
from meetings.operations.countersigning import answer as answer_remark
from meetings.operations.deliberating import (
    pass_on,
    record_answer,
    record_outcome,
    schedule,
    take_off,
)
from meetings.operations.feeds import renew_feed, revoke_feed
from meetings.operations.issuing import issue
from meetings.operations.joining import merge, split
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
from meetings.operations.minutes import (
    at_once,
    correct,
    distribute,
    drop,
    resolve,
    revise,
    revoke,
    write,
)
from meetings.operations.notices import correct_notice, opened
from meetings.operations.packs import build_pack, stop_pack
from meetings.operations.planning import plan as plan_steps
from meetings.operations.planning import reach
from meetings.operations.presence import leave, present, recuse
from meetings.operations.pressing import supervise, urge
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
from meetings.operations.writing import hold, save, settle
from meetings.operations.writing import leave as leave_item

__all__ = [
    "adjourn",
    "agree",
    "answer",
    "answer_remark",
    "appoint",
    "ask_extension",
    "at_once",
    "attend",
    "begin",
    "build_pack",
    "call_in",
    "cancel",
    "check",
    "check_file",
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
    "distribute",
    "drop",
    "edit",
    "edit_topic",
    "excuse",
    "fix_agenda",
    "grant_extension",
    "hold",
    "issue",
    "leave",
    "leave_item",
    "merge",
    "object_",
    "opened",
    "order",
    "overrule",
    "pass_on",
    "plan",
    "plan_steps",
    "pool",
    "postpone",
    "present",
    "propose",
    "propose_order",
    "put_to_meeting",
    "reach",
    "receive",
    "record_answer",
    "record_outcome",
    "recuse",
    "refuse",
    "refuse_extension",
    "remark",
    "remind",
    "remind_due",
    "renew_feed",
    "report",
    "resolve",
    "resume",
    "resume_resolution",
    "return_",
    "revise",
    "revoke",
    "revoke_feed",
    "save",
    "schedule",
    "send_back",
    "settle",
    "sign",
    "split",
    "start",
    "stop_pack",
    "strike_off",
    "submit",
    "supervise",
    "suspend",
    "take_back",
    "take_off",
    "to_signature",
    "urge",
    "withdraw",
    "write",
]
