"""The order an agenda is proposed in; the secretary changes it as the meeting needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meetings.model import Topic, TopicKind

# What concerns one person comes last, when most units may leave; a report needs no decision.
_PLACE = {TopicKind.REPORT: 1, TopicKind.CASE: 2}
_PASSED_ON = -1


def proposed(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the topics in the order proposed: what a liaison meeting passed on comes first.

    That keeps the order of its list. Of the others, matters to decide come before reports, single
    cases last; among their like, what has waited through more meetings, then what needs more
    units, then what was proposed earlier.
    """
    return tuple(sorted(topics, key=_rank))


def _rank(topic: Topic) -> tuple[int, int, int, datetime]:
    if topic.passed_by_id is not None:
        return _PASSED_ON, topic.passed_by_id, topic.passed_place, topic.created_at
    units = {topic.proposer.id, *(each.unit.id for each in topic.consultations)}
    return _PLACE.get(topic.kind, 0), -topic.carried, -len(units), topic.created_at
