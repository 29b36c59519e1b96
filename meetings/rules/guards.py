"""What stands against an act although the state allows it; each guard says why in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from meetings.model import (
    AHEAD,
    Body,
    Meeting,
    MeetingKind,
    MeetingState,
    Minutes,
    Notice,
    Resolution,
    SignState,
    Topic,
    TopicOutcome,
    UnitRef,
    Writer,
)
from meetings.rules import answers, notices
from portal.core.calendar import day_of
from portal.core.i18n import N_, Sentence, say

Thing = Topic | Meeting | Minutes | Resolution

_TAKES_TOPICS = frozenset(
    {MeetingState.PLANNED, MeetingState.CONVENED, MeetingState.AGENDA_FIXED, MeetingState.POSTPONED}
)


class Situation(msgspec.Struct, frozen=True):
    """What stands when the act is asked for.

    ``units`` are the ids of the acting person's units, ``meeting`` the one a topic is or comes on,
    ``topics`` those on a meeting's agenda, ``lead`` the one a topic was merged into, ``notice`` the
    meeting's newest one, ``packing`` whether its packs are being made, ``given`` what comes with
    the act; None while the act is only offered.
    """

    thing: Any
    at: datetime
    by_id: int
    units: frozenset[int] = frozenset()
    body: Body | None = None
    meeting: Meeting | None = None
    topics: tuple[Topic, ...] = ()
    lead: Topic | None = None
    notice: Notice | None = None
    packing: bool = False
    given: Any = None


Guard = Callable[[Situation], Sentence | None]
GUARDS: dict[str, Guard] = {}


def guard(check: Guard) -> Guard:
    """Register a guard under its own name."""
    GUARDS[check.__name__] = check
    return check


def refusals(names: tuple[str, ...], situation: Situation) -> list[Sentence]:
    """Return every reason why not, in the order of the table; empty when nothing stands against."""
    return [why for name in names if (why := GUARDS[name](situation)) is not None]


# --- topics --------------------------------------------------------------------------------------


@guard
def not_asked_yet(s: Situation) -> Sentence | None:
    """A unit is consulted once on a topic."""
    unit: UnitRef | None = getattr(s.given, "unit", None)
    if unit is None or unit.id not in {each.unit.id for each in s.thing.consultations}:
        return None
    return say(N_("已经征求过 %(unit)s 的意见。"), unit=unit.name)


@guard
def is_consulted(s: Situation) -> Sentence | None:
    """Only a consulted unit answers, once."""
    asked = [each for each in s.thing.consultations if each.unit.id in s.units]
    if not asked:
        return say(N_("没有征求贵单位对这个议题的意见。"))
    if all(each.stance is not None for each in asked):
        return say(N_("贵单位已经答复。"))
    return None


@guard
def consultation_ended(s: Situation) -> Sentence | None:
    """Every consulted unit has answered, or its term has run out."""
    today = day_of(s.at)
    still = [each.unit.name for each in s.thing.consultations
             if each.stance is None and each.due_on >= today]  # fmt: skip
    if not still:
        return None
    return say(N_("还在等待 %(units)s 的书面意见。"), units="、".join(still))


@guard
def meeting_takes_topics(s: Situation) -> Sentence | None:
    """The meeting named is of the same body and has not begun."""
    if s.meeting is None:
        return None
    if s.meeting.body_id != s.thing.body_id:
        return say(N_("这次会议属于另一个联席会议，请另选会议。"))
    if s.meeting.state in _TAKES_TOPICS:
        return None
    return say(N_("这次会议已经开始或结束，不能再列入议题。请另选会议。"))


@guard
def not_in_session(s: Situation) -> Sentence | None:
    """What is being deliberated is not taken off."""
    if s.meeting is None or s.meeting.state in _TAKES_TOPICS:
        return None
    return say(N_("会议正在进行，请记录议题结果；没有议到的，散会时自动退回议题库。"))


@guard
def in_session(s: Situation) -> Sentence | None:
    """A topic is deliberated while its meeting sits."""
    if s.meeting is not None and s.meeting.state is MeetingState.IN_SESSION:
        return None
    return say(N_("会议开始之后才能记录议题结果。"))


@guard
def liaison_sits(s: Situation) -> Sentence | None:
    """Only a liaison meeting passes topics on, while it sits."""
    if s.meeting is None or s.meeting.kind is not MeetingKind.LIAISON:
        return say(N_("只有联络员会议可以把议题列入议题清单；其他会议请记录审议结果。"))
    return in_session(s)


@guard
def awaits_government(s: Situation) -> Sentence | None:
    """The government's answer is recorded on what was submitted to it."""
    if s.thing.outcome is TopicOutcome.SUBMITTED:
        return None
    return say(N_("这个议题没有报请政府审定，不必记录答复。"))


@guard
def goes_together(s: Situation) -> Sentence | None:
    """Topics are merged into one of the same body that is still ahead, and equally secret."""
    into: Topic | None = getattr(s.given, "topic", None)
    if into is None:
        return None
    if into.id == s.thing.id:
        return say(N_("议题不能并入自己，请另选议题。"))
    if into.body_id != s.thing.body_id:
        return say(N_("这个议题属于另一个联席会议，请另选议题。"))
    if into.state not in AHEAD:
        return say(N_("只能并入待上会或已列入议程的议题，请另选议题。"))
    if into.secret != s.thing.secret:
        return say(N_("不宜扩散的议题只能与同样不宜扩散的议题合并。"))
    return None


@guard
def not_deliberated_yet(s: Situation) -> Sentence | None:
    """What the meeting has settled together is not taken apart any more."""
    if s.lead is None or s.lead.state in AHEAD:
        return None
    return say(N_("%(key)s 已经审议，不能再分开。"), key=s.lead.key)


# --- meetings ------------------------------------------------------------------------------------


@guard
def is_ahead(s: Situation) -> Sentence | None:
    """A notice calls to a time to come."""
    if s.thing.begins_at > s.at:
        return None
    return say(N_("会议时间已过，请先修改会议时间。"))


@guard
def no_pack_under_way(s: Situation) -> Sentence | None:
    """Packs of a meeting are made once at a time."""
    return say(N_("会议材料汇编正在生成，请等它完成，或先停下。")) if s.packing else None


@guard
def pack_under_way(s: Situation) -> Sentence | None:
    """Only what is being made is stopped."""
    return None if s.packing else say(N_("现在没有正在生成的会议材料汇编。"))


@guard
def has_agenda(s: Situation) -> Sentence | None:
    """An agenda holds at least one topic."""
    return None if s.topics else say(N_("议程里还没有议题，请先从议题库列入。"))


@guard
def is_called(s: Situation) -> Sentence | None:
    """Only a unit that was called answers the notice."""
    if any(each.unit.id in s.units for each in s.thing.attendance):
        return None
    return say(N_("这次会议没有通知贵单位。"))


@guard
def notice_differs(s: Situation) -> Sentence | None:
    """A notice is corrected when something it said is no longer so."""
    if s.body is None or s.notice is None:
        return None
    slots = notices.timetable(s.thing, s.topics, s.body)
    if notices.changes(s.notice.said, notices.said(s.thing, slots)):
        return None
    return say(N_("会议的安排与第 %(n)s 版通知一致，不必更正。"), n=s.notice.version)


@guard
def somebody_silent(s: Situation) -> Sentence | None:
    """Only who has not answered is reminded."""
    if answers.silent(s.thing.attendance):
        return None
    return say(N_("各单位都已回复，不必提醒。"))


@guard
def not_reminded_today(s: Situation) -> Sentence | None:
    """Nobody is reminded twice a day."""
    last = s.thing.reminded_at
    if last is None or day_of(last) != day_of(s.at):
        return None
    return say(N_("今天已经提醒过，请明天再提醒，或直接与该单位联系。"))


# --- minutes -------------------------------------------------------------------------------------


@guard
def not_in_force(s: Situation) -> Sentence | None:
    """An item is put in force at once only once."""
    item_id = getattr(s.given, "item_id", None)
    if item_id is None or any(each.id == item_id and not each.done for each in s.thing.items):
        return None
    return say(N_("这一项已经生效。"))


@guard
def countersigning_wanted(s: Situation) -> Sentence | None:
    """Some bodies need no countersigning."""
    if s.body is None or s.body.countersigning:
        return None
    return say(N_("这个联席会议的纪要不需要会签，请直接送签。"))


@guard
def has_items(s: Situation) -> Sentence | None:
    """There is an item to write on; each comes with the outcome of its topic."""
    if s.thing.items:
        return None
    return say(N_("纪要里还没有议题。请先在议题页记录审议结果，这里会逐项列出。"))


@guard
def is_written(s: Situation) -> Sentence | None:
    """Every item of the minutes has its text; what revokes others says so without one."""
    empty = [item.topic_title for item in s.thing.items if not item.text.strip()]
    if (s.thing.items and not empty) or s.thing.revokes:
        return None
    if not s.thing.items:
        return say(N_("纪要还没有内容：会议没有议定任何议题。"))
    return say(N_("还没有写：%(titles)s。"), titles="；".join(empty))


@guard
def nobody_writes(s: Situation) -> Sentence | None:
    """What goes on is not still being typed by somebody else."""
    for item in s.thing.items:
        held: Writer | None = item.writer
        if held is not None and held.until > s.at and held.id != s.by_id:
            return say(N_("%(name)s 正在编写“%(title)s”，请等其停笔。"),
                       name=held.name, title=item.topic_title)  # fmt: skip
    return None


@guard
def nothing_aside(s: Situation) -> Sentence | None:
    """Texts that stand side by side are settled first."""
    open_ = [item.topic_title for item in s.thing.items if item.asides]
    if not open_:
        return None
    return say(N_("有并列的文字还没有合并：%(titles)s。"), titles="；".join(open_))


@guard
def has_units_to_ask(s: Situation) -> Sentence | None:
    """Somebody was there to countersign."""
    if s.meeting is None or any(each.present for each in s.meeting.attendance):
        return None
    return say(N_("没有到会单位可以会签，请先在会议页登记到会情况。"))


def _own(s: Situation, *states: SignState) -> bool:
    minutes: Minutes = s.thing
    return any(each.unit.id in s.units and each.state in states for each in minutes.asked)


@guard
def is_asked(s: Situation) -> Sentence | None:
    """A unit answers the round it was asked in, once."""
    if _own(s, SignState.PENDING):
        return None
    return say(N_("这一轮没有等待贵单位会签。"))


@guard
def is_in_round(s: Situation) -> Sentence | None:
    """A unit remarks on what went round to it, before and after it has answered."""
    if any(each.unit.id in s.units for each in s.thing.asked):
        return None
    return say(N_("这一轮没有征求贵单位会签。"))


@guard
def remark_open(s: Situation) -> Sentence | None:
    """There is a remark to answer."""
    if any(not each.answer for each in s.thing.remarks):
        return None
    return say(N_("没有待答复的意见。"))


@guard
def remarks_answered(s: Situation) -> Sentence | None:
    """Every remark has its answer before the minutes are signed."""
    still = {each.unit.name: None for each in s.thing.remarks if not each.answer}
    if not still:
        return None
    return say(N_("还没有答复 %(units)s 的意见。"), units="、".join(still))


@guard
def has_objected(s: Situation) -> Sentence | None:
    """Only an objection of one's own is taken back."""
    return None if _own(s, SignState.OBJECTION) else say(N_("贵单位在这一轮没有提出异议。"))


@guard
def objection_stands(s: Situation) -> Sentence | None:
    """There is an objection to decide on."""
    if any(each.state is SignState.OBJECTION for each in s.thing.asked):
        return None
    return say(N_("没有待裁定的异议。"))


@guard
def countersigned(s: Situation) -> Sentence | None:
    """Nobody is still asked and no objection stands, unless the body needs no countersigning."""
    if s.body is not None and not s.body.countersigning:
        return None
    if s.thing.round == 0 or not s.thing.asked:
        return say(N_("请先送会签。"))
    open_ = {SignState.PENDING, SignState.OBJECTION}
    still = [each.unit.name for each in s.thing.asked if each.state in open_]
    if not still:
        return None
    return say(N_("还没有会签或仍有异议：%(units)s。"), units="、".join(still))


@guard
def not_corrected_yet(s: Situation) -> Sentence | None:
    """One correction at a time; a wrong correction is corrected itself."""
    if not s.thing.corrections:
        return None
    return say(N_("这份纪要已有更正。需要再改的，请在更正上办理。"))


@guard
def is_in_force(s: Situation) -> Sentence | None:
    """What takes other minutes back is not taken back itself: the matter is resolved anew."""
    if not s.thing.revokes:
        return None
    return say(N_("撤销件不能再更正或撤销。需要恢复的，请提请会议重新议定。"))
