"""Every row of the meetings' state tables through the operations, the pages and the API.

The daily tests take every row once through each door, by the first person it belongs to; what is
refused answers 404, 403 or 409 and changes nothing: once a row in the daily tests, for every pair
of state and act by everybody in ``make prove``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from meetings.api import HANDLERS as MEETINGS_API
from meetings.doors import MEETING_ACTS, MINUTES_ACTS, RESOLUTION_ACTS, TOPIC_ACTS
from meetings.pages import HANDLERS as MEETINGS_PAGES
from portal.core import clock
from portal.core.calendar import OFFICE, day_of
from portal.core.settings import Settings
from portal.directory.model import Person, Role, Unit
from portal.directory.permissions import scopes
from tests.meetings import oracle
from tests.meetings.round_table import MEMBERS, Table, opened, set_table
from tests.proofs.conftest import PROVING
from tests.proofs.doors import Doors, Who
from tests.referrals.scenes import person_at

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("empty_papers")]

_STATUS = {oracle.UNKNOWN: 404, oracle.FORBIDDEN: 403, oracle.NOT_NOW: 409, oracle.GOES: 200}
_ACTS = dict(zip(oracle.KINDS, (TOPIC_ACTS, MEETING_ACTS, MINUTES_ACTS, RESOLUTION_ACTS),
                 strict=True))  # fmt: skip
_RIGHTS = {(kind, act.name): act.permission for kind, acts in _ACTS.items() for act in acts}


class Seat(msgspec.Struct, frozen=True):
    """A thing of meetings at its addresses."""

    table: Any
    kind: str
    id: int
    key: str

    @property
    def page(self) -> str:
        """The address of its page."""
        if self.kind == "minutes":
            return f"/meetings/{self.key}/minutes"
        return f"/{self.kind}s/{self.key}"

    @property
    def api(self) -> str:
        """Its address in the API."""
        return f"/minutes/{self.key}" if self.kind == "minutes" else self.page

    async def now(self) -> Any:
        """Return the thing as it stands."""
        return await opened(self.kind, self.id)

    async def version(self) -> int:
        """Return the version a form of it would carry."""
        return int((await self.now()).version)

    async def act(self, action: str, given: dict[str, Any], *, by: Person, at: datetime) -> None:
        """Act through the operation the doors call."""
        door = next(act for act in _ACTS[self.kind] if act.name == action)
        form = door.reads.model_validate({"version": await self.version(), **given})
        await door.operation(self.key, form, by=by, at=at)


_MEETING_PATHS = {
    "planned": "", "convened": "convene", "agenda_fixed": "convene fix_agenda",
    "in_session": "convene fix_agenda begin", "adjourned": "convene fix_agenda begin adjourn",
    "concluded": "convene fix_agenda begin conclude", "postponed": "convene postpone",
    "cancelled": "cancel",
}  # fmt: skip
_TOPIC_PATHS = {
    "draft": "return", "submitted": "", "coordinating": "check", "pooled": "check pool",
    "scheduled": "check pool schedule", "withdrawn": "withdraw", "merged": "check pool merge",
}  # fmt: skip
_RESOLUTION_PATHS = {
    "issued": "", "received": "receive", "in_progress": "receive start",
    "suspended": "receive start suspend", "reported": "receive start cooperate report",
    "checked": "receive start cooperate report check",
    "closed": "receive start cooperate report check strike_off",
}  # fmt: skip


class Play:
    """Brings things to their states, by whose acts those are."""

    def __init__(self, table: Table) -> None:
        self.table = table

    async def at(self, kind: str, state: str, action: str = "") -> Seat:
        """Return a thing in a state; what is about to be done to it finds nothing against it."""
        thing = await getattr(self, f"_{kind}")(state, action)
        return Seat(self.table, kind, thing.id, thing.key)

    async def _walk(self, thing: Any, path: str) -> Any:
        for action in path.split():
            by = await self._whose(thing, action)
            thing = await self.table.do(action, thing, by, **await self.given(thing, action))
        return thing

    async def _whose(self, thing: Any, action: str) -> Person:
        kind = type(thing).__name__.lower()
        rights = oracle.TABLES[kind][action].rights
        if action == "cooperate":
            return await self.table.head("civil affairs")
        if rights["secretary"] == "M":
            return self.table.person("secretary")
        if rights["convener"] == "M":
            return self.table.person("convener")
        return self.table.person("head", "bureau")

    async def _topic(self, state: str, action: str) -> Any:
        _, topic = await self.table.escalated()
        if action == "pass_on":
            await self.table.sitting(await self.table.pooled(topic), kind="liaison")
            return topic
        if state == "deliberated" or action == "record_outcome":
            await self.table.sitting(await self.table.pooled(topic))
            if state == "deliberated":
                await self._outcome(topic, "submitted_to_government")
            return topic
        if state == "coordinating" and action == "answer":
            topic = await self._walk(topic, "check")
            return await self._walk(topic, "consult")
        return await self._walk(topic, _TOPIC_PATHS[state])

    async def _outcome(self, topic: Any, outcome: str) -> None:
        await self.table.do(
            "record_outcome", topic, self.table.person("secretary"), outcome=outcome, text="同意。"
        )

    async def _meeting(self, state: str, action: str) -> Any:
        _, topic = await self.table.escalated()
        meeting = await self.table.planned()
        await self.table.do("schedule", await self.table.pooled(topic),
                            self.table.person("secretary"), meeting=meeting.number)  # fmt: skip
        # A notice is corrected once something it says is no longer so.
        first = {"correct_notice": " edit", "stop_pack": " build_pack", "leave": " present"}
        return await self._walk(meeting, _MEETING_PATHS[state] + first.get(action, ""))

    async def _minutes(self, state: str, action: str) -> Any:
        _, topic = await self.table.escalated()
        minutes = await self.table.written(topic)
        return await self._walk(minutes, await self._minutes_path(state, action, minutes))

    async def _minutes_path(self, state: str, action: str, minutes: Any) -> str:
        if state == "drafting":
            if action == "to_signature":
                await self._round(minutes)
                return "revise"
            return ""
        if state == "revising":
            return "circulate revise"
        if state == "countersigning":
            return "circulate" + {"take_back_objection": " object", "answer": " remark",
                                  "overrule_objection": " object"}.get(action, "")  # fmt: skip
        await self._round(minutes)
        return {"for_signature": "to_signature", "signed": "to_signature sign",
                "issued": "to_signature sign issue"}[state]  # fmt: skip

    async def _round(self, minutes: Any) -> None:
        await self.table.do("circulate", minutes, self.table.person("secretary"))
        for where in MEMBERS:
            await self.table.do("agree", minutes, await self.table.head(where))

    async def _resolution(self, state: str, action: str) -> Any:
        _, topic = await self.table.escalated()
        minutes = await self.table.countersigned(await self.table.written(topic))
        (resolution,) = await self.table.resolutions(await self.table.issued(minutes))
        path = _RESOLUTION_PATHS[state]
        if action == "report":
            path = path.replace("start", "start cooperate")
        if action == "reach":
            path = path.replace("receive", "receive plan")
        if action in {"grant_extension", "refuse_extension"}:
            path = path.replace("receive", "receive ask_extension")
        return await self._walk(resolution, path)

    async def given(self, thing: Any, action: str) -> dict[str, Any]:
        """Return a good answer to what an act asks."""
        kind = type(thing).__name__.lower()
        door = next(act for act in _ACTS[kind] if act.name == action)
        reason = {"reason": "情况属实。"} if "reason" in door.reads.model_fields else {}
        return reason | (await getattr(self, f"_given_{kind}")(thing, action))

    async def _given_topic(self, _thing: Any, action: str) -> dict[str, Any]:
        units = self.table.stage.units
        return {
            "edit": {"title": "新题", "question": "由谁牵头？"},
            "consult": {"unit": units["bureau"].code},
            "answer": {"stance": "agrees"},
            "schedule": {"meeting": (await self.table.planned()).number}
            if action == "schedule" else {},
            "record_outcome": {"outcome": "agreed", "text": "同意。"},
            "record_answer": {"agreed": "agreed"},
            "merge": {"into": await self._lead()} if action == "merge" else {},
        }.get(action, {})  # fmt: skip

    async def _lead(self) -> str:
        """Return a topic another can be merged into."""
        own = await self.table.proposed(self.table.person("secretary"))
        await self.table.do("submit", own, self.table.person("secretary"))
        return (await self.table.pooled(own)).key

    async def _given_meeting(self, thing: Any, action: str) -> dict[str, Any]:
        later = (clock.now() + timedelta(days=9)).astimezone(OFFICE).strftime("%Y-%m-%d %H:%M")
        topics = await self.table.agenda(thing)
        return {
            "edit": {"title": "改", "begins_at": later, "place": "二楼", "chair": "副区长"},
            "order": {"topics": [each.key for each in topics] or ["none"]},
            "call_in": {
                "topic": topics[0].key if topics else "none",
                "unit": self.table.stage.units["other bureau"].code,
            },
            "attend": {"name": "王主任"},
            "delegate": {"name": "张科长"},
            "present": {"unit": self.table.stage.units["bureau"].code, "name": "王主任"},
            "leave": {"unit": self.table.stage.units["bureau"].code},
            "recuse": {
                "unit": self.table.stage.units["bureau"].code,
                "topic": topics[0].key if topics else "none",
            },
        }.get(action, {})

    async def _given_minutes(self, thing: Any, action: str) -> dict[str, Any]:
        # What takes minutes back has no items of its own.
        item = thing.items[0].id if thing.items else 0
        drafts = await self.table.resolutions(thing)
        bureau = self.table.stage.units["bureau"].code
        return {
            "write": {"item": item, "text": "会议同意。"},
            "resolve": {"item": item, "text": "建立机制。", "lead": bureau},
            "drop": {"resolution": drafts[0].code if drafts else "none"},
            "at_once": {"item": item},
            "comment": {"text": "建议写明期限。"},
            "object": {"text": "职责不清。"},
            "distribute": {"to": ["区民政局"], "up": ["区政府"], "copied": ["区财政局"]},
            "remark": {"place": f"{item}.1", "text": "建议写明期限。"},
            "answer": {
                "remark": thing.remarks[0].code if thing.remarks else "none",
                "answer": "已采纳。",
            },
            "overrule_objection": {"unit": bureau},
        }.get(action, {})

    async def _given_resolution(self, thing: Any, action: str) -> dict[str, Any]:
        return {
            "urge": {"text": "请按期完成。"},
            "plan": {"steps": [{"text": "制定方案", "due_on": str(day_of(clock.now()))}]},
            "reach": {
                "step": next((s.code for s in thing.milestones if s.is_open), "none"),
                "words": "方案已印发。",
            },
            "supervise": {
                "unit": thing.lead.code, "mandate": "区政府常务会议纪要", "text": "限期落实。",
            },
            "report": {"report": "已建立。"}, "cooperate": {"report": "已配合。"},
            "ask_extension": {"working_days": 5},
        }.get(action, {})  # fmt: skip


@pytest.fixture(scope="module")
async def play(database: Settings) -> Play:
    """A joint meeting of this database, and what brings its things to their states."""
    return Play(await set_table())


@pytest.fixture(scope="module")
async def doors(play: Play) -> AsyncIterator[Doors]:
    """The three ways to act."""
    people = dict(play.table.stage.people)
    for role, where, _ in oracle.people("topic"):
        people[role, where] = await person_at(Role(role), play.table.stage.units[where])
    held = Doors(people, (*MEETINGS_PAGES, *MEETINGS_API))
    yield held
    await held.close()


def _first(row: oracle.Row) -> Who:
    if row.act == "cooperate":
        return "head", "civil affairs"
    return next(
        (role, where)
        for role, where, reach in oracle.people(row.kind)
        if row.expected(row.origin[0], role, reach) == oracle.GOES and role != "handler"
    )


_ROWS = [row for table in oracle.TABLES.values() for row in table.values()]


@pytest.mark.parametrize("door", ["operation", "page", "api"])
@pytest.mark.parametrize("row", _ROWS, ids=[f"{row.kind}-{row.act}" for row in _ROWS])
async def test_a_row_goes_through_a_door_and_leads_where_it_says(
    play: Play, doors: Doors, row: oracle.Row, door: str
) -> None:
    seat = await play.at(row.kind, row.origin[0], row.act)

    status = await getattr(doors, door)(
        seat, row.act, await play.given(await seat.now(), row.act), _first(row)
    )

    assert status == 200
    assert row.to in {None, (await seat.now()).state.value}


def _pairs() -> list[tuple[str, str, str]]:
    found = []
    for kind, table in oracle.TABLES.items():
        states = list(dict.fromkeys(state for row in table.values() for state in row.origin))
        last = {"topic": "withdrawn", "meeting": "cancelled", "minutes": "issued",
                "resolution": "closed"}[kind]  # fmt: skip
        for state in (*states, last) if PROVING else (last,):
            found += [(kind, state, act) for act in table]
    return found


def _reach(thing: Any, role: str, unit: Unit, printed: str) -> str:
    """Return the printed reach; a head's is what this very thing asks of the unit."""
    if role != "head":
        return printed
    own = [each.path for each in thing.concerned.units if each.kind == unit.kind]
    return "D" if any(path.startswith(unit.division_path) for path in own) else "-"


@pytest.fixture(scope="module")
def refused(play: Play) -> dict[tuple[str, str], Seat]:
    """A thing in each state, used by all who are refused: they change nothing."""
    return {}


@pytest.mark.parametrize("door", ["operation", "page", "api"] if PROVING else ["operation"])
@pytest.mark.parametrize(("kind", "state", "act"), _pairs())
async def test_an_act_is_refused_where_the_table_says_and_changes_nothing(
    play: Play, doors: Doors, refused: dict[tuple[str, str], Seat],
    kind: str, state: str, act: str, door: str,
) -> None:  # fmt: skip
    if (kind, state) not in refused:
        refused[kind, state] = await play.at(kind, state)
    seat = refused[kind, state]
    before = await seat.now()
    row = oracle.TABLES[kind][act]

    for role, where, printed in oracle.people(kind):
        reach = _reach(before, role, play.table.stage.units[where], printed)
        wanted = row.expected(state, role, reach)
        if door != "operation" and not scopes(_RIGHTS[kind, act], Role(role)):
            wanted = oracle.FORBIDDEN
        if wanted == oracle.GOES:
            continue
        status = await getattr(doors, door)(seat, act, await play.given(before, act), (role, where))
        assert status == _STATUS[wanted], (role, where)

    assert await seat.now() == before
