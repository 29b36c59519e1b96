"""A run in any order: legal acts and illegal ones, by anybody, while time goes by.

Hypothesis runs in a thread of its own and hands every act to the loop the database lives in. After
each act the rows are read anew and everything that must hold is checked.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from pydantic import ValidationError

from meetings.queries import things
from portal.core import clock
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Refusal, Stale
from portal.directory.model import Person
from referrals.model import Referral
from referrals.queries.folder import Folder, open_folder
from tests.proofs.any_order import invariants, office, recount
from tests.proofs.any_order.office import Office
from tests.proofs.any_order.seen import OVER, Seen, is_open, look

MOST_CASES = 4
_REFUSALS = (NotFound, NotAllowed, NotPossible, Invalid, Stale)
_SMALL = {"assign", "note", "chase", "ask_extension"}
_ENDING = {"withdraw", "void", "merge", "propose_refusal", "ask_papers", "record_gap"}
# What only the desk can move on, and how: without it whatever comes back would pile up there.
_WAITING = {"return_asked": ["approve_return", "approve_return", "overrule_return", "withdraw"],
            "completed": ["confirm", "send_back", "send_back"]}  # fmt: skip
_ROLE = st.sampled_from(["", "lead", "cooperating"])


@dataclass
class Where:
    """Where a run takes place: the office, and the loop its database belongs to."""

    office: Office
    loop: asyncio.AbstractEventLoop
    acts: int = 0
    went: dict[str, int] = field(default_factory=dict)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the database's loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout=120)


class AnyOrder(RuleBasedStateMachine):
    """Cases and referrals, and whoever does something to them."""

    where: Where

    def __init__(self) -> None:
        super().__init__()
        self.at = clock.now()
        self.case_ids: list[int] = []
        self.topics: list[int] = []
        self.seen = self.where.run(look(()))

    def teardown(self) -> None:
        """Give the real time back."""
        clock.set_clock(None)

    # --- the frame every act stands in ---

    def take(self, name: str, act: Callable[[], Awaitable[Any]]) -> Any:
        """Take an act; check what it did, or that its refusal did nothing."""
        before, self.at = self.seen, self.at + timedelta(minutes=7)
        answer, refused = self.where.run(_tried(act))
        self.seen = self.where.run(self._look(answer))
        self.where.acts += 1
        if refused is None:
            self.where.went[name] = self.where.went.get(name, 0) + 1
        wrong = list(self._wrong(before, name, refused))
        assert not wrong, (name, refused, wrong)
        return answer

    async def _look(self, answer: Any) -> Seen:
        return await look(self.case_ids)

    def _wrong(self, before: Seen, name: str, refused: Refusal | None) -> list[str]:
        if refused is None:
            return [
                *invariants.complaints(before, self.seen, name),
                *recount.wrong_dates(self.seen),
                *recount.run_backwards(before, self.seen, name),
            ]
        blunt = isinstance(refused, Stale)
        told = [f"{refused.code}: nobody else acted, a guard should have said why"]
        return [*invariants.unchanged(before, self.seen), *(told if blunt else ())]

    def folder(self, data: st.DataObject) -> Folder:
        """Return one of the cases as it stands, mostly one that is not over."""
        ids = self.case_ids
        going = [each for each in ids if self.seen.cases[each]["state"] not in OVER]
        if going and data.draw(st.integers(0, 3)):
            ids = going
        case_id = data.draw(st.sampled_from(ids))
        found: Folder = self.where.run(open_folder(case_id))
        return found

    def referral(self, data: st.DataObject) -> tuple[Folder, Referral] | None:
        """Return one of the referrals with its case; None while there is none."""
        ids = sorted(self.seen.referrals)
        if not ids:
            return None
        # What is over or only prepared is tried now and then; most acts are on what is open.
        open_ = [each for each in ids if is_open(self.seen.referrals[each])]
        if open_ and data.draw(st.integers(0, 3)):
            ids = open_
        chosen = self.seen.referrals[data.draw(st.sampled_from(ids))]
        folder: Folder = self.where.run(open_folder(chosen["case_id"]))
        return folder, folder.referral(chosen["id"])

    def person(self, data: st.DataObject, *names: str) -> Person:
        """Return one of these people, or of all."""
        return self.where.office.people[data.draw(st.sampled_from(names or self.here.names))]

    @property
    def here(self) -> Office:
        """The office of this run."""
        return self.where.office

    # --- what can happen ---

    @initialize(data=st.data(), start=st.sampled_from(office.STARTS))
    def begin(self, data: st.DataObject, start: datetime) -> None:
        """A day begins; the first two cases are taken in, and one of them is sent on."""
        self.at = start
        clock.set_clock(lambda: self.at)
        for another_need in (False, True):
            self._register(another_need)
            self._accepted(self.case_ids[-1])
        self._send(data, "send")

    def _register(self, another_need: bool) -> None:
        async def registered() -> Any:
            case = await office.register(
                self.here.people["clerk window"], self.at, another_need=another_need
            )
            self.case_ids.append(case.id)

        self.take("register", registered)

    def _accepted(self, case_id: int) -> None:
        folder = self.where.run(open_folder(case_id))
        by, given = self.here.people["clerk window"], {"consent": {"given": True}}
        self.take("accept", lambda: office.act_on_case("accept", folder.case, given, by, self.at))

    @rule(another_need=st.booleans())
    @precondition(lambda self: len(self.case_ids) < MOST_CASES)
    def register(self, another_need: bool) -> None:
        """Somebody new comes to the window."""
        self._register(another_need)

    @rule(data=st.data())
    @precondition(lambda self: sum(r["state"] == "draft" for r in self.seen.referrals.values()) < 2)
    def draft(self, data: st.DataObject) -> None:
        """Referrals are prepared, and not sent yet."""
        self._send(data, "draft")

    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        """A case is sent to units."""
        self._send(data, "send")

    @rule(data=st.data())
    def send_more(self, data: st.DataObject) -> None:
        """A case is sent to units: without that, nothing happens to anybody."""
        self._send(data, "send")

    def _send(self, data: st.DataObject, verb: str) -> None:
        folder = self.folder(data)
        given = office.sending(data.draw, self.here, folder)
        by = self.person(data, "clerk window", "supervisor desk")
        self.take(verb, lambda: office.send(verb, folder.case, given, by, self.at))

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def anything(self, data: st.DataObject) -> None:
        """Anybody tries anything on a referral."""
        if held := self.referral(data):
            folder, referral = held
            verb = data.draw(st.sampled_from(office.REFERRAL_VERBS))
            self._act(data, verb, folder, referral, self.person(data))

    def _act(
        self, data: st.DataObject, verb: str, folder: Folder, referral: Referral, by: Person
    ) -> None:
        given = office.on_referral(data.draw, self.here, verb, folder, referral)
        self.take(verb, lambda: office.act_on_referral(verb, referral, given, by, self.at))

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def something_offered(self, data: st.DataObject) -> None:
        """Somebody does what the page offers on a referral."""
        if held := self.referral(data):
            self._as_offered(data, *held)

    def _as_offered(self, data: st.DataObject, folder: Folder, referral: Referral) -> None:
        offered = office.offers(folder, referral, self.here, self.at)
        telling = [verb for verb in offered if verb not in _SMALL] or list(offered)
        if telling:
            verb = data.draw(st.sampled_from(telling))
            by = data.draw(st.sampled_from(offered[verb]))
            self._act(data, verb, folder, referral, by)

    @rule(data=st.data())
    @precondition(lambda self: _of_one_need(self.seen))
    def what_two_have(self, data: st.DataObject) -> None:
        """Something is done where one need is with two units: what one does, the other sees."""
        chosen = self.seen.referrals[data.draw(st.sampled_from(_of_one_need(self.seen)))]
        folder: Folder = self.where.run(open_folder(chosen["case_id"]))
        self._as_offered(data, folder, folder.referral(chosen["id"]))

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def something_else_offered(self, data: st.DataObject) -> None:
        """Most of what is done is what somebody is offered."""
        self.something_offered(data)

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def by_the_unit(self, data: st.DataObject) -> None:
        """A handler of the unit does what the page offers there."""
        if held := self.referral(data):
            folder, referral = held
            by = next((p for n, p in self.here.people.items() if n.startswith("handler")
                       and p.memberships[0].unit.id == referral.unit_id), None)  # fmt: skip
            offered = office.likely(folder, referral, by, self.at) if by else []
            telling = [verb for verb in offered if verb not in _SMALL] or offered
            if by and telling:
                self._act(data, data.draw(st.sampled_from(telling)), folder, referral, by)

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def by_the_unit_again(self, data: st.DataObject) -> None:
        """Units do most of what is done."""
        self.by_the_unit(data)

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def by_the_desk(self, data: st.DataObject) -> None:
        """The desk's supervisor does what the page offers on a referral."""
        if held := self.referral(data):
            folder, referral = held
            by = self.here.people["supervisor desk"]
            offered = office.likely(folder, referral, by, self.at)
            telling = [verb for verb in offered if verb not in _SMALL] or offered
            if telling:
                self._act(data, data.draw(st.sampled_from(telling)), folder, referral, by)

    @rule(data=st.data())
    @precondition(lambda self: any(is_open(r) for r in self.seen.referrals.values()))
    def what_waits_for_the_desk(self, data: st.DataObject) -> None:
        """The desk's supervisor decides a return, or what becomes of an answer."""
        waiting = [n for n, row in sorted(self.seen.referrals.items()) if row["state"] in _WAITING]
        if waiting:
            chosen = self.seen.referrals[data.draw(st.sampled_from(waiting))]
            folder: Folder = self.where.run(open_folder(chosen["case_id"]))
            verb = data.draw(st.sampled_from(_WAITING[chosen["state"]]))
            by = self.here.people["supervisor desk"]
            self._act(data, verb, folder, folder.referral(chosen["id"]), by)

    @rule(data=st.data())
    def anything_on_a_case(self, data: st.DataObject) -> None:
        """Anybody tries anything on a case."""
        verb = data.draw(st.sampled_from(office.CASE_VERBS))
        self._act_on_case(data, verb, self.folder(data), self.person(data))

    @rule(data=st.data())
    def something_offered_on_a_case(self, data: st.DataObject) -> None:
        """The desk does what the page offers on a case."""
        folder = self.folder(data)
        by = self.person(data, "clerk window", "supervisor desk")
        offered = office.likely_on_case(folder, by, self.at)
        # An end is chosen seldom, or every run would be short.
        going_on = [verb for verb in offered if verb not in _ENDING] or offered
        chosen = offered if data.draw(st.integers(0, 4)) == 4 else going_on
        if chosen:
            self._act_on_case(data, data.draw(st.sampled_from(chosen)), folder, by)

    @rule(data=st.data())
    def something_else_offered_on_a_case(self, data: st.DataObject) -> None:
        """Desks do more with a case than it is sent about."""
        self.something_offered_on_a_case(data)

    def _act_on_case(self, data: st.DataObject, verb: str, folder: Folder, by: Person) -> None:
        others = [row["number"] or row["code"] for row in self.seen.cases.values()]
        given = office.on_case(data.draw, self.here, verb, folder, others)
        self.take(verb, lambda: office.act_on_case(verb, folder.case, given, by, self.at))

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def on_an_old_page(self, data: st.DataObject) -> None:
        """Somebody acts on what was seen before the last change: it is refused, or was none."""
        if held := self.referral(data):
            _, referral = held
            verb = data.draw(st.sampled_from(["accept", "papers_in", "end_stage"]))
            before, by = self.seen, self.person(data)
            _, refused = self.where.run(_tried(
                lambda: office.act_on_referral(verb, _older(referral), {}, by, self.at)
            ))  # fmt: skip
            self.seen = self.where.run(look(self.case_ids))
            assert refused is not None
            assert not invariants.unchanged(before, self.seen)

    @rule(data=st.data())
    @precondition(lambda self: self.seen.referrals)
    def put_to_meeting(self, data: st.DataObject) -> None:
        """A referral is put to the joint meeting."""
        if held := self.referral(data):
            _, referral = held
            by = self.person(data, "supervisor desk", "handler bureau", "handler lead")

            async def put() -> None:
                self.topics.append(await office.put_to_meeting(referral, by, self.at))

            self.take("put_to_meeting", put)

    @rule(data=st.data(), verb=st.sampled_from(["withdraw", "return"]))
    @precondition(lambda self: self.topics)
    def end_topic(self, data: st.DataObject, verb: str) -> None:
        """A topic ends without a decision."""
        topic = data.draw(st.sampled_from(self.topics))
        self.take("end_topic", lambda: office.end_topic(self.here, topic, verb))

    @rule(data=st.data(), role=_ROLE, binding=st.booleans(),
          outcome=st.sampled_from(["agreed", "not_agreed", "noted"]))  # fmt: skip
    @precondition(lambda self: self.topics)
    def decide(self, data: st.DataObject, role: str, binding: bool, outcome: str) -> None:
        """The joint meeting settles a topic, and its decision is in force at once."""
        topic = self.where.run(things.topic(data.draw(st.sampled_from(self.topics))))
        if topic.state.value != "submitted":
            return
        units = st.sampled_from(["", "", *self.here.units.values()])
        days = data.draw(st.sampled_from([None, 5, 40]))
        due = (self.at + timedelta(days=days)).date().isoformat() if days else ""
        effect = {"role": role, "binding": binding, "unit": data.draw(units), "due_on": due}
        self.where.run(self._settle(topic, effect, outcome))
        self.seen = self.where.run(look(self.case_ids))

    async def _settle(self, topic: Any, effect: dict[str, Any], outcome: str) -> None:
        before = self.seen
        await office.hold_meeting(self.here, topic, effect, outcome)
        after = await look(self.case_ids)
        wrong = [
            *invariants.complaints(before, after, "decide"),
            *recount.wrong_dates(after),
            *recount.run_backwards(before, after, "decide"),
        ]
        assert not wrong, ("decide", wrong)

    @rule(hours=st.sampled_from([1, 5, 20, 30, 24 * 3, 24 * 8, 24 * 25]))
    def time_passes(self, hours: int) -> None:
        """Hours, days or weeks go by, over days off and the year's end."""
        self.at += timedelta(hours=hours)

    @rule()
    def jobs_run(self) -> None:
        """Whatever is due is chased, whoever has to hear of something is told."""
        before = self.seen
        self.where.run(office.tell_of(set(self.case_ids), self.at))
        self.seen = self.where.run(look(self.case_ids))
        wrong = [w for w in invariants.complaints(before, self.seen, "jobs")
                 if "of no case" not in w and "acted on" not in w]  # fmt: skip
        assert not [*wrong, *recount.wrong_dates(self.seen)], wrong


def _of_one_need(seen: Seen) -> list[int]:
    """Return the open referrals whose need another referral serves or has served as well."""
    held = Counter(r["need_id"] for r in seen.referrals.values()
                   if is_open(r) or r["state"] == "confirmed")  # fmt: skip
    return sorted(n for n, row in seen.referrals.items()
                  if is_open(row) and held[row["need_id"]] > 1)  # fmt: skip


def _older(referral: Referral) -> Referral:
    return msgspec.structs.replace(referral, version=referral.version - 1)


async def _tried(act: Callable[[], Awaitable[Any]]) -> tuple[Any, Refusal | None]:
    """Return what an act answered, or its refusal; what is neither is a fault and goes on."""
    try:
        return await act(), None
    except _REFUSALS as refusal:
        return None, refusal
    except ValidationError as error:
        return None, Invalid([]) if error else None
