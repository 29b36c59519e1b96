"""Why a date is what it is: every deadline says its start, limit, pauses, calendar and law."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.core.calendar import OFFICE, LimitUnit, OwnDay, Pause, day_of, end_of
from portal.core.i18n import N_, Sentence, say
from referrals.model import Bound, Clock
from referrals.rules.deadlines import Deadline

_STARTS = {
    Clock.RESPOND: N_("自 %(at)s 送达起算"),
    Clock.FINISH: N_("自 %(at)s 送达起算，是否签收不影响"),
    Clock.NEED: N_("自 %(at)s 首次转办起算，改转不重新起算"),
    Clock.CLIENT_PAPERS: N_("自 %(at)s 告知补正起算"),
    Clock.STAGE: N_("自 %(at)s 公示起算"),
    Clock.AID_PAPERS: N_("自 %(at)s 先行救助起算"),
    Clock.DECIDE: N_("自 %(at)s 登记起算"),
    Clock.APPROVE_REFUSAL: N_("自 %(at)s 提出不予受理起算"),
    Clock.SEND: N_("自 %(at)s 受理起算"),
    Clock.DECIDE_RETURN: N_("自 %(at)s 申请退回起算"),
    Clock.CONFIRM: N_("自 %(at)s 办结起算"),
    Clock.CLOSE: N_("自 %(at)s 最后一次回访起算"),
}
_REOPENED = N_("自 %(at)s 重办起算")

_LIMITS = {
    LimitUnit.WORKING_DAYS: N_("时限 %(n)s 个工作日，当日不计，节假日不计，调休上班日计入"),
    LimitUnit.CALENDAR_DAYS: N_("时限 %(n)s 天，当日不计；最后一天是休息日的，顺延到下一个工作日"),
    LimitUnit.HOURS: N_("时限 %(n)s 小时，节假日不停"),
}

_OWN_WORKED = N_("%(day)s 当地照常办公（%(name)s），计入")

_EXTENDED = {
    LimitUnit.WORKING_DAYS: N_("其中 %(n)s 个工作日是批准的延期"),
    LimitUnit.CALENDAR_DAYS: N_("其中 %(n)s 天是批准的延期"),
    LimitUnit.HOURS: N_("其中 %(n)s 小时是批准的延期"),
}

_BOUNDS = {
    Bound.LEAD: N_("配合单位须早于牵头单位一个工作日办完"),
    Bound.WITH_LEAD: N_("牵头单位按小时计时，配合单位最迟与其同时办完"),
    Bound.QUARTER: N_("签收不晚于办理时限的四分之一"),
    Bound.MEETING: N_("由联席会议确定"),
}


def explain(deadline: Deadline) -> tuple[Sentence, ...]:
    """Return the sentences that explain a deadline, from its start to its date."""
    return (
        _start(deadline),
        say(_LIMITS[deadline.limit.unit], n=deadline.limit.amount),
        *_changes(deadline),
        *_calendar(deadline),
        *(_pause(pause) for pause in deadline.pauses),
        *_bound(deadline),
        _end(deadline),
        *_ground(deadline),
    )


def _start(deadline: Deadline) -> Sentence:
    message = _REOPENED if deadline.halved else _STARTS[deadline.clock]
    return say(message, at=_instant(deadline.start))


def _changes(deadline: Deadline) -> list[Sentence]:
    found: list[Sentence] = []
    if deadline.halved:
        found.append(say(N_("重办的时限为原时限的一半")))
    if deadline.extended:
        found.append(say(_EXTENDED[deadline.limit.unit], n=deadline.extended))
    return found


def _calendar(deadline: Deadline) -> list[Sentence]:
    found: list[Sentence] = []
    if deadline.off:
        found.append(say(N_("其间有 %(n)s 个平日放假，不计入"), n=deadline.off))
    if deadline.made_up:
        found.append(say(N_("其间有 %(n)s 个周末日调休上班，计入"), n=deadline.made_up))
    return found + [_own(each) for each in deadline.own]


def _own(day: OwnDay) -> Sentence:
    message = N_("%(day)s 当地不办公（%(name)s），不计入") if day.off else _OWN_WORKED
    return say(message, day=day.day.isoformat(), name=day.name)


def _pause(pause: Pause) -> Sentence:
    if pause.end is None:
        return say(N_("%(begin)s 起停表"), begin=_instant(pause.begin))
    return say(
        N_("%(begin)s 至 %(end)s 停表，不计入"),
        begin=_instant(pause.begin), end=_instant(pause.end),
    )  # fmt: skip


def _bound(deadline: Deadline) -> list[Sentence]:
    return [] if deadline.bound is Bound.NONE else [say(_BOUNDS[deadline.bound])]


def _end(deadline: Deadline) -> Sentence:
    if deadline.due_at is None:
        return say(N_("停表中，恢复后还余 %(n)s 天"), n=deadline.left)
    last = day_of(deadline.due_at) - timedelta(days=1)
    if deadline.due_at != end_of(last):
        return say(N_("到 %(at)s 为止"), at=_instant(deadline.due_at))
    if deadline.provisional:
        return say(
            N_("到 %(day)s 24 时为止；该年放假安排尚未公布，为暂定日期"), day=last.isoformat()
        )
    return say(N_("到 %(day)s 24 时为止"), day=last.isoformat())


def _ground(deadline: Deadline) -> list[Sentence]:
    found = [say(N_("依据：%(law)s"), law=deadline.law)] if deadline.law else []
    if not deadline.verified:
        found.append(say(N_("时限为未经核实的默认值")))
    return found


def _instant(at: datetime) -> str:
    return at.astimezone(OFFICE).strftime("%Y-%m-%d %H:%M")
