"""What a meeting makes of its topics: scheduled, taken off, deliberated with an outcome."""

from __future__ import annotations

from datetime import datetime

import msgspec

from meetings import access
from meetings.inputs import GovernmentAnswer, OutcomeIn, PassOn, Plain, Schedule
from meetings.model import Meeting, MeetingState, Topic, TopicOutcome, TopicState
from meetings.model import TopicAction as Action
from meetings.operations import filing, minutes, notices
from meetings.operations.acting import MEETING, TOPIC, Deed, on_topic, take, within
from meetings.operations.joining import give_back_all, hand_on
from meetings.operations.notices import Draft
from meetings.operations.topics import insert
from meetings.queries import locate, situations, things
from meetings.rules.guards import Situation
from meetings.tables import GuestRow, TopicRow
from portal.core import db
from portal.core.errors import Invalid, NotFound, Problem
from portal.directory.model import Person


class _Comes:
    """The meeting a topic is to come on, for the guard."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting


async def schedule(key: str, given: Schedule, *, by: Person, at: datetime) -> Topic:
    """Put a pooled topic at the end of a meeting's agenda.

    After the agenda was fixed it is flagged late, and the same transaction sends the notice's next
    version, calls its observers and begins the pack's next version.
    """

    async def act(paper: notices.Sheet) -> Topic:
        async with db.write():
            return await _schedule(key, given, paper, by, at)

    return await notices.with_paper(lambda: _late(key, given, by, at), act)


async def _late(key: str, given: Schedule, by: Person, at: datetime) -> Draft | None:
    """Return the notice a late topic makes necessary; None when it is not late, or is refused."""
    topic = await things.topic(await locate.topic(key, by))
    situation = await situations.of(topic, by=by, at=at)
    if all(row.action is not Action.SCHEDULE for row in access.possible(situation, by)):
        return None
    meeting = await _meeting(given.meeting, by)
    late = meeting.state is MeetingState.AGENDA_FIXED and topic.body_id == meeting.body_id
    return await notices.drafted(meeting, at, also=(topic,)) if late else None


async def _schedule(
    key: str, given: Schedule, paper: notices.Sheet, by: Person, at: datetime
) -> Topic:
    async def named(_situation: Situation) -> _Comes:
        # In hand from here on, so that it neither begins nor is cancelled meanwhile.
        return _Comes(await take(MEETING, (await _meeting(given.meeting, by)).id))

    topic_id = await locate.topic(key, by)
    async with within(
        TOPIC, topic_id, Action.SCHEDULE, given.version, by=by, at=at, given=named
    ) as deed:
        meeting = await _meeting(given.meeting, by)
        late = meeting.state is MeetingState.AGENDA_FIXED
        place = len(await things.agenda(meeting.id)) + 1
        deed.set(meeting_id=meeting.id, position=place, late=late)
        deed.say(meeting=meeting.number)
    if late:
        await notices.follow(meeting.id, paper, by=by, at=at, new_pack=True)
    return await things.topic(topic_id)


async def _meeting(key: str, by: Person) -> Meeting:
    try:
        return await things.meeting(await locate.meeting(key, by))
    except NotFound as error:
        raise Invalid([Problem("meeting", error.sentence, "unknown")]) from None


async def take_off(key: str, given: Plain, *, by: Person, at: datetime) -> Topic:
    """Take a topic off the agenda, back to the pool."""
    async with on_topic(Action.TAKE_OFF, key, given.version, by=by, at=at) as deed:
        deed.set(meeting_id=None, position=0, carried=deed.thing.carried + 1, late=False)
    return await things.topic(deed.thing.id)


async def pass_on(key: str, given: PassOn, *, by: Person, at: datetime) -> Topic:
    """Put a topic on the list that a liaison meeting makes: it waits in the pool for the next one.

    It keeps its place on the list, and stands first in the order that is proposed there.
    """
    async with on_topic(Action.PASS_ON, key, given.version, by=by, at=at) as deed:
        meeting_id = deed.thing.meeting_id
        assert meeting_id is not None
        deed.set(
            meeting_id=None, position=0, late=False, minutes=given.minutes, passed_by_id=meeting_id,
            passed_place=len(await things.passed_by(meeting_id)) + 1, passed_words=given.words,
        )  # fmt: skip
        deed.say(reason=given.words, minutes=given.minutes)
    return await things.topic(deed.thing.id)


async def record_outcome(key: str, given: OutcomeIn, *, by: Person, at: datetime) -> Topic:
    """Record what the meeting made of a topic; its item of the minutes is begun with the text.

    Deferred, it goes on as a successor in the pool; noted or referred elsewhere, the referral it
    came from goes back to where it was; decided, that waits for the minutes.
    """
    async with on_topic(Action.RECORD_OUTCOME, key, given.version, by=by, at=at) as deed:
        deed.set(outcome=given.outcome, deliberated_at=at)
        deed.say(outcome=given.outcome.value)
        await minutes.add_item(deed.thing, given.text, at=at)
        if given.outcome is TopicOutcome.DEFERRED:
            await _successor(deed)
        elif given.outcome in {TopicOutcome.NOTED, TopicOutcome.REFERRED}:
            await give_back_all(deed, given.text or given.outcome.value)
    return await things.topic(deed.thing.id)


async def _successor(deed: Deed[Topic]) -> None:
    """Carry a deferred topic on: a new one in the pool, both naming each other."""
    topic = deed.thing
    told = {
        "title": topic.title, "kind": topic.kind.value, "basis": topic.basis, "cost": topic.cost,
        "reporter": topic.reporter, "minutes": topic.minutes, "carried": topic.carried + 1,
        "secret": topic.secret, "predecessor_id": topic.id, "referral_id": None,
        "referral_key": topic.referral_key,
        "referral_unit_id": topic.concerned.addressed, "case_key": topic.case_key,
        "case_path": topic.concerned.case_path,
    }  # fmt: skip
    texts = {"question": topic.question, "options": topic.options, "dossier": topic.dossier,
             "draft_decision": topic.draft_decision}  # fmt: skip
    body = await things.body(topic.body_id)
    row = TopicRow
    # One open topic a referral: the successor takes the referral over, so the old one lets it go.
    await row.update({row.referral_id: None}).where(row.id == topic.id)
    told["referral_id"] = topic.referral_id
    successor_id = await insert(
        body, topic.proposer.id, TopicState.POOLED, told, texts, by=deed.by, at=deed.at
    )
    await filing.carry_over(topic.id, successor_id)
    await _goes_on(topic, await things.topic(successor_id))
    deed.set(successor_id=successor_id)


async def _goes_on(topic: Topic, successor: Topic) -> None:
    """Let the successor have the units that proposed with it, and what was merged into it."""
    for unit in topic.joint:
        await GuestRow.insert(GuestRow(topic_id=successor.id, unit_id=unit.id, joint=True))
    await hand_on(topic, successor)


async def record_answer(key: str, given: GovernmentAnswer, *, by: Person, at: datetime) -> Topic:
    """Record the government's answer to what was submitted; then the decision is carried out."""
    async with on_topic(Action.RECORD_ANSWER, key, given.version, by=by, at=at) as deed:
        deed.set(outcome=given.agreed)
        deed.say(outcome=given.agreed.value, reason=given.text)
        answered = msgspec.structs.replace(deed.thing, outcome=given.agreed)
        await minutes.carry_out_topic(answered, by=by, at=at)
    return await things.topic(deed.thing.id)
