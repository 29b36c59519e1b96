"""The guards the state tables name: each returns why not, or None.

Some look only at what stands; some also at what is given with the act. The latter pass while
nothing is given yet, so that the same guard decides whether a button is offered and whether the act
goes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec

from portal.core.calendar import day_of
from portal.core.i18n import N_, Sentence, say
from portal.directory.model import Unit
from referrals.model import (
    FINAL,
    CallBack,
    Case,
    CaseState,
    Clock,
    Event,
    Extension,
    NeedState,
    Referral,
    ReferralKind,
    ReferralRole,
    ReferralState,
    ReturnAnswer,
    ReturnCode,
    Stage,
)
from referrals.programmes.model import Programme
from referrals.rules.clocks import Clocks

UNDO_MERGE = timedelta(days=30)
TRIES, TRY_DAYS = 3, 2
PAPERS_AT_MOST = 2

RUNNING = frozenset({CaseState.ACCEPTED, CaseState.IN_HAND, CaseState.RESULTS_IN})


class Given(msgspec.Struct, frozen=True):
    """What comes with the act, as far as a guard looks at it."""

    suggested_unit_id: int | None = None
    return_code: ReturnCode | None = None
    return_answer: ReturnAnswer | None = None
    new_lead_id: int | None = None
    with_all: bool = False
    call_back: CallBack | None = None
    reason: str = ""
    tried_on: tuple[date, ...] = ()
    stage: Stage | None = None
    need_id: int | None = None
    consent: bool = False
    batch_has_lead: bool = False


class Situation(msgspec.Struct, frozen=True):
    """What stands when the act is asked for."""

    case: Case
    at: datetime
    by_id: int | None = None
    by_desk: bool = False
    referral: Referral | None = None
    others: tuple[Referral, ...] = ()
    events: tuple[Event, ...] = ()
    clocks: Clocks = Clocks()
    programme: Programme | None = None
    unit: Unit | None = None
    successor: Unit | None = None
    given: Given | None = None

    @property
    def own(self) -> Referral:
        """The referral; asked for only by guards of the referrals' table."""
        if self.referral is None:
            raise ValueError("a referral's guard without a referral")
        return self.referral


Guard = Callable[[Situation], Sentence | None]
GUARDS: dict[str, Guard] = {}


def guard(check: Guard) -> Guard:
    """Register a guard under its own name."""
    GUARDS[check.__name__] = check
    return check


def refusals(names: tuple[str, ...], situation: Situation) -> list[Sentence]:
    """Return every reason why not, in the order of the table; empty when nothing stands against."""
    return [why for name in names if (why := GUARDS[name](situation)) is not None]


# --- sending -------------------------------------------------------------------------------------


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


# --- returning -----------------------------------------------------------------------------------


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
def lead_hands_over(s: Situation) -> Sentence | None:
    """A lead leaves only with another named lead, or together with all others."""
    if s.given is None or s.own.role is not ReferralRole.LEAD or not _open_others(s):
        return None
    named = s.given.new_lead_id is not None and any(
        o.id == s.given.new_lead_id and o.is_open for o in s.others
    )
    replaced = s.given.return_answer in {ReturnAnswer.NEXT_UNIT, ReturnAnswer.DUPLICATE}
    if named or s.given.with_all or replaced:
        return None
    return say(N_("牵头单位退出前，请指定接替的牵头单位，或将其余转办一并撤回。"))


def _open_others(s: Situation) -> list[Referral]:
    return [other for other in s.others if other.is_open]


# --- papers, completing, confirming --------------------------------------------------------------


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


# --- extension and stages ------------------------------------------------------------------------


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
def stage_of_programme(s: Situation) -> Sentence | None:
    """The programme knows the stage."""
    held = s.programme.pauses if s.programme else ()
    if held and (s.given is None or s.given.stage in held):
        return None
    return say(N_("这个救助项目没有该环节。"))


# --- cases ---------------------------------------------------------------------------------------


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
def none_in_meeting(s: Situation) -> Sentence | None:
    """A referral in a meeting leaves only together with its topic."""
    if all(r.state is not ReferralState.IN_MEETING for r in s.others):
        return None
    return say(N_("有转办正在联席会议，须连同议题一并撤回。"))


@guard
def survivor_takes_over(s: Situation) -> Sentence | None:
    """A merged case leaves no referral in a meeting behind."""
    return none_in_meeting(s)


@guard
def merged_lately(s: Situation) -> Sentence | None:
    """A merge can be undone for thirty days."""
    merged = s.case.merged_at
    if merged is not None and s.at - merged <= UNDO_MERGE:
        return None
    return say(N_("合并已超过三十天，不能再撤销。"))


@guard
def need_is_open(s: Situation) -> Sentence | None:
    """The need has no answer yet."""
    if s.given is None or s.given.need_id is None:
        return None
    held = {need.id: need.state for need in s.case.needs}
    if held.get(s.given.need_id) is NeedState.OPEN:
        return None
    return say(N_("这项需求已经有答复。"))
