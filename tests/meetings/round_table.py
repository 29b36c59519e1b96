"""A joint meeting of its own district, and people around it, for the tests of meetings."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from meetings import inputs, operations
from meetings.doors import MEETING_ACTS, MINUTES_ACTS, RESOLUTION_ACTS, TOPIC_ACTS
from meetings.model import Body, Meeting, MeetingKind, Minutes, Resolution, Topic
from meetings.queries import things
from meetings.tables import BodyRow, ResolutionRow
from portal.core import clock
from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.directory import operations as directory
from portal.directory import queries as directory_queries
from portal.directory.model import Person, Role, Unit
from tests.referrals import scenes
from tests.referrals.scenes import Scene, Stage

_DOORS = {
    "topic": {act.name: act for act in TOPIC_ACTS},
    "meeting": {act.name: act for act in MEETING_ACTS},
    "minutes": {act.name: act for act in MINUTES_ACTS},
    "resolution": {act.name: act for act in RESOLUTION_ACTS},
}
_OPEN = {
    "topic": things.topic, "meeting": things.meeting, "minutes": things.minutes,
    "resolution": things.resolution,
}  # fmt: skip
MEMBERS = ("bureau", "civil affairs", "lead")


async def opened(kind: str, thing_id: int) -> Any:
    """Return a thing as it stands."""
    return await _OPEN[kind](thing_id)


class Table:
    """The body of the oracle's district, its members, and whoever acts around it."""

    def __init__(self, stage: Stage, body: Body) -> None:
        self.stage, self.body = stage, body

    def person(self, role: str, where: str = "desk") -> Person:
        """Return one of the oracle's people; the secretary and the convener sit at the desk."""
        return self.stage.people[role, where]

    async def do(
        self, action: str, thing: Any, by: Person, *, at: datetime | None = None, **given: Any
    ) -> Any:
        """Act on a thing with its newest version; return it as it stands then."""
        kind = type(thing).__name__.lower()
        act = _DOORS[kind][action]
        now = await _OPEN[kind](thing.id)
        form = act.reads.model_validate({"version": now.version, **given})
        return await act.operation(now.key, form, by=by, at=at or clock.now())

    async def escalated(self, *, state: str = "accepted") -> tuple[Scene, Topic]:
        """Return a referral that was put to the meeting, and its topic."""
        scene = await self.stage.referral_in(state)
        given = inputs.PutToMeeting(
            version=await scene.version(), title="关于个人负担由谁牵头解决的问题",
            question="赔付后个人负担由哪一部门牵头、从哪一渠道解决。",
        )  # fmt: skip
        by = self.person("handler", "bureau")
        return scene, await operations.put_to_meeting(scene.key, given, by=by, at=clock.now())

    async def proposed(self, by: Person, **more: Any) -> Topic:
        """Return the draft of a topic of the person's own unit."""
        told = {"title": "关于经费的议题", "question": "经费由哪一级承担。"} | more
        given = inputs.TopicIn.model_validate(told)
        return await operations.propose(given, by=by, at=clock.now())

    async def pooled(self, topic: Topic) -> Topic:
        """Return the topic checked and pooled."""
        secretary = self.person("secretary")
        await self.do("check", topic, secretary)
        found: Topic = await self.do("pool", topic, secretary)
        return found

    async def planned(self, kind: str = "special") -> Meeting:
        """Return a meeting a week from now."""
        given = inputs.MeetingIn(
            kind=MeetingKind(kind),
            title="社会救助工作联席会议", begins_at=clock.now() + timedelta(days=7),
            place="区政府三楼会议室", chair="副区长",
        )  # fmt: skip
        return await operations.plan(given, by=self.person("secretary"), at=clock.now())

    async def sitting(self, *topics: Topic, kind: str = "special") -> Meeting:
        """Return a meeting in session with these topics, every member unit there."""
        secretary, meeting = self.person("secretary"), await self.planned(kind)
        for topic in topics:
            await self.do("schedule", topic, secretary, meeting=meeting.number)
        for action in ("convene", "fix_agenda", "begin"):
            meeting = await self.do(action, meeting, secretary)
        for where in MEMBERS:
            meeting = await self.do(
                "present", meeting, secretary, unit=self.stage.units[where].code, name="张三"
            )
        return meeting

    async def written(self, topic: Topic, *, outcome: str = "agreed") -> Minutes:
        """Return the minutes of a meeting that settled this topic, with one resolution."""
        secretary = self.person("secretary")
        meeting = await self.sitting(await self.pooled(topic))
        await self.do("record_outcome", topic, secretary, outcome=outcome, text="会议同意。")
        await self.do("conclude", meeting, secretary)
        minutes_id = await things.minutes_of(meeting.id)
        assert minutes_id is not None
        minutes = await things.minutes(minutes_id)
        found: Minutes = await self.do(
            "resolve", minutes, secretary, item=minutes.items[0].id,
            text="由区医保局牵头建立信息推送机制。", lead=self.stage.units["bureau"].code,
            cooperating=[self.stage.units["civil affairs"].code], working_days=10,
        )  # fmt: skip
        return found

    async def countersigned(self, minutes: Minutes) -> Minutes:
        """Return the minutes after every unit that was there has agreed."""
        await self.do("circulate", minutes, self.person("secretary"))
        for where in MEMBERS:
            await self.do("agree", minutes, await self.head(where))
        found: Minutes = await self.do("to_signature", minutes, self.person("secretary"))
        return found

    async def colleague(self) -> Person:
        """Return another secretary of the same office."""
        unit, at = self.stage.units["desk"], clock.now()
        with suppress(NotFound):
            return await directory_queries.person_by_login("second.secretary", on=day_of(at))
        made = await directory.create_person("second.secretary", "周敏", by=None, at=at)
        await directory.grant(made, Role.SECRETARY, unit, by=None, at=at)
        return await directory_queries.person(made.id, on=day_of(at))

    async def head(self, where: str) -> Person:
        """Return the head of a member unit."""
        return await scenes.head_of(self.stage.units[where])

    async def issued(self, minutes: Minutes) -> Minutes:
        """Return the minutes signed and issued."""
        await self.do("sign", minutes, self.person("convener"))
        found: Minutes = await self.do("issue", minutes, self.person("secretary"))
        return found

    async def enacted(self, topic: Topic, **how: Any) -> Minutes:
        """Return the issued minutes of a meeting that settled this topic."""
        return await self.issued(await self.countersigned(await self.written(topic, **how)))

    async def resolved(self) -> Resolution:
        """Return what a meeting resolved about a stuck referral, in force."""
        _, topic = await self.escalated()
        (held,) = await self.resolutions(await self.enacted(topic))
        return held

    async def ended_unit(self) -> Unit:
        """Return a unit that was abolished yesterday."""
        held = await scenes.unit_at("agriculture", "500118")
        if held.valid_to is None:
            yesterday = clock.office_day(clock.now()) - timedelta(days=1)
            await directory.end_unit(held, on=yesterday, successor=None, by=None, at=clock.now())
        return held

    async def agenda(self, meeting: Meeting) -> tuple[Topic, ...]:
        """Return the topics of a meeting."""
        return await things.agenda(meeting.id)

    async def resolutions(self, minutes: Minutes) -> tuple[Resolution, ...]:
        """Return what was resolved in these minutes."""
        return await things.resolutions(ResolutionRow.minutes_id == minutes.id)


async def set_table() -> Table:
    """Return the oracle's district with its joint meeting, made where there is none."""
    stage = await scenes.set_stage(administrators=False)
    at, secretary = clock.now(), stage.people["secretary", "desk"]
    desk = stage.units["desk"]
    held = await things.bodies(BodyRow.division_path == desk.division_path)
    body = held[0] if held else await operations.create_body(
        inputs.BodyIn(
            name="永川区社会救助工作联席会议", division=desk.division_code,
            lead=stage.units["civil affairs"].code, office=desk.code,
            issuer="永川区社会救助工作联席会议办公室", mandate="区府办〔2023〕1号",
        ),
        by=secretary, at=at,
    )  # fmt: skip
    if not held:
        for where in MEMBERS:
            body = await operations.appoint(
                body.code,
                inputs.MemberIn(
                    version=body.version, unit=stage.units[where].code, name="李主任", post="副局长"
                ),
                by=secretary, at=at,
            )  # fmt: skip
    return Table(stage, body)
