"""What a deadline is: when it is due, from when it is yellow, and how to say why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from portal.core.calendar import Calendar, Limit, OwnDay, Pause, Reckoned, reckon
from referrals.model import Bound, Clock


class Deadline(msgspec.Struct, frozen=True):
    """One clock that runs, stands still, or has ended."""

    clock: Clock
    start: datetime
    limit: Limit
    due_at: datetime | None
    yellow_at: datetime | None
    pauses: tuple[Pause, ...] = ()
    paused: bool = False
    provisional: bool = False
    left: int = 0
    off: int = 0
    made_up: int = 0
    own: tuple[OwnDay, ...] = ()
    bound: Bound = Bound.NONE
    halved: bool = False
    extended: int = 0
    law: str = ""
    verified: bool = True
    ended_at: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether it still counts; a clock that stands still does too."""
        return self.ended_at is None


def deadline(
    clock: Clock,
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    ended_at: datetime | None = None,
    law: str = "",
    verified: bool = True,
) -> Deadline:
    """Return the deadline of a limit counted from its start."""
    found = reckon(start, limit, calendar, pauses)
    return Deadline(
        clock, start, limit, found.due_at, found.yellow_at, tuple(pauses),
        # A pause begun after the last counted day moves nothing; the clock has run out by then.
        paused=found.due_at is None, provisional=found.provisional, left=found.left,
        off=found.off, made_up=found.made_up, own=found.own, law=law,
        verified=verified, ended_at=ended_at,
    )  # fmt: skip


def earlier(own: Deadline, other: Reckoned, bound: Bound) -> Deadline:
    """Return the deadline moved to an earlier date; unmoved when it is due before that."""
    if own.due_at is not None and other.due_at is not None and own.due_at <= other.due_at:
        return own
    return moved(own, other, bound)


def moved(own: Deadline, other: Reckoned, bound: Bound) -> Deadline:
    """Return the deadline moved to a date that something else than its limit fixed."""
    return msgspec.structs.replace(
        own, due_at=other.due_at, yellow_at=other.yellow_at, provisional=other.provisional,
        off=other.off, made_up=other.made_up, own=other.own, bound=bound,
    )  # fmt: skip
