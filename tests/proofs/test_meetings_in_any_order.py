"""Topics, meetings, minutes and resolutions in any order of acts: what must hold, holds."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from meetings import access
from meetings.model import Meeting, TopicOutcome, TopicState
from meetings.operations import issuing
from meetings.queries import situations
from meetings.tables import MeetingRow, MinutesRow, ResolutionRow, TopicRow
from portal.core import clock
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Refusal, Stale
from portal.core.settings import Settings
from portal.directory.model import Person
from tests.meetings.round_table import MEMBERS, opened, set_table
from tests.proofs.conftest import PROVING, times
from tests.proofs.sittings import books
from tests.proofs.test_every_meeting_row import Play

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("empty_papers")]

_REFUSALS = (NotFound, NotAllowed, NotPossible, Invalid, Stale)
# What ends a matter is chosen seldom, or every run would be short.
_ENDING = {
    "withdraw",
    "merge",
    "return",
    "cancel",
    "postpone",
    "take_off",
    "drop",
    "revise",
    "refuse",
}
_ONWARD = frozenset({
    "check", "pool", "schedule", "convene", "fix_agenda", "begin", "present", "record_outcome",
    "conclude", "resolve", "circulate", "agree", "to_signature", "sign", "issue", "receive",
    "start", "cooperate", "report", "strike_off",
})  # fmt: skip
_OUTCOMES = [each.value for each in TopicOutcome]


class Where:
    """Where a run takes place: the joint meeting, its people, and the loop of its database."""

    def __init__(self, play: Play, heads: list[Person], loop: asyncio.AbstractEventLoop) -> None:
        self.play, self.loop = play, loop
        table = play.table
        self.people = [table.person("secretary"), table.person("convener"), *heads,
                       table.person("supervisor"), table.person("handler", "bureau")]  # fmt: skip
        self.went: set[str] = set()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the database's loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout=120)


class MeetingsInAnyOrder(RuleBasedStateMachine):
    """One body's matters, and whoever does something to them."""

    where: Where

    def __init__(self) -> None:
        super().__init__()
        self.at = clock.now()
        self.known: dict[str, list[int]] = {"topic": [], "meeting": []}
        self.seen = self.where.run(books.read(self.body_id))

    @property
    def body_id(self) -> int:
        """The joint meeting's id."""
        return self.where.play.table.body.id

    def teardown(self) -> None:
        """Give the real time back."""
        clock.set_clock(None)

    @initialize()
    def begin(self) -> None:
        """A meeting is planned, and two referrals are put to it."""
        clock.set_clock(lambda: self.at)
        self.plan()
        self.escalate()
        self.escalate()

    @rule()
    @precondition(lambda self: len(self.known["topic"]) < 5)
    def escalate(self) -> None:
        """A referral gets stuck and is put to the meeting."""
        _scene, topic = self.where.run(self.where.play.table.escalated())
        self.known["topic"].append(topic.id)
        self.look()

    @rule()
    @precondition(lambda self: len(self.known["meeting"]) < 3)
    def plan(self) -> None:
        """A meeting is planned."""
        meeting = self.where.run(self.where.play.table.planned())
        self.known["meeting"].append(meeting.id)
        self.look()

    @rule(hours=st.sampled_from([1, 20, 24 * 4, 24 * 20]))
    def time_passes(self, hours: int) -> None:
        """Hours, days or weeks go by."""
        self.at += timedelta(hours=hours)

    @rule(data=st.data())
    def a_morning(self, data: st.DataObject) -> None:
        """Some people do what the pages offer, one after the other."""
        for _ in range(6):
            self._act(data)

    @rule(data=st.data())
    def an_afternoon(self, data: st.DataObject) -> None:
        """Most of what happens is what the pages offer."""
        self.a_morning(data)

    @rule(data=st.data())
    def matters_go_on(self, data: st.DataObject) -> None:
        """What brings a matter to its end is done, or nothing would ever be issued."""
        for _ in range(10):
            thing = self._thing(data)
            offered = [each for each in self.where.run(self._offered(thing)) if each[1] in _ONWARD]
            if offered:
                by, verb = data.draw(st.sampled_from(offered))
                self._take(thing, verb, by, self.where.run(self._given(thing, verb)))

    @rule(data=st.data())
    @precondition(lambda self: self.known["topic"])
    def another_outcome(self, data: st.DataObject) -> None:
        """The meeting makes of a topic whatever it can make of one."""
        topic = self.where.run(opened("topic", data.draw(st.sampled_from(self.known["topic"]))))
        given = {"outcome": data.draw(st.sampled_from(_OUTCOMES)), "text": "会议议定如下。"}
        if topic.state is not TopicState.SCHEDULED:
            return
        self._take(topic, "record_outcome", self.where.people[0], given)

    def _act(self, data: st.DataObject) -> None:
        thing = self._thing(data)
        offered = self.where.run(self._offered(thing))
        going_on = [each for each in offered if each[1] not in _ENDING] or offered
        chosen = offered if data.draw(st.integers(0, 4)) == 0 else going_on
        if not chosen:
            return
        by, verb = data.draw(st.sampled_from(chosen))
        self._take(thing, verb, by, self.where.run(self._given(thing, verb)))

    def _thing(self, data: st.DataObject) -> Any:
        ids = self.where.run(self._ids())
        kind = data.draw(st.sampled_from([name for name, held in ids.items() if held]))
        return self.where.run(opened(kind, data.draw(st.sampled_from(ids[kind]))))

    async def _ids(self) -> dict[str, list[int]]:
        held = self.known["meeting"]
        minutes = await MinutesRow.select(MinutesRow.id).where(
            MinutesRow.meeting_id.is_in(held)
        ).order_by(MinutesRow.id)  # fmt: skip
        ids = [row["id"] for row in minutes]
        resolved = await ResolutionRow.select(ResolutionRow.id).where(
            ResolutionRow.minutes_id.is_in(ids or [0]) & ResolutionRow.number.is_not_null()
        ).order_by(ResolutionRow.id)  # fmt: skip
        return self.known | {"minutes": ids, "resolution": [row["id"] for row in resolved]}

    async def _offered(self, thing: Any) -> list[tuple[Person, str]]:
        """Return who is offered what on a thing."""
        held = []
        for by in self.where.people:
            situation = await situations.of(thing, by=by, at=self.at)
            held += [(by, row.action.value) for row in access.possible(situation, by)]
        return held

    async def _given(self, thing: Any, verb: str) -> dict[str, Any]:
        given = await self.where.play.given(thing, verb)
        if verb == "schedule":
            given["meeting"] = await self._meeting_ahead() or given["meeting"]
        if verb == "merge":
            given["into"] = await self._other_topic(thing.id) or given["into"]
        if verb == "edit" and isinstance(thing, Meeting):
            given["begins_at"] = (self.at + timedelta(days=9)).isoformat()
        return given

    async def _other_topic(self, topic_id: int) -> str:
        row = TopicRow
        found = await row.select(row.number).where(
            row.id.is_in([each for each in self.known["topic"] if each != topic_id] or [0])
            & row.state.is_in(["pooled", "scheduled"])
        ).first()  # fmt: skip
        return str(found["number"]) if found else ""

    async def _meeting_ahead(self) -> str:
        row = MeetingRow
        found = await row.select(row.number).where(
            row.id.is_in(self.known["meeting"])
            & row.state.is_in(["planned", "convened", "agenda_fixed"])
        ).first()  # fmt: skip
        return str(found["number"]) if found else ""

    def _take(self, thing: Any, verb: str, by: Person, given: dict[str, Any]) -> None:
        self.at += timedelta(minutes=7)
        kind = type(thing).__name__.lower()
        refused = self.where.run(self._tried(thing, verb, by, given))
        if refused is None:
            self.where.went.add(f"{kind}:{verb}")
            self.look()
        else:
            assert self.where.run(opened(kind, thing.id)) == thing, (kind, verb, refused)

    async def _tried(
        self, thing: Any, verb: str, by: Person, given: dict[str, Any]
    ) -> Refusal | None:
        try:
            await self.where.play.table.do(verb, thing, by, at=self.at, **given)
        except _REFUSALS as refusal:
            return refusal
        return None

    def look(self) -> None:
        """Read the books anew; whatever must hold of them, holds."""
        before, self.seen = self.seen, self.where.run(books.read(self.body_id))
        wrong = books.complaints(before, self.seen)
        assert not wrong, wrong


@pytest.fixture(scope="module")
async def where(database: Settings) -> Where:
    """The joint meeting of this database."""
    table = await set_table()
    heads = [await table.head(each) for each in MEMBERS]
    return Where(Play(table), heads, asyncio.get_running_loop())


def _settings(runs: int, steps: int) -> Any:
    return settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, database=None,
        report_multiple_bugs=False, derandomize=not PROVING,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


async def test_whatever_happens_in_whatever_order_the_books_are_right(
    where: Where, database: Settings
) -> None:
    MeetingsInAnyOrder.where = where
    runs, steps = (
        (times(2, 6), times(8, 60)) if database.on_postgres else (times(3, 40), times(12, 100))
    )

    await asyncio.to_thread(
        run_state_machine_as_test, MeetingsInAnyOrder, settings=_settings(runs, steps)
    )

    assert where.went


async def test_minutes_are_issued_and_resolutions_struck_off_under_the_same_eyes(
    where: Where,
) -> None:
    """The long way is seldom walked by chance; here it is walked, and the books are read."""
    table = where.play.table
    before = await books.read(table.body.id)
    _scene, topic = await table.escalated()
    issued = await table.enacted(topic)

    now = await books.read(table.body.id)

    assert issued.id in now.issued
    assert books.complaints(before, now) == []
    assert books.complaints(now, now) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_number_that_is_left_out_is_noticed(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming, following = issuing.coming_number, issuing.next_number

    async def one_more(series: str) -> int:
        return await coming(series) + 1

    async def twice(series: str) -> int:
        await following(series)
        return await following(series)

    monkeypatch.setattr(issuing, "coming_number", one_more)
    monkeypatch.setattr(issuing, "next_number", twice)
    table = where.play.table
    before = await books.read(table.body.id)
    _scene, topic = await table.escalated()
    await table.enacted(topic)

    assert any("numbered" in each for each in books.complaints(before, await books.read(
        table.body.id)))  # fmt: skip
