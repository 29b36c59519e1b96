"""The guards of what a unit and the desk do to a referral that was sent."""

from __future__ import annotations

from portal.core.i18n import N_, Sentence, say
from referrals.model import (
    FINAL,
    CallBack,
    CaseState,
    Clock,
    Extension,
    ReferralRole,
    ReferralState,
    Stage,
)
from referrals.rules.guards.situation import RUNNING, Situation, guard

TRIES, TRY_DAYS = 3, 2
PAPERS_AT_MOST = 2


@guard
def asked_less_than_twice(s: Situation) -> Sentence | None:
    """A person is asked for papers twice at most."""
    if s.own.papers_asked < PAPERS_AT_MOST:
        return None
    return say(N_("已要求补正两次，不能再要求补正。请按现有材料办理。"))


@guard
def papers_limit_passed(s: Situation) -> Sentence | None:
    """The person's time for the papers is over."""
    clock = s.clocks.get(Clock.CLIENT_PAPERS)
    if clock is None or clock.due_at is None or s.at >= clock.due_at:
        return None
    return say(N_("补正期限未满，还不能按“未答复”办结。"))


@guard
def client_reminded(s: Situation) -> Sentence | None:
    """The person was reminded once since being asked."""
    acts = [event.act for event in s.events]
    since = acts[len(acts) - acts[::-1].index("ask_papers") :] if "ask_papers" in acts else acts
    if "chase" in since:
        return None
    return say(N_("请先催告当事人一次并记录，再按“未答复”办结。"))


@guard
def cooperating_ended(s: Situation) -> Sentence | None:
    """The lead ends after every cooperating unit has."""
    if s.own.role is not ReferralRole.LEAD:
        return None
    ended = FINAL | {ReferralState.COMPLETED, ReferralState.DRAFT}
    still = [other for other in s.others if other.state not in ended]
    if not still:
        return None
    return say(N_("还有 %(n)s 个配合单位没有办完，牵头单位须最后办结。"), n=len(still))


@guard
def called_back(s: Situation) -> Sentence | None:
    """Satisfied; or dissatisfied and the answer stands, with reason; or tried often enough."""
    if s.given is None or s.given.call_back is CallBack.SATISFIED:
        return None
    if s.given.call_back is CallBack.DISSATISFIED:
        return None if s.given.reason else say(N_("当事人不满意而维持结果的，请写明理由。"))
    tries = s.given.tried_on
    if len(tries) >= TRIES and len(set(tries)) >= TRY_DAYS:
        return None
    return say(N_("联系不上的，须至少在两天内共联系三次，并填写每次的日期。"))


@guard
def case_goes_on(s: Situation) -> Sentence | None:
    """The case is not ended."""
    if s.case.state in RUNNING:
        return None
    return say(N_("受理件已经结束；请先由受理窗口负责人重新办理。"))


@guard
def case_goes_on_or_reopens(s: Situation) -> Sentence | None:
    """The case is not ended, or was closed and opens again with its referral."""
    return None if s.case.state is CaseState.CLOSED else case_goes_on(s)


@guard
def lead_is_free(s: Situation) -> Sentence | None:
    """A lead is not taken up again while another leads; who comes alone leads."""
    leads = any(o.is_open and o.role is ReferralRole.LEAD for o in s.others)
    if s.own.role is ReferralRole.COOPERATING or not leads:
        return None
    return say(N_("这一件现由其他单位牵头，不能再有第二个牵头单位；请向该单位另行转办。"))


@guard
def is_cooperating(s: Situation) -> Sentence | None:
    """Only a cooperating unit's part can be waived."""
    if s.own.role is ReferralRole.COOPERATING:
        return None
    return say(N_("只能免除配合单位的办理，牵头单位不能免除。"))


@guard
def leads_or_desk(s: Situation) -> Sentence | None:
    """The lead's handler puts it to the meeting, or the desk's supervisor."""
    if s.by_desk or s.own.role is ReferralRole.LEAD:
        return None
    return say(N_("由牵头单位或受理窗口负责人提请联席会议。"))


@guard
def meeting_proposed(s: Situation) -> Sentence | None:
    """The joint meeting was proposed for it, and nobody has decided yet."""
    if s.own.proposed is not None:
        return None
    return say(N_("这一件没有待决定的提请建议。"))


@guard
def extension_first(s: Situation) -> Sentence | None:
    """One extension a referral."""
    if s.own.extension is Extension.NONE:
        return None
    return say(N_("每件只能申请延期一次；再需延期的，可提请联席会议。"))


@guard
def before_expiry(s: Situation) -> Sentence | None:
    """An extension is asked before the limit runs out."""
    clock = s.clocks.get(Clock.FINISH)
    if clock is None or clock.due_at is None or s.at < clock.due_at:
        return None
    return say(N_("办理期限已过，不能再申请延期。"))


@guard
def extension_asked(s: Situation) -> Sentence | None:
    """There is an extension to decide."""
    if s.own.extension is Extension.ASKED:
        return None
    return say(N_("没有待决定的延期申请。"))


@guard
def no_stage(s: Situation) -> Sentence | None:
    """No other stage runs."""
    return None if s.own.stage is None else say(N_("已有一个环节在进行，请先结束它。"))


@guard
def in_stage(s: Situation) -> Sentence | None:
    """A stage runs that can be ended."""
    return None if s.own.stage is not None else say(N_("没有进行中的环节。"))


@guard
def in_public_notice(s: Situation) -> Sentence | None:
    """A public notice runs that can be objected to."""
    if s.own.stage is Stage.PUBLIC_NOTICE:
        return None
    return say(N_("没有进行中的公示，不能记录异议。"))


@guard
def stage_of_programme(s: Situation) -> Sentence | None:
    """The programme knows the stage."""
    held = s.programme.pauses if s.programme else ()
    if held and (s.given is None or s.given.stage in held):
        return None
    return say(N_("这个救助项目没有该环节。"))
