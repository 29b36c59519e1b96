"""Taking the demo's joint meetings through the operations, each act by whose act it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from meetings import doors, inputs, operations, samples
from meetings.model import Meeting, Minutes, Resolution, Topic, TopicState
from meetings.queries import things
from meetings.tables import ResolutionRow
from portal.core import clock
from portal.demo import sittings
from portal.demo.cast import STAFF
from portal.demo.sittings import Board, Seat, Sitting
from portal.demo.walk import Staffed
from portal.directory.model import Person
from portal.web.actions import Act

_STEP = timedelta(minutes=4)
_DOORS: dict[type, tuple[tuple[Act, ...], Callable[[int], Any]]] = {
    Topic: (doors.TOPIC_ACTS, things.topic),
    Meeting: (doors.MEETING_ACTS, things.meeting),
    Minutes: (doors.MINUTES_ACTS, things.minutes),
    Resolution: (doors.RESOLUTION_ACTS, things.resolution),
}


async def do(action: str, thing: Any, by: Person, at: datetime, **given: Any) -> Any:
    """Act on a thing as it stands; return it as it stands then."""
    acts, opened = _DOORS[type(thing)]
    act = next(each for each in acts if each.name == action)
    form = act.reads.model_validate({"version": (await opened(thing.id)).version, **given})
    return await act.operation(thing.key, form, by=by, at=at)


async def found(board: Board, on: Staffed, at: datetime) -> None:
    """Set up a body with its members."""
    secretary = on.by_login[board.secretary]
    zh, hant, en = board.names
    lead = f"{board.division}-civil_affairs"
    told = inputs.BodyIn(
        name=zh, name_hant=hant, name_en=en, division=board.division, lead=lead, office=lead,
        issuer=board.issuer, mandate=board.mandate, quorum=3,
    )  # fmt: skip
    body = await operations.create_body(told, by=secretary, at=at)
    seats = [(board.convener, "convener"), *((seat, "member") for seat in board.seats)]
    for seat, role in seats:
        member = inputs.MemberIn.model_validate(
            {"version": body.version, "unit": f"{board.division}-{seat.kind}", "role": role,
             "name": seat.name, "post": seat.post}
        )  # fmt: skip
        body = await operations.appoint(body.code, member, by=secretary, at=at)


def head(board: Board, kind: str, on: Staffed) -> Person:
    """Return who answers for a member unit."""
    return on.by_login[
        next(s.login for s in STAFF
             if (s.division, s.kind, s.role) == (board.division, kind, "head"))
    ]  # fmt: skip


class Round:
    """One meeting under way."""

    def __init__(self, board: Board, sitting: Sitting, on: Staffed, now: datetime) -> None:
        self.board, self.sitting, self.on, self.now = board, sitting, on, now
        self.secretary, self.convener = on.by_login[board.secretary], on.by_login[board.signs]
        self.begins = _at_nine(now + timedelta(hours=sitting.hours), now)
        self.at = min(self.begins, now) - timedelta(days=9)
        self.topics: list[Topic] = []
        self.meeting: Meeting
        self.minutes_id = 0

    async def prepare(self, topics: list[Topic] | None = None) -> None:
        """Plan the meeting and put its topics on the agenda; own ones where none are given."""
        told = {
            "title": self.sitting.title, "kind": self.sitting.kind, "place": self.board.place,
            "chair": self.board.chair, "begins_at": self.begins,
        }  # fmt: skip
        given = inputs.MeetingIn.model_validate(told)
        self.meeting = await operations.plan(given, by=self.secretary, at=self.at)
        subjects = islice(cycle(sittings.SUBJECTS), self.sitting.subjects)
        self.topics = topics or [await self._pooled(subject) for subject in subjects]
        for topic in self.topics:
            await do("schedule", topic, self.secretary, self._later(), meeting=self.meeting.number)

    async def take(self, step: str) -> None:
        """Take one step of a script."""
        ordinal, dot, action = step.partition(".")
        if dot:
            await self._on_resolution(action, int(ordinal))
            return
        by_name = getattr(self, f"_{step}", None)
        if by_name:
            await by_name()
        elif step in _OF_MINUTES:
            await self._of_minutes(step)
        else:
            await self._of_meeting(step)

    def _later(self) -> datetime:
        self.at = min(self.at + _STEP, self.now - timedelta(minutes=1))
        return self.at

    async def _pooled(self, subject: str) -> Topic:
        topic = await proposed(subject, self.secretary, self._later())
        for action in ("submit", "check", "pool"):
            topic = await do(action, topic, self.secretary, self._later())
        return topic

    async def _of_meeting(self, action: str, **given: Any) -> None:
        given |= _REASONS.get(action, {})
        self.meeting = await do(action, self.meeting, self.secretary, self._later(), **given)

    async def _answer(self) -> None:
        """Every member but the last two comes; one sends a delegate, one has not answered."""
        for seat in self.board.seats[:-2]:
            await self._replied("attend", seat)
        await self._replied("delegate", self.board.seats[-2])

    async def _excuse(self) -> None:
        """The last member unit cannot come, and says why."""
        seat = self.board.seats[-1]
        by = head(self.board, seat.kind, self.on)
        await do("excuse", self.meeting, by, self._later(), name=seat.name, post=seat.post,
                 reason="参加市级会议")  # fmt: skip

    async def _replied(self, action: str, seat: Seat) -> None:
        by = head(self.board, seat.kind, self.on)
        await do(action, self.meeting, by, self._later(), name=seat.name, post=seat.post)

    async def _begin(self) -> None:
        self.at = max(self.at, min(self.begins, self.now - timedelta(minutes=90)))
        await self._of_meeting("begin")

    async def _present(self) -> None:
        for seat in self.board.seats[:-1]:
            unit = f"{self.board.division}-{seat.kind}"
            await self._of_meeting("present", unit=unit, name=seat.name, post=seat.post)

    async def _leave(self) -> None:
        """One unit has to leave before anything is settled."""
        await self._of_meeting("leave", unit=self._unit(1))

    async def _recuse(self) -> None:
        """The first unit stays out of the first topic."""
        topic = self.topics[0].key
        await self._of_meeting("recuse", unit=self._unit(0), topic=topic, reason="涉及本单位。")

    def _unit(self, nth: int) -> str:
        return f"{self.board.division}-{self.board.seats[nth].kind}"

    async def _outcome(self) -> None:
        texts = samples.items(len(self.topics))
        for topic, text in zip(self.topics, texts, strict=True):
            await do("record_outcome", topic, self.secretary, self._later(),
                     outcome="agreed", text=text)  # fmt: skip

    # --- minutes ----------------------------------------------------------------------------------

    async def _minutes(self) -> Minutes:
        if not self.minutes_id:
            self.minutes_id = await things.minutes_of(self.meeting.id) or 0
        return await things.minutes(self.minutes_id)

    async def _of_minutes(self, action: str) -> None:
        by = self.convener if action == "sign" else self.secretary
        await do(action, await self._minutes(), by, self._later(), **_REASONS.get(action, {}))

    async def _resolve(self) -> None:
        """Draft a resolution for each of the first nine items, the units in turn."""
        held = await things.open_resolutions(self.meeting.body_id, before=self.at)
        ended = [{"ends": each.key, "ending": ending}
                 for each, ending in zip(held[::-1], self.sitting.ends, strict=False)]  # fmt: skip
        kinds = [seat.kind for seat in self.board.seats[:-1]]
        for n, item in enumerate((await self._minutes()).items[:9]):
            unit = [f"{self.board.division}-{kinds[(n + k) % len(kinds)]}" for k in range(2)]
            await do(
                "resolve", await self._minutes(), self.secretary, self._later(), item=item.id,
                text=_RESOLVED[n % len(_RESOLVED)], lead=unit[0], cooperating=unit[1:],
                working_days=(10, 15, 20, 30)[n % 4], **(ended[n] if n < len(ended) else {}),
            )  # fmt: skip

    async def _correct(self) -> None:
        """Begin a correction, with its text put right; the acts that follow are on it."""
        minutes: Minutes = await do(
            "correct", await self._minutes(), self.secretary, self._later(),
            reason="第一项办理时限的起算日期表述不准确",
        )  # fmt: skip
        self.minutes_id, first = minutes.id, minutes.items[0]
        text = f"{first.text}\n办理时限自本期印发之日起算。"
        await do("write", minutes, self.secretary, self._later(), item=first.id, text=text)

    async def _agree(self) -> None:
        for seat in self.board.seats[:-1]:
            by = head(self.board, seat.kind, self.on)
            await do("agree", await self._minutes(), by, self._later())

    async def _object(self) -> None:
        by = head(self.board, self.board.seats[1].kind, self.on)
        text = "办理时限偏紧，建议改为二十个工作日。"
        await do("object", await self._minutes(), by, self._later(), text=text)

    async def _remark(self) -> None:
        by, minutes = head(self.board, self.board.seats[0].kind, self.on), await self._minutes()
        place, text = f"{minutes.items[0].id}.1", "建议写明办理时限从哪一天起算。"
        await do("remark", minutes, by, self._later(), place=place, text=text)

    async def _reply(self) -> None:
        """Answer the remark."""
        minutes = await self._minutes()
        await do("answer", minutes, self.secretary, self._later(), remark=minutes.remarks[0].code,
                 answer="已在决定中写明，自本期印发之日起算。")  # fmt: skip

    async def _distribute(self) -> None:
        names = {"to": ["各成员单位", "各镇人民政府、街道办事处"], "up": ["市联席会议办公室"],
                 "copied": ["区人大常委会办公室", "区政协办公室"]}  # fmt: skip
        await do("distribute", await self._minutes(), self.secretary, self._later(), **names)

    # --- resolutions ------------------------------------------------------------------------------

    async def _on_resolution(self, action: str, ordinal: int) -> None:
        held = (await things.resolutions(ResolutionRow.minutes_id == self.minutes_id))[ordinal - 1]
        lead, *others = sorted(held.parts, key=lambda part: part.role.value != "lead")
        if action == "cooperate":
            for part in others:
                await self._reported(action, held, part.unit.kind)
        elif action in _BY_LEAD:
            await self._reported(action, held, lead.unit.kind)
        else:
            by = self.convener if action == "strike_off" else self.secretary
            await do(action, held, by, self._later(), **_REASONS.get(action, {}))

    async def _reported(self, action: str, held: Resolution, kind: str) -> None:
        by = head(self.board, kind, self.on)
        await do(action, held, by, self._later(), **_REASONS.get(action, {}))


_OF_MINUTES = frozenset({"circulate", "to_signature", "sign", "issue", "revise"})
_BY_LEAD = frozenset({"receive", "start", "report", "ask_extension"})
_REASONS: dict[str, dict[str, Any]] = {
    "postpone": {"reason": "主持人另有公务，会议延期。"},
    "cancel": {"reason": "有关问题已由主管部门解决，会议取消。"},
    "revise": {"reason": "按会签意见调整办理时限。"},
    "suspend": {"reason": "等待市级文件出台。"},
    "cooperate": {"report": "已按分工提供数据和政策口径。"},
    "report": {"report": "已印发办事指南并完成培训，见所附通知和签到表。"},
    "ask_extension": {"working_days": 10, "reason": "需与市级平台联调。"},
}
_RESOLVED = (
    "牵头建立困难群众住院信息按日推送机制，明确推送口径和责任人。",
    "牵头修订办事指南，统一一门受理、协同办理的材料清单。",
    "牵头对个人负担较重的困难家庭逐户核实，符合条件的及时救助。",
    "牵头组织镇（街道）受理窗口业务培训，做到应知应会。",
)


async def proposed(subject: str, by: Person, at: datetime) -> Topic:
    """Return a topic written down as a draft."""
    told = {
        "title": subject, "question": "请会议明确牵头单位、办理渠道和办结时限。",
        "options": "由民政部门牵头；由费用所属部门牵头。", "reporter": "区民政局",
        "draft_decision": "由民政部门牵头，有关部门配合，逐项明确办结时限。",
    }  # fmt: skip
    return await operations.propose(inputs.TopicIn.model_validate(told), by=by, at=at)


async def walk(on: Staffed, *, at: datetime) -> None:
    """Take the demo's meetings through the operations."""
    for board in sittings.BOARDS:
        for sitting in sittings.SITTINGS:
            if sitting.division == board.division:
                meeting = Round(board, sitting, on, at)
                await meeting.prepare()
                for step in sitting.steps.split():
                    await meeting.take(step)
        for nth, state in enumerate(sittings.WAITING):
            subject = sittings.SUBJECTS[nth % len(sittings.SUBJECTS)]
            await _waiting(board, subject, state, on, at - timedelta(days=5 - nth, hours=3))


async def _waiting(
    board: Board, subject: str, state: TopicState, on: Staffed, at: datetime
) -> None:
    """Leave a topic in a state before any agenda."""
    secretary = on.by_login[board.secretary]
    topic = await proposed(subject, secretary, at)
    for action in _WAYS[state]:
        at += _STEP
        given = {"unit": f"{board.division}-finance"} if action == "consult" else {}
        given |= {"reason": "与另一议题合并。"} if action == "withdraw" else {}
        topic = await do(action, topic, secretary, at, **given)


_WAYS: dict[TopicState, tuple[str, ...]] = {
    TopicState.DRAFT: (),
    TopicState.SUBMITTED: ("submit",),
    TopicState.COORDINATING: ("submit", "check", "consult"),
    TopicState.POOLED: ("submit", "check", "pool"),
    TopicState.WITHDRAWN: ("submit", "withdraw"),
}


def _at_nine(at: datetime, now: datetime) -> datetime:
    """Return nine in the morning of that day, but on today's side of now where that counts."""
    if abs(at - now) < timedelta(hours=12):
        return at
    return clock.start_of_day(clock.office_day(at)) + timedelta(hours=9)
