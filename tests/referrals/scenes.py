"""Scenes: a case or referral brought to a state by the operations, with people standing around it.

Each step of a path is an act by somebody whose act it is; ``+20`` lets twenty days go by. A path
ends now, so that whatever is tried next can be tried at a door that reads the clock.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from portal.core import clock, db
from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.demo.cast import impossible_id
from portal.directory import operations as directory
from portal.directory import queries
from portal.directory.model import ADMINISTRATORS, Person, Role, Unit
from portal.journal.model import MACHINERY
from referrals import inputs, operations
from referrals.doors import CASE_ACTS, REFERRAL_ACTS
from referrals.model import CaseAction, CaseState, ReferralAction, ReferralState, Trigger
from referrals.operations.chasing import propose
from referrals.operations.saving import save
from referrals.operations.work import hold
from referrals.queries.folder import Folder, open_folder
from referrals.queries.means import relatives_with_codes
from tests.referrals import oracle

# Where the oracle's people stand: the kinds of unit are such that no other test asks for them.
_PLACES = {
    "window": ("intake_window", "500118001"),
    "other window": ("intake_window", "500118002"),
    "desk": ("intake_window", "500118"),
    "other desk": ("intake_window", "500119"),
    "bureau": ("housing_construction", "500118"),
    "other bureau": ("housing_construction", "500119"),
    "city bureau": ("housing_construction", "500000"),
    "civil affairs": ("education", "500118"),
    "lead": ("emergency_mgmt", "500118"),
}
_SOMEBODY = count()
_STEP = timedelta(minutes=5)
_DOORS = {act.name: act for act in REFERRAL_ACTS}
_CASE_DOORS = {act.name: act for act in CASE_ACTS}

REFERRAL_PATHS = {
    "draft": "draft",
    "sent": "send",
    "accepted": "send accept",
    "return_asked": "send accept ask_return",
    "returned": "send accept ask_return approve_return",
    "waiting_client": "send accept ask_papers",
    "in_meeting": "send accept put_to_meeting",
    "completed": "send accept complete",
    "confirmed": "send accept complete confirm",
    "withdrawn": "send accept withdraw",
    "void": "send void",
}
# What has to have happened, beyond the state, for the guards to let an act go.
_AFTER_ACCEPT = {
    "grant_extension": "ask_extension",
    "refuse_extension": "ask_extension",
    "end_stage": "begin_stage",
    "record_objection": "begin_stage",
}
_AT_LAST = {
    "no_answer": "chase +20", "lapse": "+20", "uninform": "inform", "decline_meeting": "propose",
    "strike_relative": "declare_relatives",
}  # fmt: skip

_DONE = "register accept send r.accept r.complete r.confirm"
CASE_PATHS = {
    "draft": "draft",
    "registered": "register",
    "supplement_asked": "register ask_papers",
    "refusal_proposed": "register propose_refusal",
    "not_accepted": "register propose_refusal approve_refusal",
    "lapsed": "register ask_papers +20 lapse",
    "accepted": "register accept",
    "in_hand": "register accept send",
    "results_in": _DONE,
    "closed": f"{_DONE} close",
    "withdrawn": "register withdraw",
    "merged": "register merge",
    "void": "register void",
}


class Scene(msgspec.Struct, frozen=True):
    """What was set: the case, and the thing that is acted on."""

    case_id: int
    code: str  # a draft's number is still to come, its code stays
    what: str  # "cases" or "referrals", as addresses say it

    @property
    def key(self) -> str:
        """What addresses call it."""
        return self.code

    @property
    def page(self) -> str:
        """The address of its page."""
        return f"/{self.what}/{self.key}"

    @property
    def api(self) -> str:
        """Its address in the API."""
        return self.page

    async def act(self, action: str, given: dict[str, Any], *, by: Person, at: datetime) -> None:
        """Act through the operation the doors call."""
        await do(self, action, given, by=by, at=at)

    async def folder(self) -> Folder:
        """Return everything about it as it stands now."""
        return await open_folder(self.case_id)

    async def version(self) -> int:
        """Return the version a form of it would carry."""
        folder = await self.folder()
        if self.what == "cases":
            return folder.case.version
        return next(each.version for each in folder.referrals if each.code == self.code)

    async def state(self) -> str:
        """Return its state."""
        folder = await self.folder()
        if self.what == "cases":
            return folder.case.state.value
        return next(each.state.value for each in folder.referrals if each.code == self.code)


class Stage:
    """The units and people of the oracle, in one database."""

    def __init__(self, units: dict[str, Unit], people: dict[tuple[str, str], Person]) -> None:
        self.units, self.people = units, people

    def given(self, action: str, *, of_case: bool) -> dict[str, Any]:
        """Return a good answer to what an act asks, as a program would send it."""
        act = (_CASE_DOORS if of_case else _DOORS).get(action)
        wanted = act.reads.model_fields if act else {}
        reason = {"reason": "情况属实。"} if "reason" in wanted else {}
        return reason | (_of_case(action) if of_case else self._of_referral(action))

    def _of_referral(self, action: str) -> dict[str, Any]:
        other = self.units["civil affairs"].code
        return {
            "ask_return": {
                "code": "not_our_duty", "basis": "职责分工", "suggested_unit": other,
            },
            "approve_return": {"answer": "next_unit", "unit": other},
            "ask_papers": _PAPERS,
            "complete": {"outcome": "granted", "answer": "已发放。", "amounts": {"money": "800"}},
            "confirm": {"call_back": "satisfied"},
            "assign": {"handler": self.people["handler", "bureau"].login},
            "ask_extension": {"amount": 5, "basis": "办理规程"},
            "begin_stage": {"stage": "public_notice"},
            "record_objection": {"finding": "经核实，异议不成立。"},
            "note": {"text": "已电话联系。"},
        }.get(action, {})  # fmt: skip

    async def referral_in(self, state: str, *, about_to: str = "") -> Scene:
        """Return a referral in a state; where it is about to be acted on, nothing stands against.

        It leads alone, except where only a cooperating one can be acted on.
        """
        steps = _with(REFERRAL_PATHS[state], _AFTER_ACCEPT.get(about_to, ""))
        words = f"register accept {steps} {_AT_LAST.get(about_to, '')}".split()
        play = _Play(self, words, cooperating=about_to == "waive")
        return await play.referral(words)

    async def case_in(self, state: str, *, about_to: str = "") -> Scene:
        """Return a case in a state; where it is about to be acted on, nothing stands against."""
        words = f"{CASE_PATHS[state]} {_AT_LAST.get(about_to, '')}".split()
        play = _Play(self, words, another_need=about_to == "record_gap")
        return await play.case(words)

    async def answer(self, scene: Scene, action: str) -> dict[str, Any]:
        """Return what an act on this scene asks, the names of other things filled in."""
        given = self.given(action, of_case=scene.what == "cases")
        if scene.what == "cases" and action == "merge":
            given["survivor"] = (await self.case_in("accepted")).key
        if scene.what == "cases" and action == "hand_over":
            given["receiver"] = self.people["supervisor", "desk"].login
        if scene.what == "cases" and action in {"inform", "uninform"}:
            given["unit"] = self.units["other bureau"].code
        if scene.what == "cases" and action == "strike_relative":
            named = await relatives_with_codes(scene.case_id)
            given["relative"] = named[0][0] if named else "none"
        if scene.what == "cases" and action == "record_gap":
            needs = (await scene.folder()).case.needs
            given["need"] = needs[-1].code if needs else "none"
        return given


_PAPERS = {"items": [{"name": "户口簿", "hint": ""}], "working_days": 10}


def _of_case(action: str) -> dict[str, Any]:
    return {
        "ask_papers": _PAPERS,
        "accept": {"consent": {"given": True, "outward": True}},
        "propose_refusal": {"law": "办法第二条", "authority": "人社局", "remedy": "行政复议"},
        "note": {"text": "已电话联系。"},
        "declare_relatives": {
            "relatives": [{"name": "王建军", "post": "副主任", "relation": "sibling"}],
        },
    }.get(action, {})  # fmt: skip


def _with(path: str, more: str) -> str:
    """Return the path with a step after the acceptance."""
    return path.replace("accept", f"accept {more}", 1) if more else path


class _Play:
    """One path being walked."""

    def __init__(
        self,
        stage: Stage,
        words: list[str],
        *,
        cooperating: bool = False,
        another_need: bool = False,
    ) -> None:
        self.stage = stage
        self.cooperating, self.another_need = cooperating, another_need
        days = sum(int(word[1:]) for word in words if word.startswith("+"))
        self.at: datetime = clock.now() - timedelta(days=days) - _STEP * (len(words) + 4)
        self.case_id, self.referral_id = 0, 0

    async def case(self, words: list[str]) -> Scene:
        """Walk the path; return the case."""
        await self._walk(words, on_referral=False)
        return Scene(self.case_id, (await open_folder(self.case_id)).case.code, "cases")

    async def referral(self, words: list[str]) -> Scene:
        """Walk the path; its words after the second are the referral's."""
        await self._walk(words[:2], on_referral=False)
        await self._walk(words[2:], on_referral=True)
        return Scene(self.case_id, await self._referral_code(), "referrals")

    async def _walk(self, words: list[str], *, on_referral: bool) -> None:
        for word in words:
            if word.startswith("+"):
                self.at += timedelta(days=int(word[1:]))
                continue
            self.at += _STEP
            own, _, verb = word.rpartition(".")
            await self._take(verb, on_referral=bool(own) or on_referral)

    async def _take(self, verb: str, *, on_referral: bool) -> None:
        if verb == "register" or (verb == "draft" and not on_referral):
            await self._begin(verb)
        elif verb in {"send", "draft"}:
            await self._send(verb)
        elif on_referral:
            await self._on_referral(verb)
        else:
            await self._on_case(verb)

    async def _begin(self, verb: str) -> None:
        clerk = self.stage.people["clerk", "window"]
        if verb == "draft":
            case = await operations.save_draft(by=clerk, at=self.at)
        else:
            given = registration(another_need=self.another_need)
            case = await operations.register(given, by=clerk, at=self.at)
        self.case_id = case.id

    async def _send(self, verb: str) -> None:
        case = (await open_folder(self.case_id)).case
        item = {"programme": "dibao", "unit": self.stage.units["bureau"].code}
        lead = {"programme": "temporary_aid", "unit": self.stage.units["lead"].code, "role": "lead"}
        items = [lead, item] if self.cooperating else [{**item, "role": "lead"}]
        given = inputs.Sending.model_validate({"version": case.version, "items": items})
        act = operations.draft if verb == "draft" else operations.send
        sent = await act(case.key, given, by=self.stage.people["clerk", "window"], at=self.at)
        self.referral_id = sent[-1].id

    async def _referral_code(self) -> str:
        held = (await open_folder(self.case_id)).referrals
        return next(each.code for each in held if each.id == self.referral_id)

    async def _on_referral(self, verb: str) -> None:
        key = await self._referral_code()
        scene = Scene(self.case_id, key, "referrals")
        if verb == "propose":
            await self._propose()
            return
        by = self.stage.people[_whose(oracle.ROWS[verb])]
        if verb == "put_to_meeting":
            async with db.write():
                await operations.put_to_meeting(
                    key, await scene.version(), by=by, at=self.at, topic="t"
                )
        else:
            await do(scene, verb, await self.stage.answer(scene, verb), by=by, at=self.at)

    async def _propose(self) -> None:
        """Let the worker propose it for the meeting, as it does once a limit is long past."""
        async with db.write():
            work = await hold(self.case_id, by=MACHINERY, at=self.at)
            propose(work, work.referral(self.referral_id), Trigger.LONG_PAST)
            await save(work)

    async def _on_case(self, verb: str) -> None:
        scene = Scene(self.case_id, (await open_folder(self.case_id)).case.code, "cases")
        by = self.stage.people[_whose(oracle.CASE_ROWS[verb])]
        await do(scene, verb, await self.stage.answer(scene, verb), by=by, at=self.at)


def _whose(row: oracle.Row) -> tuple[str, str]:
    """Return who walks a path's step: the window before the desk above it, the handler first."""
    order = (("clerk", "window"), ("handler", "bureau"), ("supervisor", "desk"))
    # A refusal and its approval are two people's acts.
    return next(who for who in order if row.rights[who[0]] != "-")


async def do(scene: Scene, action: str, given: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Act through the operation the doors call."""
    act = (_CASE_DOORS if scene.what == "cases" else _DOORS)[action]
    form = act.reads.model_validate({"version": await scene.version(), **given})
    await act.operation(scene.key, form, by=by, at=at)


def registration(*, another_need: bool = False) -> inputs.Registration:
    """Return the request of somebody nobody has met yet."""
    number = next(_SOMEBODY)
    born = clock.office_day(clock.now()).replace(year=1950, month=1, day=1) + timedelta(
        days=number // 1000
    )
    needs: list[dict[str, str]] = [{"programme": "dibao"}]
    if another_need:
        needs.append({"programme": "", "words": "希望有人陪同就医"})
    return inputs.Registration.model_validate({
        "applicant": {
            "name": "冉素珍", "doc_kind": "resident_id",
            "doc_number": impossible_id(born, number % 1000), "phone": "19900000001",
        },
        "request": "家庭困难，申请救助。",
        "needs": needs,
        "consent": {"given": True, "outward": True},
    })  # fmt: skip


async def set_stage(*, administrators: bool = True) -> Stage:
    """Return the oracle's units and people, made where this database has them not.

    Tests of the directory count administrators; whoever runs before them asks for none.
    """
    at = clock.now()
    await directory.load(at=at)
    units = {where: await unit_at(*place) for where, place in _PLACES.items()}
    people = {
        (role, where): await person_at(Role(role), units[where])
        for role, where, _ in oracle.people()
        if administrators or Role(role) not in ADMINISTRATORS
    }
    return Stage(units, people)


async def unit_at(kind: str, division: str) -> Unit:
    """Return the unit of this kind in this division, made where there is none."""
    at = clock.now()
    try:
        return await queries.unit_by_code(f"{division}-{kind}")
    except NotFound:
        place = await queries.division(division)
        names = (f"{place.name}{kind}", f"{place.name}{kind}", f"{kind} {division}")
        return await directory.create_unit(kind, place, names=names, by=None, at=at)


async def head_of(unit: Unit) -> Person:
    """Return the head of a unit, made where it has none."""
    return await person_at(Role.HEAD, unit)


async def person_at(role: Role, unit: Unit) -> Person:
    """Return somebody with this role in this unit, made where there is nobody."""
    at = clock.now()
    login = f"{role.value}.{unit.code}"
    with suppress(NotFound):
        return await queries.person_by_login(login, on=day_of(at))
    person = await directory.create_person(login, "陈晓梅", by=None, at=at)
    await directory.grant(person, role, unit, by=None, at=at)
    return await queries.person(person.id, on=day_of(at))


REFERRAL_STATES = tuple(state.value for state in ReferralState)
CASE_STATES = tuple(state.value for state in CaseState)
REFERRAL_VERBS = tuple(action.value for action in ReferralAction)
CASE_VERBS = tuple(action.value for action in CaseAction)
