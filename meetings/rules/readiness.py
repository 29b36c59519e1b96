"""What a topic still lacks before a meeting can settle it; which of it counts, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from meetings.model import Lack, Stance, Topic, TopicKind

_K, _L = TopicKind, Lack

# A report is heard; everything else is to be decided, on grounds the units have looked at.
_DECIDED = frozenset({_L.QUESTION, _L.DRAFT_DECISION, _L.REPORTER, _L.ANSWERS, _L.DISPUTE})
_ASKED = _DECIDED | {_L.OPTIONS, _L.BASIS, _L.CONSULTATION, _L.PAPERS}
WANTED: Mapping[TopicKind, frozenset[Lack]] = {
    _K.POLICY: _ASKED,
    _K.LINKAGE: _ASKED,
    _K.DATA_SHARING: _ASKED,
    _K.FUND: _ASKED | {_L.COST},
    # A single case stands in its dossier.
    _K.CASE: _DECIDED | {_L.CONSULTATION},
    _K.REPORT: frozenset({_L.REPORTER, _L.PAPERS}),
}


def _unanswered(topic: Topic, on: date) -> bool:
    return any(each.stance is None and each.due_on >= on for each in topic.consultations)


def _in_dispute(topic: Topic, _on: date) -> bool:
    """A unit disagrees, and nobody has written down what could be decided all the same."""
    against = any(each.stance is Stance.DISAGREES for each in topic.consultations)
    return against and not topic.options.strip()


_LACKS: Mapping[Lack, Callable[[Topic, date], bool]] = {
    _L.QUESTION: lambda topic, _: not topic.question.strip(),
    _L.OPTIONS: lambda topic, _: not topic.options.strip(),
    _L.DRAFT_DECISION: lambda topic, _: not topic.draft_decision.strip(),
    _L.BASIS: lambda topic, _: not topic.basis.strip(),
    _L.COST: lambda topic, _: not topic.cost.strip(),
    _L.REPORTER: lambda topic, _: not topic.reporter.strip(),
    _L.PAPERS: lambda topic, _: topic.papers == 0,
    _L.CONSULTATION: lambda topic, _: not topic.consultations,
    _L.ANSWERS: _unanswered,
    _L.DISPUTE: _in_dispute,
}


def lacks(topic: Topic, *, on: date) -> tuple[Lack, ...]:
    """Return what the topic lacks on this day, in the order one would see to it."""
    wanted = WANTED[topic.kind]
    return tuple(lack for lack, missing in _LACKS.items() if lack in wanted and missing(topic, on))
