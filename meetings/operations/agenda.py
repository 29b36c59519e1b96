"""Building the agenda: the order of its topics, their minutes, who is called in for each."""

from __future__ import annotations

from datetime import datetime

from meetings.inputs import Observing, Order, Plain
from meetings.model import Meeting, Topic
from meetings.model import MeetingAction as Action
from meetings.operations.acting import on_meeting
from meetings.operations.bodies import named
from meetings.queries import things
from meetings.rules.agenda import proposed
from meetings.rules.notices import members
from meetings.tables import GuestRow, TopicRow
from portal.core.errors import Invalid, Stale, problem
from portal.core.i18n import N_, say
from portal.directory.model import Person


async def order(key: str, given: Order, *, by: Person, at: datetime) -> Meeting:
    """Put the agenda in this order and give its topics their minutes, all in one act.

    Raises ``Stale`` when topics came on or were taken off since it was seen.
    """
    async with on_meeting(Action.ORDER, key, given.version, by=by, at=at) as deed:
        held = _by_key(await things.agenda(deed.thing.id))
        wanted = [held[name] for name in given.ordered if name in held]
        if {each.id for each in wanted} != {each.id for each in held.values()} or len(wanted) < len(
            given.topics
        ):
            raise _moved_on(deed.thing)
        for place, topic in enumerate(wanted, 1):
            await _place(topic, place, given.minutes.get(topic.key, topic.minutes))
        deed.say(order=[topic.key for topic in wanted])
    return await things.meeting(deed.thing.id)


async def propose_order(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Put the agenda in the order that is proposed by rule; single topics are moved after it."""
    async with on_meeting(Action.PROPOSE_ORDER, key, given.version, by=by, at=at) as deed:
        ordered = proposed(await things.agenda(deed.thing.id))
        for place, topic in enumerate(ordered, 1):
            await _place(topic, place, topic.minutes)
        deed.say(order=[topic.key for topic in ordered])
    return await things.meeting(deed.thing.id)


def _by_key(topics: tuple[Topic, ...]) -> dict[str, Topic]:
    return {name: each for each in topics for name in (each.code, each.key)}


def _moved_on(meeting: Meeting) -> Stale:
    return Stale(
        say(N_("在您打开之后，有议题列入或移出了议程。请核对现在的议程，再调整顺序。")),
        what="meeting", key=meeting.key,
    )  # fmt: skip


async def _place(topic: Topic, place: int, minutes: int) -> None:
    row = TopicRow
    if (topic.position, topic.minutes) != (place, minutes):
        await row.update({row.position: place, row.minutes: minutes}).where(row.id == topic.id)


async def call_in(key: str, given: Observing, *, by: Person, at: datetime) -> Meeting:
    """Say that a further unit comes for a topic alone, or no longer; the next notice calls it."""
    async with on_meeting(Action.CALL_IN, key, given.version, by=by, at=at) as deed:
        topic = _by_key(await things.agenda(deed.thing.id)).get(given.topic)
        if topic is None:
            raise Invalid([problem("topic", N_("议程里没有这个议题，请从列表中选择。"))])
        unit, body = await named("unit", given.unit), await things.body(deed.thing.body_id)
        if unit.id in {each.id for each in members(body, deed.thing)}:
            raise Invalid([problem("unit", N_("该单位是成员单位，本来就参加会议。"))])
        await _guest(topic, unit.id, coming=given.coming)
        deed.say(topic=topic.key, unit=unit.name, coming=given.coming)
    return await things.meeting(deed.thing.id)


async def _guest(topic: Topic, unit_id: int, *, coming: bool) -> None:
    row = GuestRow
    if not coming:
        await row.delete().where((row.topic_id == topic.id) & (row.unit_id == unit_id))
    elif unit_id not in {each.id for each in topic.guests}:
        await row.insert(row(topic_id=topic.id, unit_id=unit_id))
