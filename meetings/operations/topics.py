"""Topics 议题: proposed, coordinated with the units, pooled; every disagreement is written down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from meetings import access, referral_links
from meetings.inputs import Answer, Consult, Plain, PutToMeeting, TopicEdit, TopicIn, WithReason
from meetings.model import Body, Concerned, Stance, Topic, TopicState
from meetings.model import TopicAction as Action
from meetings.operations.acting import on_topic
from meetings.operations.bodies import named
from meetings.operations.joining import give_back, let_go
from meetings.queries import rows, things
from meetings.rules.guards import Situation
from meetings.tables import BodyRow, ConsultationRow, TopicRow
from portal.core import db
from portal.core.calendar import Limit, LimitUnit, day_of, reckon
from portal.core.errors import NotAllowed, NotPossible
from portal.core.i18n import N_, say
from portal.core.ids import new_code, next_number
from portal.directory.model import Person, Unit
from portal.directory.queries import upward, working_days
from portal.journal.record import record


async def propose(given: TopicIn, *, by: Person, at: datetime) -> Topic:
    """Write a topic down as a draft of the person's unit, for the body of its division."""
    unit = _proposing_unit(by)
    body = await _body(given.body, unit.division_path)
    if not access.may(by, "topic.propose", Concerned(body.path, (access.ref(unit),))):
        raise NotAllowed(permission="topic.propose")
    told = {
        "title": given.title, "kind": given.kind.value, "basis": given.basis, "cost": given.cost,
        "reporter": given.reporter or by.name, "minutes": given.minutes, "secret": given.secret,
    }  # fmt: skip
    texts = {"question": given.question, "options": given.options,
             "draft_decision": given.draft_decision}  # fmt: skip
    async with db.write():
        topic_id = await insert(body, unit.id, TopicState.DRAFT, told, texts, by=by, at=at)
        return await things.topic(topic_id)


def _proposing_unit(by: Person) -> Unit:
    if not by.memberships:
        raise NotAllowed(permission="topic.propose")
    return by.memberships[0].unit


async def _body(code: str, path: str) -> Body:
    """Return the body named, or that of the nearest division above; refuse when there is none."""
    row = BodyRow
    wanted = (row.code == code) if code else row.division_path.is_in(upward(path))
    found = await things.bodies(wanted)
    if not found:
        raise NotPossible(
            say(N_("本地还没有设立联席会议，请先由联席会议办公室设立。")), code="no_body"
        )
    return max(found, key=lambda each: len(each.path))


async def insert(
    body: Body, proposer_id: int, state: TopicState, told: dict[str, Any], texts: dict[str, str],
    *, by: Person, at: datetime,
) -> int:  # fmt: skip
    """Add a topic with its number and its row of the journal; call it in a transaction."""
    code = new_code()
    year = day_of(at).year
    serial = await next_number(f"topic:{body.division_code}:{year}")
    empty = {"outcome": "", "referral_key": "", "case_key": "", "case_path": "",
             "basis": "", "cost": "", "reporter": ""}  # fmt: skip
    keeps = dict.fromkeys(("question", "options", "draft_decision", "dossier"), "") | texts
    sealed: dict[str, Any] = {
        f"{name}_sealed": rows.sealed("topic", code, name, text) for name, text in keeps.items()
    }
    row = TopicRow(
        code=code, number=f"{body.division_code}-T-{year}-{serial:04d}", body_id=body.id,
        body_path=body.path, state=state.value, proposer_id=proposer_id, created_at=at,
        updated_at=at, **(empty | told),
        **sealed,
    )  # fmt: skip
    topic_id = int((await TopicRow.insert(row))[0]["id"])
    await record(
        "topic:propose", subject=("topic", topic_id, code), by=by, at=at,
        now={"state": state.value} | ({} if told["secret"] else {"title": told["title"]}),
    )  # fmt: skip
    return topic_id


async def put_to_meeting(key: str, given: PutToMeeting, *, by: Person, at: datetime) -> Topic:
    """Put a stuck referral to the joint meeting 提请联席会议; topic and referral change together.

    The topic carries a frozen dossier in which nobody's number or phone stands.
    """
    async with db.write():
        held = await referral_links.put(key, given.version, by=by, at=at, topic=given.title)
        body = await _body("", held.case_path)
        told = {
            "title": given.title, "kind": "case", "reporter": by.name,
            "referral_id": held.referral_id, "referral_key": held.referral_key,
            "referral_unit_id": held.unit_id, "case_key": held.case_key,
            "case_path": held.case_path, "secret": given.secret,
        }  # fmt: skip
        texts = {"question": given.question, "options": given.options, "dossier": held.dossier}
        proposer = _proposing_unit(by)
        topic_id = await insert(body, proposer.id, TopicState.SUBMITTED, told, texts, by=by, at=at)
        return await things.topic(topic_id)


async def edit(key: str, given: TopicEdit, *, by: Person, at: datetime) -> Topic:
    """Write a draft anew."""
    async with on_topic(Action.EDIT, key, given.version, by=by, at=at) as deed:
        deed.set(
            title=given.title, kind=given.kind, question=given.question, options=given.options,
            draft_decision=given.draft_decision, basis=given.basis, cost=given.cost,
            reporter=given.reporter, minutes=given.minutes, secret=given.secret,
        )  # fmt: skip
    return await things.topic(deed.thing.id)


async def submit(key: str, given: Plain, *, by: Person, at: datetime) -> Topic:
    """Submit a draft to the meeting's office."""
    async with on_topic(Action.SUBMIT, key, given.version, by=by, at=at) as deed:
        pass
    return await things.topic(deed.thing.id)


async def return_(key: str, given: WithReason, *, by: Person, at: datetime) -> Topic:
    """Return a topic to its proposer with the reason; its referral goes back to where it was."""
    async with on_topic(Action.RETURN, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
        await give_back(deed.thing, given.reason, by=by, at=at)
        # The referral is its unit's again and may be put to the meeting anew, with a new dossier.
        deed.set(referral_id=None)
    return await things.topic(deed.thing.id)


async def check(key: str, given: Plain, *, by: Person, at: datetime) -> Topic:
    """Begin the coordination of a submitted topic."""
    async with on_topic(Action.CHECK, key, given.version, by=by, at=at) as deed:
        pass
    return await things.topic(deed.thing.id)


class _Asked:
    """The unit that is to be asked, for the guard."""

    def __init__(self, unit: Any) -> None:
        self.unit = unit


async def consult(key: str, given: Consult, *, by: Person, at: datetime) -> Topic:
    """Ask a unit for its written opinion, within working days."""
    calendar = await working_days()
    unit = await named("unit", given.unit)

    async def asked(_situation: Situation) -> _Asked:
        return _Asked(access.ref(unit))

    async with on_topic(Action.CONSULT, key, given.version, by=by, at=at, given=asked) as deed:
        limit = Limit(given.working_days, LimitUnit.WORKING_DAYS)
        due = reckon(at, limit, calendar).due_at
        assert due is not None
        await ConsultationRow.insert(
            ConsultationRow(
                topic_id=deed.thing.id, unit_id=unit.id, question=given.question, stance="",
                answer_sealed="", by_name="", due_on=day_of(due - timedelta(seconds=1)),
            )
        )  # fmt: skip
        deed.say(unit=unit.name, unit_id=unit.id)
    return await things.topic(deed.thing.id)


async def answer(key: str, given: Answer, *, by: Person, at: datetime) -> Topic:
    """Answer a consultation for one's unit; whoever disagrees has said why."""
    async with on_topic(Action.ANSWER, key, given.version, by=by, at=at) as deed:
        mine = {held.unit.id for held in by.memberships}
        asked = next(each for each in deed.thing.consultations
                     if each.unit.id in mine and each.stance is None)  # fmt: skip
        row = ConsultationRow
        sealed = rows.sealed_answer(asked.id, given.answer)
        await row.update({
            row.stance: given.stance.value, row.answered_at: at, row.by_name: by.name,
            row.answer_sealed: sealed,
        }).where(row.id == asked.id)  # fmt: skip
        deed.say(unit=asked.unit.name, stance=given.stance.value)
    return await things.topic(deed.thing.id)


async def pool(key: str, given: Plain, *, by: Person, at: datetime) -> Topic:
    """Put a coordinated topic into the pool; open disagreements stay written on it."""
    async with on_topic(Action.POOL, key, given.version, by=by, at=at) as deed:
        open_ = [each.unit.name for each in deed.thing.consultations
                 if each.stance is Stance.DISAGREES]  # fmt: skip
        deed.say(disagree=open_)
    return await things.topic(deed.thing.id)


@referral_links.when_leaving
async def withdraw_with_referral(
    referral_id: int, *, by: Person, at: datetime, reason: str
) -> None:
    """Withdraw the open topic of a referral whose case is withdrawn, off its agenda if need be.

    The right was asked on the case. What the meeting has settled already keeps its outcome.
    """
    row = TopicRow
    left = await row.select(row.id, row.state, row.code).where(
        (row.referral_id == referral_id)
        & row.state.not_in([TopicState.DELIBERATED.value, TopicState.WITHDRAWN.value])
    )  # fmt: skip
    for each in left:
        await row.update({
            row.state: TopicState.WITHDRAWN.value, row.meeting_id: None, row.position: 0,
            row.merged_into_id: None, row.version: row.version + 1, row.updated_at: at,
        }).where(row.id == each["id"])  # fmt: skip
        await record(
            "topic:withdraw", subject=("topic", each["id"], each["code"]), by=by, at=at,
            was={"state": each["state"]}, now={"state": TopicState.WITHDRAWN.value}, reason=reason,
        )  # fmt: skip
        await let_go(await things.topic(each["id"]), reason, by=by, at=at)


async def withdraw(key: str, given: WithReason, *, by: Person, at: datetime) -> Topic:
    """Withdraw a topic before it is on an agenda; its referral goes back to where it came from."""
    async with on_topic(Action.WITHDRAW, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
        await give_back(deed.thing, given.reason, by=by, at=at)
        await let_go(deed.thing, given.reason, by=by, at=at)
    return await things.topic(deed.thing.id)
