"""People, units and what they may do in a run: the office the machine drives."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st

from meetings import inputs as meeting_inputs
from meetings import operations as meetings
from meetings.model import Topic
from meetings.queries import things
from portal.core import clock
from portal.core.errors import NotPossible
from portal.directory.model import Person, Role
from portal.jobs.tables import Job
from referrals import access, inputs, jobs, operations
from referrals.doors import CASE_ACTS, REFERRAL_ACTS
from referrals.model import Case, Referral
from referrals.queries.folder import Folder
from tests.meetings.round_table import Table, set_table
from tests.referrals import scenes

PROGRAMMES = ("dibao", "temporary_aid", "insurance_claim")
UNITS = ("bureau", "civil affairs", "lead", "other bureau")
# Days off are near on all of them: the new year, the spring festival, and the one in the autumn,
# from where the year's end leads into one whose arrangement is not announced.
STARTS = tuple(
    datetime.combine(day, time(10), clock.OFFICE)
    for day in (date(2025, 12, 22), date(2026, 2, 9), date(2026, 9, 17), date(2026, 11, 20))
)

_ACTS = {act.name: act for act in REFERRAL_ACTS}
_CASE_ACTS = {act.name: act for act in CASE_ACTS}
REFERRAL_VERBS, CASE_VERBS = sorted(_ACTS), sorted(_CASE_ACTS)

Draw = Callable[[st.SearchStrategy[Any]], Any]


class Office:
    """The oracle's district with handlers in every unit, and the joint meeting."""

    def __init__(self, table: Table, people: dict[str, Person]) -> None:
        self.table, self.people = table, people
        self.units = {name: table.stage.units[name].code for name in UNITS}

    @property
    def names(self) -> list[str]:
        """Who there is."""
        return sorted(self.people)


async def open_office() -> Office:
    """Return the office, made where this database has none."""
    table = await set_table()
    stage = table.stage
    cast = {f"{role} {where}": person for (role, where), person in stage.people.items()}
    for where in UNITS:
        cast[f"handler {where}"] = await scenes.person_at(Role.HANDLER, stage.units[where])
    return Office(table, cast)


async def register(by: Person, at: datetime, *, another_need: bool) -> Case:
    """Register somebody new at the window."""
    given = scenes.registration(another_need=another_need)
    return await operations.register(given, by=by, at=at)


async def tell_of(case_ids: set[int], at: datetime) -> None:
    """Run the jobs that were put aside for these cases, and the recurring chase."""
    await jobs.chase({}, at=at)
    waiting = await Job.select(Job.payload).where(
        (Job.kind == "referrals.tell") & (Job.state == "waiting")
    )
    for payload in (json.loads(row["payload"]) for row in waiting):
        if payload["case"] in case_ids:
            await jobs.tell_of(payload, at=at)


# --- what is given with an act -------------------------------------------------------------------
_REASON = {"reason": "情况属实。"}
_PAPERS = {"items": [{"name": "户口簿", "hint": ""}]}


def on_referral(
    draw: Draw, office: Office, verb: str, folder: Folder, own: Referral
) -> dict[str, Any]:
    """Return something a person might send with this act, sensible or not."""
    keys = [each.key for each in folder.referrals]
    # Mostly one that can be named: what is refused for that alone leads nowhere.
    others = [each.key for each in folder.others(own) if each.is_open] * 3
    one_of = lambda *values: draw(st.sampled_from(values))  # noqa: E731 - said often below
    reads = _ACTS[verb].reads.model_fields
    given: dict[str, Any] = dict(_REASON) if "reason" in reads else {}
    if "new_lead" in reads:
        given["new_lead"] = one_of("", *others, *keys)
    if "with_all" in reads:
        given["with_all"] = one_of(False, True)
    if verb == "ask_return":
        given |= {"code": one_of("not_our_duty", "duplicate"), "basis": "职责分工",
                  "suggested_unit": one_of("", *office.units.values())}  # fmt: skip
    elif verb == "approve_return":
        given |= {
            "answer": one_of("next_unit", "duplicate", "gap"),
            "unit": one_of(*office.units.values()),
            "existing": one_of(*others, *keys),
        }
    elif verb == "ask_papers":
        given |= _PAPERS | {"working_days": one_of(1, 10)}
    elif verb == "complete":
        given |= {"outcome": one_of("granted", "not_eligible"), "answer": "已答复。"}
    elif verb == "confirm":
        given |= {"call_back": one_of("satisfied", "dissatisfied", "unreachable"),
                  "tried_on": one_of([], ["2026-03-02", "2026-03-02", "2026-03-03"])}  # fmt: skip
    elif verb == "assign":
        given["handler"] = one_of(*(each.login for each in office.people.values()))
    elif verb == "ask_extension":
        given |= {"amount": one_of(1, 10), "basis": "办理规程"}
    elif verb == "begin_stage":
        given |= {"stage": one_of("public_notice", "appraisal"),
                  "after_objection": one_of(False, True)}  # fmt: skip
    elif verb == "note":
        given |= {"text": "已电话联系。", "visibility": one_of("internal", "shared")}
    return given


def on_case(
    draw: Draw, office: Office, verb: str, folder: Folder, others: list[str]
) -> dict[str, Any]:
    """Return something the desk might send with this act on a case."""
    one_of = lambda *values: draw(st.sampled_from(values))  # noqa: E731 - said often below
    reads = _CASE_ACTS[verb].reads.model_fields
    given: dict[str, Any] = dict(_REASON) if "reason" in reads else {}
    if verb == "accept":
        given["consent"] = {"given": True, "outward": one_of(True, False)}
    elif verb == "ask_papers":
        given |= _PAPERS | {"working_days": one_of(1, 10)}
    elif verb == "propose_refusal":
        given |= {"law": "办法第二条", "authority": "人社局", "remedy": "行政复议"}
    elif verb in {"inform", "uninform"}:
        told = [unit.code for unit in office.table.stage.units.values()
                if unit.id in folder.case.informed]  # fmt: skip
        given["unit"] = one_of(*office.units.values(), *told * 4 * (verb == "uninform"))
    elif verb == "declare_relatives":
        handlers = [p.login for name, p in office.people.items() if name.startswith("handler")]
        held = {each.handler_id for each in folder.referrals if each.is_open}
        busy = [p.login for p in office.people.values() if p.id in held]
        # Whoever has something in hand of it is who matters, and would seldom be drawn.
        who = one_of("", *busy * 4, *handlers)
        named = {"name": "王建军", "post": "副主任", "relation": "sibling", "staff": who}
        given |= one_of({"relatives_declared": "none"}, *[{"relatives": [named]}] * 3)
    elif verb == "strike_relative":
        given["relative"] = "none"
    elif verb == "merge":
        given["survivor"] = one_of(*others)
    elif verb == "record_gap":
        given["need"] = one_of("none", *(need.code for need in folder.case.needs))
    return given


def sending(draw: Draw, office: Office, folder: Folder) -> dict[str, Any]:
    """Return a sending of one or two referrals to units and programmes as they fall.

    What somebody has already is often sent to another as well: two that serve one need meet there.
    """
    held = {each.need_id for each in folder.referrals if each.stands}
    twice = [need.code for need in folder.case.needs if need.id in held]
    item = st.fixed_dictionaries({
        "programme": st.sampled_from(PROGRAMMES),
        "unit": st.sampled_from(sorted(office.units.values())),
        "role": st.sampled_from(["lead", "cooperating", "cooperating"]),
        "procedure": st.sampled_from(["regular", "regular", "emergency"]),
        "need": st.sampled_from(["", *(need.code for need in folder.case.needs), *twice, *twice]),
    })  # fmt: skip
    items = draw(st.lists(item, min_size=1, max_size=2))
    if not any(each.is_open for each in folder.referrals):
        items[0]["role"] = "lead"
    for other in items[1:]:
        other["role"] = "cooperating"
    return {"items": items}


# --- acting --------------------------------------------------------------------------------------
async def act_on_referral(
    verb: str, referral: Referral, given: dict[str, Any], by: Person, at: datetime
) -> None:
    """Act on a referral through the operation its doors call."""
    act = _ACTS[verb]
    form = act.reads.model_validate({"version": referral.version, **given})
    await act.operation(referral.key, form, by=by, at=at)


async def act_on_case(
    verb: str, case: Case, given: dict[str, Any], by: Person, at: datetime
) -> None:
    """Act on a case through the operation its doors call."""
    act = _CASE_ACTS[verb]
    form = act.reads.model_validate({"version": case.version, **given})
    await act.operation(case.key, form, by=by, at=at)


async def send(verb: str, case: Case, given: dict[str, Any], by: Person, at: datetime) -> None:
    """Send a case to units, or only prepare it."""
    form = inputs.Sending.model_validate({"version": case.version, **given})
    operation = operations.draft if verb == "draft" else operations.send
    await operation(case.key, form, by=by, at=at)


def likely(folder: Folder, referral: Referral, by: Person, at: datetime) -> list[str]:
    """Return the acts that are offered to this person, so that a run gets somewhere."""
    situation = folder.situation(at=at, by=by, referral=referral)
    return [o.action.value for o in access.possible(situation, by) if o.action.value in _ACTS]


def offers(
    folder: Folder, referral: Referral, office: Office, at: datetime
) -> dict[str, list[Person]]:
    """Return every act that somebody is offered on a referral, with whom."""
    held: dict[str, list[Person]] = {}
    for name in office.names:
        for verb in likely(folder, referral, office.people[name], at):
            held.setdefault(verb, []).append(office.people[name])
    return held


def likely_on_case(folder: Folder, by: Person, at: datetime) -> list[str]:
    """Return the acts on the case that are offered to this person."""
    situation = folder.situation(at=at, by=by)
    offers = access.possible_on_case(situation, by)
    return [o.action.value for o in offers if o.action.value in _CASE_ACTS]


# --- the joint meeting ---------------------------------------------------------------------------
async def put_to_meeting(referral: Referral, by: Person, at: datetime) -> int:
    """Put a referral to the joint meeting; return its topic's id."""
    given = meeting_inputs.PutToMeeting(
        version=referral.version, title="由谁牵头", question="由哪一部门牵头解决。"
    )
    return (await meetings.put_to_meeting(referral.key, given, by=by, at=at)).id


async def hold_meeting(office: Office, topic: Topic, effect: dict[str, Any], outcome: str) -> None:
    """Let the meeting settle a topic, and put the decision in force at once."""
    table = office.table
    minutes = await table.written(topic, outcome=outcome)
    item = minutes.items[0].id
    await table.do("write", minutes, table.person("secretary"), item=item, text="议定。",
                   effect=effect)  # fmt: skip
    convener = table.person("convener")
    try:
        await table.do("at_once", minutes, convener, item=item)
    except NotPossible as refused:
        # That unit has the very same in hand already: the meeting has to choose otherwise.
        if refused.code != "next_unit":
            raise
        await table.do("write", minutes, table.person("secretary"), item=item, text="议定。",
                       effect=effect | {"unit": ""})  # fmt: skip
        await table.do("at_once", minutes, convener, item=item)


async def end_topic(office: Office, topic_id: int, verb: str) -> None:
    """Withdraw a topic, or return it to where it came from."""
    topic = await things.topic(topic_id)
    await office.table.do(verb, topic, office.table.person("secretary"), reason="材料不齐。")
