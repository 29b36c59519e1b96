"""The guards of sending, returning, and of who leads."""

from __future__ import annotations

from collections.abc import Iterable

from portal.core.calendar import day_of
from portal.core.i18n import N_, Sentence, say
from referrals.model import (
    Clock,
    Referral,
    ReferralKind,
    ReferralRole,
    ReferralState,
    ReturnAnswer,
    ReturnCode,
)
from referrals.rules.guards.situation import RUNNING, Given, Situation, guard


@guard
def case_takes_referrals(s: Situation) -> Sentence | None:
    """Only an accepted case that is not ended sends referrals."""
    if s.case.state in RUNNING:
        return None
    return say(N_("受理之后、办结之前才能转办。请先受理，或由受理窗口负责人重新办理。"))


@guard
def consented(s: Situation) -> Sentence | None:
    """Outward referrals always need consent; others consent, or an overriding right with reason."""
    outside = s.programme is not None and s.programme.consent_required
    if (outside or s.own.kind is ReferralKind.OUTWARD) and not s.case.consent.outward:
        return say(N_("转介到政府以外的单位，须当事人同意。请先征得同意并登记。"))
    if s.case.consent.given or s.own.override_reason:
        return None
    return say(N_("没有当事人同意的记录。请登记同意，或写明依职权转办的理由。"))


@guard
def unit_valid(s: Situation) -> Sentence | None:
    """The unit exists today; an ended one names its successor."""
    if s.unit is None or s.unit.valid_on(day_of(s.at)):
        return None
    if s.successor is None:
        return say(N_("%(unit)s 今天不是有效单位，请改选其他单位。"), unit=s.unit.name)
    return say(
        N_("%(unit)s 已于 %(day)s 撤销，请改送 %(successor)s。"),
        unit=s.unit.name, day=str(s.unit.valid_to), successor=s.successor.name,
    )  # fmt: skip


@guard
def programme_open(s: Situation) -> Sentence | None:
    """The programme takes referrals today."""
    if s.programme is None or s.programme.valid_on(day_of(s.at)):
        return None
    return say(N_("%(programme)s 已停止受理，请改选其他项目。"), programme=s.programme.zh)


@guard
def none_open_there(s: Situation) -> Sentence | None:
    """No other referral of the case is open with that unit for that programme."""
    own = s.own
    for other in s.others:
        same = (other.unit_id, other.programme) == (own.unit_id, own.programme)
        if same and other.is_open:
            return say(
                N_("同一事项已转给 %(unit)s（%(number)s），尚未办完，不必重复转办。"),
                unit=other.unit_name, number=other.key,
            )  # fmt: skip
    return None


@guard
def one_lead(s: Situation) -> Sentence | None:
    """Exactly one lead while any referral is open."""
    leads = any(o.is_open and o.role is ReferralRole.LEAD for o in s.others)
    if s.own.role is ReferralRole.LEAD:
        return say(N_("这一件已有牵头单位，只能再选配合单位。")) if leads else None
    if leads or (s.given is not None and s.given.batch_has_lead):
        return None
    return say(N_("请指定一个牵头单位：配合单位须有牵头单位。"))


@guard
def not_binding(s: Situation) -> Sentence | None:
    """A referral whose return was overruled cannot be asked back again."""
    if not s.own.binding:
        return None
    return say(N_("这一件已裁定由贵单位办理，不能再申请退回。如仍有争议，可提请联席会议。"))


@guard
def within_respond_limit(s: Situation) -> Sentence | None:
    """A return is asked within the time to respond."""
    clock = s.clocks.get(Clock.RESPOND)
    if clock is None or clock.due_at is None or s.at < clock.due_at:
        return None
    return say(N_("申请退回的期限已过，请办理；如有争议，可提请联席会议。"))


@guard
def suggests_another_unit(s: Situation) -> Sentence | None:
    """Who returns says who should have it."""
    if s.given is None or s.given.return_code is ReturnCode.DUPLICATE:
        return None
    if s.given.suggested_unit_id in {None, s.own.unit_id}:
        return say(N_("请建议一个应当办理的其他单位。"))
    return None


@guard
def duplicate_stands(s: Situation) -> Sentence | None:
    """Who returns a duplicate is pointed to another referral that stands."""
    if s.given is None or s.given.existing_id is None:
        return None
    if any(o.id == s.given.existing_id and o.stands for o in s.others):
        return None
    return say(N_("请选择这一件里另一个仍然有效的转办单。"))


@guard
def nobody_has_the_need(s: Situation) -> Sentence | None:
    """A need becomes a gap with a return only where no other unit has it or has answered it."""
    if s.given is None or s.given.return_answer is not ReturnAnswer.GAP:
        return None
    other = holds_the_need(s.own, s.others)
    if other is None:
        return None
    return say(
        N_(
            "这项需求另有 %(unit)s 的转办单（%(number)s），不能登记为缺口；"
            "请改选“与已有转办重复”，并选择该转办单。"
        ),
        unit=other.unit_name, number=other.key,
    )  # fmt: skip


@guard
def lead_hands_over(s: Situation) -> Sentence | None:
    """A lead leaves only with another named lead, or together with all others."""
    if s.given is None or s.own.role is not ReferralRole.LEAD or not s.own.is_open:
        return None
    still = {other.id for other in s.others if other.is_open}
    if s.given.new_lead_id is not None:
        goes = s.given.new_lead_id in still
    else:
        goes = not still or s.given.with_all or _replaced(s.given, still)
    if goes:
        return None
    return say(N_("牵头单位退出前，请指定接替的牵头单位，或将其余转办一并撤回。"))


@guard
def all_can_leave(s: Situation) -> Sentence | None:
    """Whoever takes all others along takes none out of a meeting."""
    if s.given is None or not s.given.with_all:
        return None
    if all(o.state is not ReferralState.IN_MEETING for o in s.others):
        return None
    return say(N_("其余转办中有的正在联席会议，须连同议题一并撤回。"))


def _replaced(given: Given, still: set[int]) -> bool:
    """Return whether another unit has what the lead gives back: the next one, or one in hand."""
    if given.return_answer is ReturnAnswer.DUPLICATE:
        return given.existing_id in still
    return given.return_answer is ReturnAnswer.NEXT_UNIT


def holds_the_need(own: Referral, others: Iterable[Referral]) -> Referral | None:
    """Return another referral of the same need that a unit has in hand or has answered, or None."""
    return next((o for o in others if o.need_id == own.need_id and o.stands), None)
