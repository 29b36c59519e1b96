"""Reading acts for the clocks: what ends them, what stops them, what came after what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from portal.core.calendar import Limit, LimitUnit, Pause
from referrals.model import Event
from referrals.states import Effect, acts

# A meeting's decision ends a referral under a name of its own: most decisions end nothing.
_FINAL = acts(Effect.ENDS) | {"return_by_meeting"}
ENDS = _FINAL | acts(Effect.COMPLETES)
FINALS = _FINAL | acts(Effect.SETTLES)
RESPONDS = ENDS | acts(Effect.RESPONDS)
RESUMES = acts(Effect.RESUMES)
COMPLETES = acts(Effect.COMPLETES)
SETS = acts(Effect.SETS)
_STARTS = acts(Effect.STARTS)
_EXTENDS = acts(Effect.EXTENDS)


def sent(events: Iterable[Event]) -> list[Event]:
    """Return the sendings."""
    return [event for event in events if event.act in _STARTS]


def since(events: Sequence[Event], act: str) -> Sequence[Event]:
    """Return what came after the last act of this name; two acts may bear the same instant."""
    last = max(n for n, event in enumerate(events) if event.act == act)
    return events[last + 1 :]


def first(events: Iterable[Event], names: frozenset[str]) -> datetime | None:
    """Return when the first of these acts happened; None when none did."""
    return next((event.at for event in events if event.act in names), None)


def last(events: Sequence[Event], names: frozenset[str], after: datetime) -> datetime | None:
    """Return when the last of these acts ended the clock; None when it was opened again since."""
    ends = [e for e in events if e.act in names | RESUMES and e.at >= after]
    return ends[-1].at if ends and ends[-1].act in names else None


# Each pause has its own end; what completes or ends the referral ends both.
PAUSED = {"ask_papers": "papers_in", "begin_stage": "end_stage"}


def pauses(events: Sequence[Event], start: datetime, limit: Limit) -> list[Pause]:
    """Return the pauses since the start; an hours limit knows none."""
    if limit.unit is LimitUnit.HOURS:
        return []
    found: list[Pause] = []
    for begin, end in PAUSED.items():
        for n, event in enumerate(events):
            if event.act == begin and event.at >= start:
                found.append(Pause(event.at, first(events[n + 1 :], ENDS | {end})))
    return sorted(found, key=lambda pause: pause.begin)


def completed(events: Sequence[Event]) -> datetime | None:
    """Return when the last completion that was not sent back happened; None for none."""
    ends = [e for e in events if e.act in RESUMES | COMPLETES]
    return ends[-1].at if ends and ends[-1].act not in RESUMES else None


def extended(events: Iterable[Event], start: datetime) -> int:
    """Return how much more was granted since the start, in the limit's own unit."""
    granted = [e for e in events if e.act in _EXTENDS and e.at >= start]
    return sum(int(event.data.get("amount", 0)) for event in granted)
