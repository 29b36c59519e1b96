"""What a deadline is: when it is due, from when it is yellow, and how to say why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from portal.core.calendar import Calendar, Limit, Pause, Reckoned, reckon
from referrals.model import Lamp


class Clock(StrEnum):
    """The clocks of cases and referrals."""

    RESPOND = "respond"
    FINISH = "finish"
    NEED = "need"
    CLIENT_PAPERS = "client_papers"
    STAGE = "stage"
    AID_PAPERS = "aid_papers"
    DECIDE = "decide"
    APPROVE_REFUSAL = "approve_refusal"
    SEND = "send"
    DECIDE_RETURN = "decide_return"
    CONFIRM = "confirm"
    CLOSE = "close"


class Bound(StrEnum):
    """What else than the limit fixed the date, where something did."""

    NONE = ""
    LEAD = "lead"  # a cooperating unit ends before the lead does
    QUARTER = "quarter"  # never later than a quarter of an hours limit
    MEETING = "meeting"  # the joint meeting set it


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
        paused=_stands(found, pauses), provisional=found.provisional, left=found.left,
        law=law, verified=verified, ended_at=ended_at,
    )  # fmt: skip


def _stands(found: Reckoned, pauses: Sequence[Pause]) -> bool:
    # A pause begun after the last counted day moves nothing; the clock has run out by then.
    open_ = [pause.begin for pause in pauses if pause.end is None]
    return bool(open_) and (found.due_at is None or max(open_) < found.due_at)


def earlier(own: Deadline, due_at: datetime, yellow_at: datetime, bound: Bound) -> Deadline:
    """Return the deadline moved to an earlier instant; unmoved when it is due before that."""
    if own.due_at is not None and own.due_at <= due_at:
        return own
    return msgspec.structs.replace(own, due_at=due_at, yellow_at=yellow_at, bound=bound)


def lamp(
    due_at: datetime | None, yellow_at: datetime | None, *, paused: bool, now: datetime
) -> Lamp:
    """Return the lamp: red beats paused, paused beats yellow and green; none without a clock."""
    if due_at is not None and now >= due_at:
        return Lamp.RED
    if paused:
        return Lamp.PAUSED
    if due_at is None:
        return Lamp.NONE
    return Lamp.YELLOW if yellow_at is not None and now >= yellow_at else Lamp.GREEN
