"""The guards: each lets the act go, or says what stands against it and what mends it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from portal.core.i18n import Language, speaking
from referrals.model import (
    CallBack,
    CaseState,
    Consent,
    Declared,
    Extension,
    Item,
    NeedState,
    ReferralKind,
    ReferralRole,
    ReferralState,
    RefusalProposal,
    ReturnAnswer,
    ReturnCode,
    Stage,
    Supplement,
    Trigger,
)
from referrals.programmes import catalogue
from referrals.rules.clocks import clocks
from referrals.rules.guards import GUARDS, Given, Situation, refusals
from tests.referrals.clockwork import acts, setting
from tests.referrals.world import NOW, UNITS, case, cooperating, need, referral

_S = ReferralState


def stands(**more: Any) -> Situation:
    """Return a case in hand with one accepted lead, and what is said otherwise."""
    held: dict[str, Any] = {"case": case(), "at": NOW, "referral": referral()}
    return Situation(**(held | more))


def asks(given: Given, **more: Any) -> Situation:
    return stands(given=given, **more)


def sent_for(code: str, **more: Any) -> Situation:
    return stands(programme=catalogue.get(code), **more)


def counted(history: str, **more: Any) -> Situation:
    """Return what stands with the clocks of this history, of the referral's year and month."""
    happened = acts(history)
    running = clocks(_S.ACCEPTED, happened, setting("medical_aid"))
    return stands(events=happened, clocks=running, **more)


def with_case(**more: Any) -> Situation:
    return stands(case=case(**more))


def with_others(*others: Any, **more: Any) -> Situation:
    return stands(others=others, **more)


_ENDED = msgspec.structs.replace(UNITS["bureau"], valid_to=date(2026, 3, 10))
_MEANT = Consent(given=True)
_PROPOSED = RefusalProposal("r", "l", "a", "m", by_id=7)
_COOPERATES = referral(role=ReferralRole.COOPERATING)
_LEAD_ELSEWHERE = cooperating(role=ReferralRole.LEAD)

# guard, what lets it go, what stands against it, what the sentence says
GUARDED: list[tuple[str, list[Situation], list[Situation], str]] = [
    ("case_takes_referrals",
     [with_case(state=CaseState.ACCEPTED), with_case(state=CaseState.RESULTS_IN)],
     [with_case(state=CaseState.REGISTERED), with_case(state=CaseState.CLOSED)],
     "请先受理"),
    ("consented",
     [stands(case=case(consent=_MEANT)),
      stands(case=case(consent=Consent()), referral=referral(override_reason="紧急")),
      stands(referral=referral(kind=ReferralKind.OUTWARD)), sent_for("social_partner")],
     [stands(case=case(consent=Consent()))],
     "请登记同意，或写明依职权转办的理由"),
    ("consented", [],
     [stands(case=case(consent=_MEANT), referral=referral(kind=ReferralKind.OUTWARD)),
      stands(case=case(consent=Consent()),
             referral=referral(kind=ReferralKind.OUTWARD, override_reason="紧急")),
      # Whatever the clerk calls it: a charity stands outside government.
      sent_for("social_partner", case=case(consent=_MEANT))],
     "须当事人同意"),
    ("unit_valid", [stands(), stands(unit=UNITS["bureau"])], [stands(unit=_ENDED)],
     "bureau 今天不是有效单位，请改选其他单位"),
    ("unit_valid", [], [stands(unit=_ENDED, successor=UNITS["civil affairs"])],
     "bureau 已于 2026-03-10 撤销，请改送 civil affairs"),
    ("programme_open", [stands(), sent_for("dibao")],
     [stands(programme=msgspec.structs.replace(catalogue.get("dibao"), valid_to=date(2026, 3, 1)))],
     "最低生活保障 已停止受理"),
    ("none_open_there",
     [stands(), with_others(cooperating()),
      with_others(referral(id=12, programme="dibao")), with_others(referral(_S.RETURNED, id=12))],
     [with_others(referral(id=12)), with_others(referral(_S.COMPLETED, id=12))],
     "同一事项已转给 bureau（500116120-2026-000042-01），尚未办完"),
    ("one_lead",
     [stands(), with_others(cooperating()), with_others(referral(_S.CONFIRMED, id=12)),
      with_others(referral(id=12), referral=_COOPERATES),
      asks(Given(batch_has_lead=True), referral=_COOPERATES)],
     [with_others(referral(id=12))], "已有牵头单位，只能再选配合单位"),
    ("one_lead", [], [stands(referral=_COOPERATES)], "请指定一个牵头单位"),
    ("not_binding", [stands()], [stands(referral=referral(binding=True))],
     "已裁定由贵单位办理"),
    ("within_respond_limit", [stands(), counted("send 03-09"), counted("send 03-09, accept 03-10")],
     [counted("send 03-02"), counted("send 03-02, accept 03-03")], "申请退回的期限已过"),
    ("suggests_another_unit",
     [stands(), asks(Given(return_code=ReturnCode.DUPLICATE)),
      asks(Given(return_code=ReturnCode.OTHER, suggested_unit_id=UNITS["civil affairs"].id))],
     [asks(Given(return_code=ReturnCode.NOT_OUR_DUTY)),
      asks(Given(return_code=ReturnCode.OTHER, suggested_unit_id=UNITS["bureau"].id))],
     "请建议一个应当办理的其他单位"),
    ("lead_hands_over",
     [stands(), asks(Given()), asks(Given(), referral=_COOPERATES, others=(cooperating(),)),
      asks(Given(new_lead_id=12), others=(cooperating(),)),
      asks(Given(with_all=True), others=(cooperating(),)),
      asks(Given(return_answer=ReturnAnswer.NEXT_UNIT), others=(cooperating(),)),
      asks(Given(return_answer=ReturnAnswer.GAP), others=(cooperating(_S.WITHDRAWN),))],
     [asks(Given(), others=(cooperating(),)), asks(Given(), others=(cooperating(_S.COMPLETED),)),
      asks(Given(return_answer=ReturnAnswer.GAP), others=(cooperating(),)),
      asks(Given(new_lead_id=99), others=(cooperating(),)),
      asks(Given(new_lead_id=12), others=(cooperating(_S.RETURNED), cooperating(id=13)))],
     "请指定接替的牵头单位"),
    ("all_can_leave",
     [stands(), asks(Given(), others=(cooperating(_S.IN_MEETING),)),
      asks(Given(with_all=True), others=(cooperating(),))],
     [asks(Given(with_all=True), others=(cooperating(), cooperating(_S.IN_MEETING, id=13)))],
     "须连同议题一并撤回"),
    ("duplicate_stands",
     [stands(), asks(Given()), asks(Given(existing_id=12), others=(cooperating(),)),
      asks(Given(existing_id=12), others=(cooperating(_S.CONFIRMED),))],
     [asks(Given(existing_id=11), others=(cooperating(),)),
      *(asks(Given(existing_id=12), others=(cooperating(state),))
        for state in (_S.DRAFT, _S.RETURNED, _S.WITHDRAWN, _S.VOID))],
     "另一个仍然有效的转办单"),
    ("nobody_has_the_need",
     [stands(), asks(Given(), others=(cooperating(),)),
      asks(Given(return_answer=ReturnAnswer.GAP)),
      asks(Given(return_answer=ReturnAnswer.GAP), others=(cooperating(need_id=2),)),
      asks(Given(return_answer=ReturnAnswer.DUPLICATE), others=(cooperating(),)),
      *(asks(Given(return_answer=ReturnAnswer.GAP), others=(cooperating(state),))
        for state in (_S.DRAFT, _S.RETURNED, _S.WITHDRAWN, _S.VOID))],
     [asks(Given(return_answer=ReturnAnswer.GAP), others=(cooperating(state),))
      for state in (_S.SENT, _S.ACCEPTED, _S.IN_MEETING, _S.COMPLETED, _S.CONFIRMED)],
     "这项需求另有 civil affairs 的转办单（another），不能登记为缺口"),
    ("asked_less_than_twice", [stands(), stands(referral=referral(papers_asked=1))],
     [stands(referral=referral(papers_asked=2))], "已要求补正两次"),
    ("papers_limit_passed",
     [stands(), counted("send 02-02, ask_papers 02-03 working_days=5")],
     [counted("send 03-02, ask_papers 03-05 working_days=5")], "补正期限未满"),
    ("client_reminded",
     [counted("send 02-02, ask_papers 02-03, chase 02-10")],
     [counted("send 02-02, ask_papers 02-03"),
      counted("send 02-02, chase 02-02, ask_papers 02-03"),
      counted("send 02-02, ask_papers 02-03, chase 02-04, papers_in 02-05, ask_papers 02-06")],
     "请先催告当事人一次"),
    ("cooperating_ended",
     [stands(), with_others(cooperating(), referral=_COOPERATES),
      with_others(*(cooperating(s) for s in (_S.COMPLETED, _S.CONFIRMED, _S.RETURNED, _S.VOID,
                                             _S.WITHDRAWN, _S.DRAFT)))],
     [with_others(cooperating(), cooperating(_S.COMPLETED)), with_others(cooperating(_S.SENT)),
      with_others(cooperating(_S.IN_MEETING))],
     "还有 1 个配合单位没有办完"),
    ("called_back",
     [stands(), asks(Given(call_back=CallBack.SATISFIED)),
      asks(Given(call_back=CallBack.DISSATISFIED, reason="依规定")),
      asks(Given(call_back=CallBack.UNREACHABLE,
                 tried_on=(date(2026, 3, 9), date(2026, 3, 9), date(2026, 3, 10))))],
     [asks(Given(call_back=CallBack.DISSATISFIED))], "请写明理由"),
    ("called_back", [],
     [asks(Given(call_back=CallBack.UNREACHABLE)),
      asks(Given(call_back=CallBack.UNREACHABLE, tried_on=(date(2026, 3, 9), date(2026, 3, 10)))),
      asks(Given(call_back=CallBack.UNREACHABLE, tried_on=(date(2026, 3, 9),) * 3))],
     "至少在两天内共联系三次"),
    ("case_goes_on", [stands()],
     [with_case(state=CaseState.CLOSED), with_case(state=CaseState.WITHDRAWN)], "重新办理"),
    ("case_goes_on_or_reopens", [stands(), with_case(state=CaseState.CLOSED)],
     [with_case(state=CaseState.WITHDRAWN), with_case(state=CaseState.MERGED)], "受理件已经结束"),
    ("lead_is_free",
     [stands(), with_others(_LEAD_ELSEWHERE, referral=_COOPERATES),
      with_others(cooperating()), stands(referral=_COOPERATES)],
     [with_others(_LEAD_ELSEWHERE)], "现由其他单位牵头"),
    ("is_cooperating", [stands(referral=_COOPERATES)], [stands()], "牵头单位不能免除"),
    ("leads_or_desk", [stands(), stands(referral=_COOPERATES, by_desk=True)],
     [stands(referral=_COOPERATES)], "由牵头单位或受理窗口负责人提请"),
    ("meeting_proposed", [stands(referral=referral(proposed=Trigger.LONG_PAST))], [stands()],
     "没有待决定的提请建议"),
    ("extension_first", [stands()],
     [stands(referral=referral(extension=e)) for e in Extension if e is not Extension.NONE],
     "每件只能申请延期一次"),
    ("before_expiry", [stands(), counted("send 03-02"), counted("send 02-02, ask_papers 02-03")],
     [counted("send 01-05")], "办理期限已过"),
    ("extension_asked", [stands(referral=referral(extension=Extension.ASKED))],
     [stands(), stands(referral=referral(extension=Extension.GRANTED))], "没有待决定的延期申请"),
    ("no_stage", [stands()], [stands(referral=referral(stage=Stage.APPRAISAL))], "请先结束它"),
    ("in_stage", [stands(referral=referral(stage=Stage.APPRAISAL))], [stands()],
     "没有进行中的环节"),
    ("in_public_notice", [stands(referral=referral(stage=Stage.PUBLIC_NOTICE))],
     [stands(), stands(referral=referral(stage=Stage.APPRAISAL))], "没有进行中的公示"),
    ("stage_of_programme",
     [sent_for("dibao"), sent_for("dibao", given=Given(stage=Stage.APPRAISAL))],
     [stands(), sent_for("medical_aid"), sent_for("tekun", given=Given(stage=Stage.APPRAISAL))],
     "没有该环节"),
    ("has_needs", [stands()], [with_case(needs=())], "请至少登记一项需求"),
    ("consent_recorded",
     [stands(), stands(case=case(consent=Consent()), given=Given(consent=True))],
     [with_case(consent=Consent())], "登记当事人的同意"),
    ("nobody_named_for_none",
     [stands(), asks(Given(declares_none=True)),
      asks(Given(), case=case(relatives=Declared.SOME))],
     [asks(Given(declares_none=True), case=case(relatives=Declared.SOME))], "不能改为没有"),
    ("somebody_named", [with_case(relatives=Declared.SOME)],
     [stands(), with_case(relatives=Declared.NONE)], "没有近亲属备案"),
    ("somebody_told", [with_case(informed=(3,))], [stands()], "没有知会"),
    ("asked_once", [stands()], [with_case(supplement=Supplement((Item("户口簿"),)))],
     "已经一次性告知过补正内容"),
    ("supplement_limit_passed", [with_case(supplement=Supplement(due_at=NOW))],
     [stands(), with_case(supplement=Supplement(due_at=NOW + timedelta(seconds=1)))],
     "补正期限未满"),
    ("another_person", [stands(by_id=7), stands(by_id=8, case=case(refusal=_PROPOSED))],
     [stands(by_id=7, case=case(refusal=_PROPOSED))], "须由另一人审批"),
    ("all_confirmed", [with_others(referral(_S.CONFIRMED))],
     [with_others(referral(_S.CONFIRMED), referral(_S.COMPLETED))], "还有 1 件办结的转办"),
    ("needs_answered",
     [with_case(needs=(need(1, NeedState.ANSWERED), need(2, NeedState.GAP)))],
     [with_case(needs=(need(1, NeedState.ANSWERED), need(2), need(3)))], "还有 2 项需求没有答复"),
    ("survivor_takes_over", [stands(), with_others(referral())],
     [with_others(cooperating(_S.IN_MEETING))], "联席会议"),
    ("merged_lately", [with_case(merged_at=NOW - timedelta(days=30))],
     [stands(), with_case(merged_at=NOW - timedelta(days=30, seconds=1))], "合并已超过三十天"),
    ("need_is_open", [], [stands(others=(referral(),)), with_case(needs=())],
     "没有可以登记为缺口的"),
    ("need_is_open", [stands(), stands(others=(referral(_S.RETURNED),)), asks(Given(need_id=1))],
     [asks(Given(need_id=9)),
      asks(Given(need_id=1), case=case(needs=(need(1, NeedState.ANSWERED),)))],
     "这项需求已经有答复"),
    ("need_is_open", [asks(Given(need_id=2), case=case(needs=(need(1), need(2))),
                           others=(referral(),))],
     [asks(Given(need_id=1), others=(referral(),))], "这项需求正由承办单位办理"),
]  # fmt: skip


def test_every_guard_is_in_the_table() -> None:
    assert {name for name, *_ in GUARDED} == set(GUARDS)


@pytest.mark.parametrize(("name", "passing"), [(name, passing) for name, passing, *_ in GUARDED])
def test_a_guard_lets_go_what_is_in_order(name: str, passing: list[Situation]) -> None:
    for situation in passing:
        assert GUARDS[name](situation) is None


@pytest.mark.parametrize(
    ("name", "refused", "words"), [(name, refused, words) for name, _, refused, words in GUARDED]
)
def test_a_guard_says_what_stands_against_it(
    name: str, refused: list[Situation], words: str
) -> None:
    for situation in refused:
        why = GUARDS[name](situation)
        assert why is not None
        with speaking(Language.HANS):
            assert words in str(why)
            assert str(why).endswith("。")


def test_reasons_come_in_the_order_of_the_table_and_all_of_them() -> None:
    against = stands(referral=referral(binding=True), given=Given(return_code=ReturnCode.OTHER))

    found = refusals(("not_binding", "within_respond_limit", "suggests_another_unit"), against)

    assert found == [GUARDS["not_binding"](against), GUARDS["suggests_another_unit"](against)]


def test_a_guard_of_referrals_is_not_asked_without_one() -> None:
    with pytest.raises(ValueError, match="without a referral"):
        GUARDS["not_binding"](Situation(case(), NOW))
