"""When a stuck referral is proposed for the joint meeting; a person of the desk then decides.

The triggers: the need is asked back for the second time, two units name each other, an overruled
return is disputed, or the limit is five working days past. The lead needs no proposal: it may put
its referral to the meeting itself. What came before a meeting does not trigger another one, and a
limit for which the desk declined the proposal does not trigger it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from portal.core.calendar import Calendar, Limit, reckon
from referrals.model import Event, Referral, Trigger

# How long a limit may be past before the meeting is proposed, in working days.
PATIENCE = 5
_TICK = timedelta(microseconds=1)


def on_return(
    referral: Referral, attempts: Sequence[Referral], histories: Iterable[Sequence[Event]]
) -> Trigger | None:
    """Return why a return that is asked now should go to the meeting; None when it need not.

    ``attempts`` are the referrals of the need with their ``histories``, this one among them.
    """
    if any(_name_each_other(referral, other) for other in attempts):
        return Trigger.NAMING
    asked = [e for events in histories for e in since_meeting(events) if e.act == "ask_return"]
    return Trigger.SECOND_RETURN if len(asked) > 1 else None


def _name_each_other(one: Referral, other: Referral) -> bool:
    return one.suggested_unit_id == other.unit_id and other.suggested_unit_id == one.unit_id


def since_meeting(events: Sequence[Event]) -> Sequence[Event]:
    """Return what happened since the matter last came back from a meeting."""
    back = [n for n, event in enumerate(events) if event.act in {"taken_back", "decided"}]
    return events[back[-1] + 1 :] if back else events


def _declined(events: Sequence[Event], due_at: datetime) -> bool:
    """Return whether the desk has decided already that this limit is no matter for a meeting."""
    return any(e.act == "decline_meeting" and e.at >= due_at for e in since_meeting(events))


def overdue(
    due_at: datetime, events: Sequence[Event], calendar: Calendar, *, now: datetime
) -> Trigger | None:
    """Return why a referral past its limit should go to the meeting; None while there is time.

    A unit whose return was overruled disputes it by letting its limit pass: it has no other way to
    say so, and the desk need not wait any longer.
    """
    if now < due_at or _declined(events, due_at):
        return None
    if any(event.act == "overrule_return" for event in since_meeting(events)):
        return Trigger.DISPUTED
    # A limit ends at 24:00 of its last day: the days are counted from that day.
    until = reckon(due_at - _TICK, Limit(PATIENCE), calendar).due_at
    return Trigger.LONG_PAST if until is not None and now >= until else None
