"""Taking demo cases through the operations, each step by the person whose step it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from meetings import operations as meetings
from meetings.inputs import PutToMeeting
from portal.core import clock
from portal.demo.cast import DISTRICTS, STAFF, Invented
from portal.demo.stories import registration
from portal.directory import queries
from portal.directory.model import Person, Unit
from referrals import inputs, operations
from referrals.model import (
    CallBack,
    Case,
    Outcome,
    Procedure,
    Referral,
    ReferralKind,
    ReferralRole,
    ReturnAnswer,
    ReturnCode,
    Stage,
)
from referrals.programmes import catalogue
from referrals.queries import folder

_STEP = timedelta(minutes=7)
_DAY_BEGINS = timedelta(hours=9)


class Staffed:
    """The people of the staffed districts, by sign-in name and by unit."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.by_login = people

    def handler(self, unit_code: str) -> Person:
        """Return who handles referrals in a unit."""
        division, _, kind = unit_code.partition("-")
        return self.by_login[
            next(
                s.login
                for s in STAFF
                if (s.division, s.kind, s.role) == (division, kind, "handler")
            )
        ]

    def clerk(self, division: str) -> Person:
        """Return the clerk of a township's window."""
        found = next(s.login for s in STAFF if s.division == division and s.role == "clerk")
        return self.by_login[found]

    def supervisor(self, division: str) -> Person:
        """Return who answers for a township's window."""
        found = next(s.login for s in STAFF if s.division == division and s.role == "supervisor")
        return self.by_login[found]


async def staffed() -> Staffed:
    """Return the people of the demo city."""
    people = await queries.people(on=clock.office_day(clock.now()))
    return Staffed({person.login: person for person in people})


class Walk:
    """One case under way."""

    def __init__(
        self, window: Unit, person: Invented, programmes: tuple[str, ...], at: datetime, on: Staffed
    ) -> None:
        self.window, self.person, self.programmes, self.at = window, person, programmes, at
        self.on = on
        self.district = window.division_code[:6]
        self.family: tuple[Invented, ...] = ()
        self.clerk = on.clerk(window.division_code)
        self.supervisor = on.supervisor(window.division_code)
        self.case_id = 0
        self.other = ""

    async def take(self, step: str) -> None:
        """Take one step of a script."""
        if step.startswith("+"):
            self.at += timedelta(days=int(step[1:]))
            return
        # The demo's past ends now: no step happens in the future.
        self.at = min(self.at + _STEP, clock.now() - timedelta(minutes=1))
        word, _, rest = step.partition(":")
        ordinal, dot, verb = word.partition(".")
        if dot:
            await self._on_referral(verb, int(ordinal), rest)
        else:
            await getattr(self, f"_{word}")(rest)

    async def key(self) -> str:
        """Return the case's number, or its code while it is a draft; "" before it is there."""
        return (await self._case()).key if self.case_id else ""

    async def _case(self) -> Case:
        return (await folder.open_folder(self.case_id)).case

    async def _referrals(self) -> tuple[Referral, ...]:
        return (await folder.open_folder(self.case_id)).referrals

    async def _act(
        self, act: Callable[..., Awaitable[Any]], form: type[inputs.Act], by: Person, **fields: Any
    ) -> None:
        case = await self._case()
        await act(case.key, form(version=case.version, **fields), by=by, at=self.at)

    # --- the desk ---------------------------------------------------------------------------------

    async def _register(self, _rest: str) -> None:
        given = inputs.Registration.model_validate(
            registration(self.person, self.programmes, self.family)
        )
        case = await operations.register(given, by=self.clerk, at=self.at)
        self.case_id = case.id

    async def _draft(self, _rest: str) -> None:
        case = await operations.save_draft(by=self.clerk, at=self.at)
        self.case_id = case.id

    async def _accept(self, _rest: str) -> None:
        await self._act(operations.accept_case, inputs.Acceptance, self.clerk)

    async def _ask_papers(self, _rest: str) -> None:
        items = ({"name": "家庭经济状况核对授权书", "hint": "每位成年家庭成员签字"},)
        await self._act(operations.ask_case_papers, inputs.AskPapers, self.clerk, items=items)

    async def _papers_in(self, _rest: str) -> None:
        await self._act(operations.case_papers_in, inputs.Plain, self.clerk)

    async def _lapse(self, _rest: str) -> None:
        await self._act(operations.lapse, inputs.Plain, self.clerk)

    async def _propose_refusal(self, _rest: str) -> None:
        await self._act(
            operations.propose_refusal, inputs.ProposeRefusal, self.clerk,
            reason="所申请事项不属于社会救助范围。", law="社会救助暂行办法 第二条",
            authority=f"{DISTRICTS[self.district]}人力资源和社会保障局",
            remedy="可在六十日内申请行政复议。",
        )  # fmt: skip

    async def _approve_refusal(self, _rest: str) -> None:
        await self._act(
            operations.approve_refusal, inputs.WithReason, self.supervisor, reason="情况属实。"
        )

    async def _decline_refusal(self, _rest: str) -> None:
        await self._act(
            operations.decline_refusal, inputs.WithReason, self.supervisor,
            reason="申请人符合条件，请继续受理。",
        )  # fmt: skip

    async def _void(self, _rest: str) -> None:
        await self._act(operations.void_case, inputs.WithReason, self.clerk, reason="重复录入。")

    async def _withdraw(self, _rest: str) -> None:
        await self._act(
            operations.withdraw_case, inputs.WithReason, self.clerk, reason="当事人书面要求撤回。"
        )

    async def _close(self, _rest: str) -> None:
        await self._act(operations.close, inputs.Plain, self.clerk)

    async def _reopen(self, _rest: str) -> None:
        await self._act(
            operations.reopen_case, inputs.WithReason, self.supervisor, reason="情况有变化。"
        )

    async def _gap(self, _rest: str) -> None:
        case = await self._case()
        need = next(need for need in case.needs if not need.programme)
        await self._act(
            operations.record_gap, inputs.RecordGap, self.clerk, need=need.code,
            reason="目前没有对应的救助项目，已登记并上报。",
        )  # fmt: skip

    async def _inform(self, kind: str) -> None:
        words = "公示期满后将纳入低保，请留意医疗救助资格衔接。"
        await self._act(operations.inform, inputs.Inform, self.clerk,
                        unit=f"{self.district}-{kind}", message=words)  # fmt: skip

    async def _merge(self, _rest: str) -> None:
        await self._act(
            operations.merge, inputs.MergeInto, self.supervisor, survivor=self.other,
            reason="同一家庭同一事项，合并办理。",
        )  # fmt: skip

    async def _send(self, _rest: str, procedure: Procedure = Procedure.REGULAR) -> None:
        await self._dispatch(operations.send, procedure)

    async def _prepare(self, _rest: str) -> None:
        await self._dispatch(operations.draft, Procedure.REGULAR)

    async def _dispatch(self, act: Callable[..., Awaitable[Any]], procedure: Procedure) -> None:
        case = await self._case()
        items = [
            await self._item(n, need.code, need.programme, procedure)
            for n, need in enumerate(each for each in case.needs if each.programme)
        ]
        given = inputs.Sending.model_validate({"version": case.version, "items": items})
        await act(case.key, given, by=self.clerk, at=self.at)

    async def _send_urgent(self, rest: str) -> None:
        await self._send(rest, Procedure.EMERGENCY)

    async def _item(
        self, n: int, need: str, programme: str, procedure: Procedure
    ) -> dict[str, Any]:
        lead = catalogue.get(programme).lead_on(clock.office_day(self.at))
        outward = lead in {"insurer", "charity"}
        return {
            "need": need, "programme": programme, "unit": f"{self.district}-{lead}",
            "procedure": procedure,
            "kind": ReferralKind.OUTWARD if outward else ReferralKind.TRANSFER,
            "role": ReferralRole.LEAD if n == 0 else ReferralRole.COOPERATING,
            "message": "请按规定办理，并将结果反馈受理窗口。",
        }  # fmt: skip

    async def _approve_return(self, _rest: str) -> None:
        await self._decide_return(
            operations.approve_return, inputs.ApproveReturn,
            reason="所提依据成立，改由民政部门办理。", answer=ReturnAnswer.NEXT_UNIT,
            unit=f"{self.district}-civil_affairs",
        )  # fmt: skip

    async def _overrule_return(self, _rest: str) -> None:
        await self._decide_return(
            operations.overrule_return, inputs.WithReason, reason="该项目由贵单位主管，请办理。"
        )

    async def _decide_return(
        self, act: Callable[..., Awaitable[Any]], form: type[inputs.Act], **fields: Any
    ) -> None:
        asked = next(r for r in await self._referrals() if r.state == "return_asked")
        given = form(version=asked.version, **fields)
        await act(asked.key, given, by=self.supervisor, at=self.at)

    # --- the units --------------------------------------------------------------------------------

    async def _on_referral(self, verb: str, ordinal: int, rest: str) -> None:
        referral = (await self._referrals())[ordinal - 1]
        act, form, by, fields = self._unit_step(verb, referral, rest)
        await act(referral.key, form(version=referral.version, **fields), by=by, at=self.at)

    def _unit_step(
        self, verb: str, referral: Referral, rest: str
    ) -> tuple[Callable[..., Awaitable[Any]], type[inputs.Act], Person, dict[str, Any]]:
        handler = self.on.handler(f"{self.district}-{referral.unit_kind}")
        reason = {"reason": "请尽快答复，以免影响办理。"}
        papers = {"items": ({"name": "近半年银行流水", "hint": ""},), "working_days": 10}
        back = {"code": ReturnCode.NOT_OUR_DUTY, "basis": "该情形应由临时救助解决。",
                "suggested_unit": f"{self.district}-civil_affairs"}  # fmt: skip
        table: dict[str, tuple[Any, Any, Person, dict[str, Any]]] = {
            "accept": (operations.accept, inputs.Plain, handler, {}),
            "ask_return": (operations.ask_return, inputs.AskReturn, handler, back),
            "ask_papers": (operations.ask_papers, inputs.AskPapers, handler, papers),
            "no_answer": (operations.no_answer, inputs.WithReason, handler,
                          {"reason": "补正期限已过，经催告仍未补交材料。"}),
            "chase": (operations.chase, inputs.WithReason, self.clerk, reason),
            "begin_stage": (operations.begin_stage, inputs.BeginStage, handler,
                            {"stage": Stage.PUBLIC_NOTICE}),
            "ask_extension": (operations.ask_extension, inputs.AskExtension, handler,
                              {"amount": 10, "reason": "需跨省核实费用。", "basis": "办理规程"}),
            "complete": (operations.complete, inputs.Completion, handler,
                         _outcome(rest) if verb == "complete" else {}),
            "confirm": (operations.confirm, inputs.Confirmation, self.clerk,
                        {"call_back": CallBack.SATISFIED}),
            "send_back": (operations.send_back, inputs.WithReason, self.clerk,
                          {"reason": "申请人补充了新的诊断材料，请重新审核。"}),
            "reopen": (operations.reopen, inputs.WithReason, self.supervisor, reason),
            "put_to_meeting": (meetings.put_to_meeting, PutToMeeting, handler, _QUESTION),
            "void": (operations.void, inputs.Leaving, self.clerk, {"reason": "单位选错。"}),
            "waive": (operations.waive, inputs.WithReason, self.supervisor,
                      {"reason": "已由其他渠道解决，免予办理。"}),
        }  # fmt: skip
        return table[verb]


_QUESTION = {
    "title": "关于部门职责交叉事项由谁牵头的问题",
    "question": "该事项涉及两个部门，请会议明确牵头单位和办理时限。",
}


def _outcome(rest: str) -> dict[str, Any]:
    outcome, _, yuan = rest.partition(":")
    money = {"amounts": {"money": yuan}} if yuan != "0" else {}
    answers = {
        Outcome.GRANTED: "经审核符合条件，救助金已发放到申请人账户。",
        Outcome.PARTLY_GRANTED: "经审核，部分费用符合条件，已按规定发放。",
        Outcome.NOT_ELIGIBLE: "经审核，家庭收入高于标准，不符合条件。",
    }
    return {"outcome": outcome, "answer": answers[Outcome(outcome)], **money}
