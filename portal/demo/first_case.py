"""The first case: the one the source article opens with, told anew at the demo's date.

The applicant's name is changed; what the article does not say is marked invented in the data file.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from portal.core import clock
from portal.demo.cast import STAFFED, people
from portal.demo.first_meeting import FirstMeeting
from portal.demo.walk import Staffed, Walk
from portal.directory.model import Unit
from referrals import inputs, operations
from referrals.model import CallBack, Outcome, Referral

_FILE = Path(__file__).parent / "data" / "first-case.json"
_KINDS = {"转介": "outward", "转办": "transfer", "转送": "pass_up"}
_DAYS_AGO = 26


def story() -> dict[str, Any]:
    """Return the case as the data file tells it."""
    return _told("case")


def meeting() -> dict[str, Any]:
    """Return the joint meeting on the case as the data file tells it."""
    return _told("meeting")


def _told(part: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))[part]
    return told


def registration() -> dict[str, Any]:
    """Return what is told at the window, as the registration form takes it."""
    told = story()
    applicant, costs, event = told["applicant"], told["costs"], told["event"]
    return {
        "applicant": {
            "name": applicant["name"], "doc_kind": "none",
            "no_doc_reason": applicant["document_reason"], "register_kind": applicant["register"],
            "birth_date": "1949-03-01", "sex": "female", "phone": "19900009999",
            "health": "serious",
        },
        "address": applicant["village"], "channel": told["channel"], "urgency": "urgent",
        "causes": ["illness"],
        "request": f"{event['diagnosis']}住院，医疗费用 {costs['total']} 元，"
                   f"个人负担 {costs['own_share']} 元，家庭难以承受。",
        "circumstances": {
            "medical_cost": costs["total"], "own_share": costs["own_share"],
            "out_of_catalogue": costs["out_of_catalogue"], "diagnosis": event["diagnosis"],
            "inpatient": True, "insured_group": "dibao", "insured_event": True,
        },
        "needs": [{"programme": code, "words": ""} for code in told["needs"]],
        "consent": {"given": True, "outward": True},
    }  # fmt: skip


def sending() -> list[dict[str, Any]]:
    """Return the three referrals, as the sending form takes them."""
    return [
        {
            "programme": each["programme"], "unit": f"{STAFFED}-{each['unit']}",
            "kind": _KINDS[each["kind"]], "role": each["role"], "procedure": "regular",
            "message": "请核对住院费用票据后办理。",
        }
        for each in story()["referrals"]
    ]  # fmt: skip


async def walk(units: dict[str, Unit], on: Staffed, *, at: datetime) -> str:
    """Walk the case from the window to its closure; return its number."""
    window = units[f"{story()['window']['division']}-intake_window"]
    morning = clock.start_of_day(clock.office_day(at - timedelta(days=_DAYS_AGO)))
    tale = Tale(window, on, morning + timedelta(hours=9, minutes=20))
    await tale.begin()
    await tale.return_is_overruled()
    await tale.insurer_pays()
    await tale.meeting_decides()
    await tale.others_end()
    return await tale.close()


class Tale(Walk):
    """The first case under way."""

    def __init__(self, window: Unit, on: Staffed, at: datetime) -> None:
        super().__init__(window, people()[0], (), at, on)
        self.meeting: FirstMeeting
        self.opened = ""

    async def begin(self) -> None:
        """Register, accept, send to three units in one act."""
        given = inputs.Registration.model_validate(registration())
        self.case_id = (await operations.register(given, by=self.clerk, at=self.at)).id
        await self.take("accept")
        case = await self._case()
        form = inputs.Sending.model_validate({"version": case.version, "items": sending()})
        self.at += timedelta(minutes=20)
        await operations.send(case.key, form, by=self.clerk, at=self.at)

    async def return_is_overruled(self) -> None:
        """Medical security asks to return within its two working days; the desk overrules it."""
        await self.take("+1")
        asked = story()["referrals"][1]["asks_return"]
        referral = (await self._referrals())[1]
        form = inputs.AskReturn(
            version=referral.version, code=asked["code"], basis=asked["basis"],
            suggested_unit=f"{STAFFED}-{asked['suggested_unit']}",
        )  # fmt: skip
        handler = self.on.handler(f"{STAFFED}-medical_security")
        await operations.ask_return(referral.key, form, by=handler, at=self.at)
        await self.take("overrule_return")

    async def insurer_pays(self) -> None:
        """The insurer accepts and pays 7,000 元; the lead accepts."""
        await self.take("1.accept")
        await self.take("3.accept")
        await self.take("+5")
        await self._paid(0, "7000.00", "经核实属保险责任，已赔付到本人账户。")

    async def meeting_decides(self) -> None:
        """Who bears the rest is disputed: the joint meeting decides, and the desk sends on."""
        told = meeting()
        self.meeting = FirstMeeting(told, self.on, self.at)
        await self.meeting.put((await self._referrals())[2])
        self.at = await self.meeting.decide()
        opens = told["resolutions"][1]["opens"]
        item = {
            "programme": opens["programme"], "unit": f"{STAFFED}-{opens['unit']}",
            "role": opens["role"], "procedure": opens["procedure"],
            "message": "联席会议议定按紧急程序先行救助。",
        }  # fmt: skip
        case = await self._case()
        form = inputs.Sending.model_validate({"version": case.version, "items": [item]})
        await operations.send(case.key, form, by=self.clerk, at=self.at)
        await self.take("4.accept")
        self.opened = opens["paid"]

    async def others_end(self) -> None:
        """Everybody pays, the lead last; the resolution is reported and struck off."""
        await self.take("+1")
        await self._paid(3, self.opened, "按紧急程序先行发放临时救助金。")
        await self._paid(1, "4000.00", "按规定比例救助住院费用中的个人负担部分。")
        await self.take("+1")
        await self._paid(2, "3000.00", "对医保目录外费用给予分档救助，款项已发放。")
        await self.meeting.fulfilled(self.at)

    async def close(self) -> str:
        """Call back for each, close, and return the case's number."""
        await self.take("+1")
        for n in range(4):
            referral = (await self._referrals())[n]
            form = inputs.Confirmation(version=referral.version, call_back=CallBack.SATISFIED)
            await operations.confirm(referral.key, form, by=self.clerk, at=self.at)
        await self.take("close")
        return (await self._case()).key

    async def _paid(self, n: int, yuan: str, answer: str) -> None:
        referral: Referral = (await self._referrals())[n]
        form = inputs.Completion.model_validate(
            {
                "version": referral.version, "outcome": Outcome.GRANTED, "answer": answer,
                "amounts": {"money": yuan, "person_times": 1},
            }
        )  # fmt: skip
        handler = self.on.handler(f"{STAFFED}-{referral.unit_kind}")
        await operations.complete(referral.key, form, by=handler, at=self.at)
