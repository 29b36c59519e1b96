"""What of minutes is not for every reader: the items of secret topics, and what they resolved.

Whoever may not read a secret topic reads the minutes without it; the office reads all of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from meetings import access
from meetings.model import Minutes, Resolution, Topic
from meetings.queries import things
from meetings.tables import TopicRow
from portal.directory.model import Person


class Shown(msgspec.Struct, frozen=True):
    """Minutes as one person reads them, and how many items are left out."""

    minutes: Minutes
    hidden: frozenset[int] = frozenset()  # the topics of what is left out

    @property
    def left_out(self) -> int:
        """How many items this person does not read."""
        return len(self.hidden)

    def resolutions(self, held: Iterable[Resolution]) -> tuple[Resolution, ...]:
        """Return what was resolved, without what stands in items that are left out."""
        return tuple(each for each in held if each.topic_id not in self.hidden)


async def shown(minutes: Minutes, person: Person) -> Shown:
    """Return the minutes as this person may read them."""
    hidden = frozenset([
        topic.id for topic in await _secret(minutes) if not access.may_read(person, topic)
    ])  # fmt: skip
    return Shown(_without(minutes, hidden), hidden) if hidden else Shown(minutes)


async def _secret(minutes: Minutes) -> tuple[Topic, ...]:
    ids = [item.topic_id for item in minutes.items]
    if not ids:
        return ()
    return await things.topics(TopicRow.id.is_in(ids) & (TopicRow.secret == True))  # noqa: E712 - SQL


def _without(minutes: Minutes, hidden: frozenset[int]) -> Minutes:
    gone = {item.id for item in minutes.items if item.topic_id in hidden}
    return msgspec.structs.replace(
        minutes,
        items=tuple(item for item in minutes.items if item.id not in gone),
        remarks=tuple(each for each in minutes.remarks if each.item_id not in gone),
    )
