"""The guards of the acts on a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from portal.core.i18n import N_, Sentence, say
from referrals.model import (
    Case,
    Declared,
    NeedState,
    Referral,
    ReferralState,
)
from referrals.rules.guards.situation import Situation, guard

UNDO_MERGE = timedelta(days=30)


@guard
def has_needs(s: Situation) -> Sentence | None:
    """A request asks for something."""
    return None if s.case.needs else say(N_("请至少登记一项需求。"))


@guard
def consent_recorded(s: Situation) -> Sentence | None:
    """The person was told how the data are used, and agreed."""
    if s.case.consent.given or (s.given is not None and s.given.consent):
        return None
    return say(N_("请告知个人信息使用事项，并登记当事人的同意。"))


@guard
def nobody_named_for_none(s: Situation) -> Sentence | None:
    """Who said there are relatives does not take it back by saying there are none."""
    if s.given is None or not s.given.declares_none or s.case.relatives is not Declared.SOME:
        return None
    return say(N_("已有近亲属备案，不能改为没有；备案有误的，请由窗口负责人划去。"))


@guard
def somebody_named(s: Situation) -> Sentence | None:
    """There is a declared relative who can be struck out."""
    return None if s.case.relatives is Declared.SOME else say(N_("这一件没有近亲属备案。"))


@guard
def somebody_told(s: Situation) -> Sentence | None:
    """There is a unit that was told of the case."""
    return None if s.case.informed else say(N_("这一件没有知会其他单位。"))


@guard
def asked_once(s: Situation) -> Sentence | None:
    """Everything missing is said once."""
    if not s.case.supplement.items:
        return None
    return say(N_("已经一次性告知过补正内容，不能再次要求补正。"))


@guard
def supplement_limit_passed(s: Situation) -> Sentence | None:
    """The time for the papers is over."""
    due = s.case.supplement.due_at
    if due is not None and s.at >= due:
        return None
    return say(N_("补正期限未满，还不能按逾期处理。"))


@guard
def another_person(s: Situation) -> Sentence | None:
    """Who proposed a refusal does not decide it."""
    if s.case.refusal is None or s.case.refusal.by_id != s.by_id:
        return None
    return say(N_("不予受理须由另一人审批，提出人不能自己审批。"))


@guard
def all_confirmed(s: Situation) -> Sentence | None:
    """Every completed referral was confirmed with the person."""
    waiting = [r for r in s.others if r.state is ReferralState.COMPLETED]
    if not waiting:
        return None
    return say(N_("还有 %(n)s 件办结的转办没有回访确认。"), n=len(waiting))


@guard
def needs_answered(s: Situation) -> Sentence | None:
    """Every need is answered, or recorded as a gap."""
    still = [need for need in s.case.needs if need.state is NeedState.OPEN]
    if not still:
        return None
    return say(N_("还有 %(n)s 项需求没有答复；没有项目可办的，请登记为缺口。"), n=len(still))


@guard
def survivor_takes_over(s: Situation) -> Sentence | None:
    """A merged case leaves no referral in a meeting behind."""
    if all(r.state is not ReferralState.IN_MEETING for r in s.others):
        return None
    return say(N_("有转办正在联席会议，请等会议有结果，或先撤回议题，再合并。"))


@guard
def merged_lately(s: Situation) -> Sentence | None:
    """A merge can be undone for thirty days."""
    merged = s.case.merged_at
    if merged is not None and s.at - merged <= UNDO_MERGE:
        return None
    return say(N_("合并已超过三十天，不能再撤销。"))


@guard
def need_is_open(s: Situation) -> Sentence | None:
    """The need has no answer yet, and nobody has it in hand."""
    free = needs_with_nobody(s.case, s.others)
    need_id = s.given.need_id if s.given is not None else None
    if need_id is None:
        return None if free else say(N_("各项需求都有答复或正在办理，没有可以登记为缺口的。"))
    if need_id in free:
        return None
    if any(need.id == need_id and need.state is NeedState.OPEN for need in s.case.needs):
        return say(N_("这项需求正由承办单位办理，不能登记为缺口；没有结果的，请先撤回转办。"))
    return say(N_("这项需求已经有答复。"))


def needs_with_nobody(case: Case, referrals: Iterable[Referral]) -> frozenset[int]:
    """Return the ids of the needs that have no answer and that no unit has in hand."""
    held = {each.need_id for each in referrals if each.is_open}
    still = {need.id for need in case.needs if need.state is NeedState.OPEN}
    return frozenset(still - held)
