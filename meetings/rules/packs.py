"""Which topics of an agenda go into whose pack. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from meetings.model import Attendance, Topic


def topics_for(called: Attendance, agenda: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the topics of a called unit's pack, in their order.

    A member gets every topic that is not secret, and the secret ones that are its own; an observer
    its own alone. A topic is its proposer's and that of the units consulted on it.
    """
    return tuple(
        each for each in agenda
        if _is_own(called, each) or not (called.observer or each.secret)
    )  # fmt: skip


def _is_own(called: Attendance, topic: Topic) -> bool:
    return called.unit.id in {unit.id for unit in topic.concerned.units}
