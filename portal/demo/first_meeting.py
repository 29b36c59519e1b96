"""The first case's meeting: its lead was disputed, the joint meeting decided, it went on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from meetings import inputs, operations
from meetings.model import MeetingKind
from meetings.queries import things
from portal.core import clock
from portal.demo import sittings
from portal.demo.cast import STAFFED
from portal.demo.meetings import Round, do
from portal.demo.sittings import Sitting
from portal.demo.walk import Staffed
from referrals.model import Referral

_BOARD = next(board for board in sittings.BOARDS if board.division == STAFFED)
_STEPS = "convene answer fix_agenda begin present"
_MADE_OF_IT = (
    "会议听取了区民政局关于{title}的汇报。会议议定：\n"
    "（一）{first}。\n（二）{second}。\n"
    "（三）同意对西湖镇水庙村困难群众按紧急程序先行临时救助。本事项一事一议，不作为其他事项的先例。"
)


class FirstMeeting:
    """The case conference on the first case's stuck referral."""

    def __init__(self, told: dict[str, Any], on: Staffed, at: datetime) -> None:
        self.told, self.on, self.at = told, on, at
        self.round: Round

    async def put(self, referral: Referral) -> None:
        """Put the stuck referral to the meeting; its office checks it and pools it."""
        topic = self.told["topic"]
        given = inputs.PutToMeeting(
            version=referral.version, title=topic["title"], question=topic["question"]
        )
        by = self.on.handler(f"{STAFFED}-{referral.unit_kind}")
        held = await operations.put_to_meeting(referral.key, given, by=by, at=self.at)
        secretary = self.on.by_login[_BOARD.secretary]
        for action in ("check", "pool"):
            held = await do(action, held, secretary, self.at)
        now = clock.now()
        begins = self.at + timedelta(days=3)
        sitting = Sitting(
            STAFFED, f"{_BOARD.names[0]}个案会商会议", MeetingKind.CASE_CONFERENCE,
            int((begins - now).total_seconds() // 3600), 1, "",
        )  # fmt: skip
        self.round = Round(_BOARD, sitting, self.on, now)
        self.round.at = self.at
        await self.round.prepare([held])

    async def decide(self) -> datetime:
        """Hold the meeting, have the minutes countersigned, signed and issued; return when."""
        for step in _STEPS.split():
            await self.round.take(step)
        await self._outcome()
        for step in ("circulate", "agree", "to_signature", "sign", "issue"):
            await self.round.take(step)
        return self.round.at

    async def _outcome(self) -> None:
        table, secretary = self.round, self.on.by_login[_BOARD.secretary]
        topic, asked = table.topics[0], self.told["resolutions"]
        text = _MADE_OF_IT.format(
            title=topic.title.removeprefix("关于"), first=asked[0]["text"], second=asked[1]["text"]
        )
        await do("record_outcome", topic, secretary, table.at, outcome="agreed", text=text)
        await table.take("conclude")
        minutes_id = await things.minutes_of(table.meeting.id)
        assert minutes_id is not None
        table.minutes_id = minutes_id
        for each in asked:
            minutes = await things.minutes(minutes_id)
            await do(
                "resolve", minutes, secretary, table.at, item=minutes.items[0].id,
                text=f"{each['text']}。", lead=f"{STAFFED}-{each['lead']}",
                cooperating=[f"{STAFFED}-{kind}" for kind in each["cooperating"]],
                working_days=each["working_days"],
            )  # fmt: skip

    async def fulfilled(self, at: datetime) -> None:
        """Have the second resolution received, reported, checked and struck off."""
        self.round.at = at
        for act in ("receive", "start", "cooperate", "report", "check", "strike_off"):
            await self.round.take(f"2.{act}")
