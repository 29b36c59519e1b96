"""Merging topics 并题: one question goes to the meeting, who asked it gets its answer.

The topic that is merged stays as it is, with its dossier, and follows the one it went into: what
the meeting makes of that one is carried out on its referral too. When that one ends without having
been deliberated, it is back in the pool.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings import referral_links
from meetings.inputs import Merge, WithReason
from meetings.model import Topic, TopicState
from meetings.model import TopicAction as Action
from meetings.operations import filing
from meetings.operations.acting import TOPIC, Deed, on_topic, take
from meetings.queries import locate, rows, things
from meetings.rules.guards import Situation
from meetings.tables import ConsultationRow, GuestRow, TopicRow
from portal.core.errors import Invalid, NotFound, Problem
from portal.directory.model import Person
from portal.jobs.queue import enqueue
from portal.journal.record import record


class _Into:
    """The topic another is to be merged into, for the guard."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic


async def merge(key: str, given: Merge, *, by: Person, at: datetime) -> Topic:
    """Merge a pooled topic into another, which takes over its units, opinions and papers.

    The wording given is the other one's from now on; returns the one that was merged.
    """

    async def named(_situation: Situation) -> _Into:
        return _Into(await take(TOPIC, (await _topic(given.into, by)).id))

    async with on_topic(Action.MERGE, key, given.version, by=by, at=at, given=named) as deed:
        lead = await _topic(given.into, by)
        deed.set(merged_into_id=lead.id)
        deed.say(into=lead.key)
        await _take_in(lead, deed, given)
        await hand_on(deed.thing, lead)
    return await things.topic(deed.thing.id)


async def _topic(key: str, by: Person) -> Topic:
    try:
        return await things.topic(await locate.topic(key, by))
    except NotFound as error:
        raise Invalid([Problem("into", error.sentence, "unknown")]) from None


async def _take_in(lead: Topic, deed: Deed[Topic], given: Merge) -> None:
    """Let the topic that goes on have what the merged one had, and the common wording."""
    row, merged = TopicRow, deed.thing
    changes: dict[Any, Any] = {row.updated_at: deed.at}
    if given.title:
        changes[row.title] = given.title
    if given.question:
        sealed = rows.sealed("topic", lead.code, "question", given.question)
        changes[row.question_sealed] = sealed
    await row.update(changes).where(row.id == lead.id)
    await _join(lead, merged)
    await filing.carry_over(merged.id, lead.id)
    await record(
        "topic:take_in", subject=("topic", lead.id, lead.code), by=deed.by, at=deed.at,
        data={"from": merged.key},
    )  # fmt: skip


async def _join(lead: Topic, merged: Topic) -> None:
    """Make the merged one's proposers proposers of the other too, and keep the units' opinions."""
    known = {unit.id for unit in lead.concerned.units}
    for unit in (merged.proposer, *merged.joint):
        if unit.id not in known:
            await GuestRow.insert(GuestRow(topic_id=lead.id, unit_id=unit.id, joint=True))
            known.add(unit.id)
    row = ConsultationRow
    for each in merged.consultations:
        if each.unit.id in known:
            continue
        known.add(each.unit.id)
        copy = row(
            topic_id=lead.id, unit_id=each.unit.id, question=each.question, answer_sealed="",
            stance=each.stance.value if each.stance else "", by_name=each.by_name,
            due_on=each.due_on, answered_at=each.answered_at,
        )  # fmt: skip
        copied = int((await row.insert(copy))[0]["id"])
        sealed = rows.sealed_answer(copied, each.answer)
        await row.update({row.answer_sealed: sealed}).where(row.id == copied)


async def hand_on(gone: Topic, lead: Topic) -> None:
    """Let those that followed a topic follow the one that goes on in its place."""
    row = TopicRow
    await row.update({row.merged_into_id: lead.id}).where(row.merged_into_id == gone.id)


async def split(key: str, given: WithReason, *, by: Person, at: datetime) -> Topic:
    """Put a merged topic back into the pool, on its own again."""
    async with on_topic(Action.SPLIT, key, given.version, by=by, at=at) as deed:
        deed.set(merged_into_id=None)
        deed.say(reason=given.reason)
        assert deed.thing.merged_into_id is not None
        await _part(deed.thing.merged_into_id, deed.thing)
    return await things.topic(deed.thing.id)


async def _part(lead_id: int, gone: Topic) -> None:
    """Let units that proposed only what leaves no longer be proposers of what they left."""
    stay = {each.proposer.id for each in await things.merged_into(lead_id) if each.id != gone.id}
    row = GuestRow
    left = [unit.id for unit in (gone.proposer, *gone.joint) if unit.id not in stay]
    await row.delete().where(
        (row.topic_id == lead_id) & (row.joint == True) & row.unit_id.is_in(left or [0])  # noqa: E712 - SQL
    )


async def let_go(topic: Topic, reason: str, *, by: Person, at: datetime) -> None:
    """Put what was merged into a topic back into the pool, when that one ends undeliberated."""
    row = TopicRow
    for each in await things.merged_into(topic.id):
        await row.update({
            row.state: TopicState.POOLED.value, row.merged_into_id: None,
            row.version: row.version + 1, row.updated_at: at,
        }).where(row.id == each.id)  # fmt: skip
        await record(
            "topic:split", subject=("topic", each.id, each.code), by=by, at=at,
            was={"state": each.state.value}, now={"state": TopicState.POOLED.value},
            data={"from": topic.key}, reason=reason,
        )  # fmt: skip
        await enqueue(
            "meetings.tell", key=f"topic:split:{each.id}:{each.version + 1}", at=at,
            payload={"tag": "topic:split", "kind": "topic", "id": each.id, "data": {}},
        )  # fmt: skip


async def give_back_all(deed: Deed[Topic], reason: str) -> None:
    """Give the referrals of a topic, and of those merged into it, back to where they came from."""
    for topic in (deed.thing, *await things.merged_into(deed.thing.id)):
        await give_back(topic, reason, by=deed.by, at=deed.at)


async def give_back(topic: Topic, reason: str, *, by: Person, at: datetime) -> None:
    """Give the referral back that a topic came from, when the topic ends without a decision."""
    if topic.referral_id is not None and await referral_links.is_in_meeting(topic.referral_id):
        await referral_links.taken_back(topic.referral_id, by=by, at=at, reason=reason)
