"""The clocks of a referral: pure functions over the acts that were journalled.

Respond and finish run for the unit, the need's clock for the person: it starts with the first
sending for the programme and never starts again, whichever unit has the need in hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from portal.core.calendar import (
    Calendar,
    Limit,
    LimitUnit,
    Pause,
    Reckoned,
    day_of,
    end_of,
    reckon,
    start_of,
)
from referrals.model import (
    Bound,
    Clock,
    Event,
    Procedure,
    Referral,
    ReferralRole,
    ReferralState,
    Stage,
)
from referrals.programmes.model import ClockTarget, Defaults, Programme
from referrals.rules import replay
from referrals.rules.deadlines import Deadline, deadline, earlier, moved


class LeadDue(msgspec.Struct, frozen=True):
    """When the leading referral of the case is due, and whether it counts in hours."""

    due_at: datetime
    in_hours: bool = False


class Setting(msgspec.Struct, frozen=True):
    """What the clocks of one referral are counted by.

    The unit's own clocks (respond, finish, stage, papers after aid) go by ``calendar``, that of the
    unit's division: it can work on no day on which its offices are closed. The desk's clocks, the
    person's need and the papers asked of the person go by ``window``, the calendar of the window
    where the person comes; so the need's clock stays the same whichever unit has it in hand.
    """

    programme: Programme
    procedure: Procedure
    defaults: Defaults
    calendar: Calendar
    role: ReferralRole = ReferralRole.LEAD
    lead: LeadDue | None = None
    window: Calendar | None = None

    @property
    def desk(self) -> Calendar:
        """The window's calendar; the unit's where none was given."""
        return self.calendar if self.window is None else self.window


class Clocks(msgspec.Struct, frozen=True):
    """Every clock of a referral; the lamp shows the one among the running that is due first."""

    all: tuple[Deadline, ...] = ()

    @property
    def running(self) -> tuple[Deadline, ...]:
        """The clocks that still count."""
        return tuple(each for each in self.all if each.running)

    @property
    def shown(self) -> Deadline | None:
        """The clock the lamp shows; None when none runs."""
        own = [each for each in self.running if each.clock in _LAMPED]
        dated = [each for each in own if each.due_at is not None and not each.paused]
        if dated:
            return min(dated, key=lambda each: each.due_at or each.start)
        return own[0] if own else None

    def get(self, clock: Clock) -> Deadline | None:
        """Return the clock of this kind, ended or not; None when it never started."""
        return next((each for each in self.all if each.clock is clock), None)


_NOTICED = frozenset({"begin_stage", "record_objection"})
_LAMPED = frozenset({Clock.RESPOND, Clock.FINISH, Clock.DECIDE_RETURN, Clock.CONFIRM})


def clocks(
    state: ReferralState,
    events: Sequence[Event],
    setting: Setting,
    *,
    need: Sequence[Sequence[Event]] = (),
) -> Clocks:
    """Return every clock of a referral in this state; ``need`` are the histories of its need."""
    if not replay.sent(events):
        return Clocks()
    found = (
        respond(events, setting),
        finish(events, setting),
        need_clock(need or (events,), setting),
        client_papers(events, setting),
        stage(events, setting),
        aid_papers(events, setting),
        desk(state, events, setting),
    )
    return Clocks(tuple(each for each in found if each is not None))


def respond(events: Sequence[Event], setting: Setting) -> Deadline:
    """Return the clock by which the unit has to accept or ask to return."""
    start = replay.sent(events)[-1].at
    own = setting.programme.clock(ClockTarget.RESPOND, setting.procedure)
    limit = own.limit if own else setting.defaults.respond
    ended = replay.first(replay.since(events, "send"), replay.RESPONDS)
    counted = deadline(Clock.RESPOND, start, limit, setting.calendar, ended_at=ended)
    total = finish_limit(setting)
    if total.unit is not LimitUnit.HOURS:
        return counted
    return earlier(counted, _until(start, start + timedelta(hours=total.amount) / 4), Bound.QUARTER)


def finish_limit(setting: Setting) -> Limit:
    """Return the programme's own limit for the procedure."""
    clock = setting.programme.clock(ClockTarget.FINISH, setting.procedure)
    if clock is None:
        raise ValueError(f"the programme {setting.programme.code} has no limit")
    return clock.limit


def finish(events: Sequence[Event], setting: Setting) -> Deadline:
    """Return the clock by which the unit has to end; after a sending back it has half its limit."""
    begun = [event for event in events if event.act in replay.RESUMES] or replay.sent(events)
    start = begun[-1].at
    halved = begun[-1].act in replay.RESUMES
    extended = replay.extended(events, start)
    limit = finish_limit(setting).half() if halved else finish_limit(setting)
    own = deadline(
        Clock.FINISH, start, limit.longer(extended), setting.calendar,
        pauses=replay.pauses(events, start, limit),
        ended_at=replay.last(events, replay.ENDS, start),
        law=setting.programme.law, verified=_verified(setting),
    )  # fmt: skip
    own = msgspec.structs.replace(own, halved=halved, extended=extended)
    return _by_meeting(events, _under_lead(own, setting), setting)


def _verified(setting: Setting) -> bool:
    clock = setting.programme.clock(ClockTarget.FINISH, setting.procedure)
    return clock is not None and clock.verified


def _under_lead(own: Deadline, setting: Setting) -> Deadline:
    """Return the deadline of a cooperating unit: before the lead's, so that the lead can end."""
    if setting.role is ReferralRole.LEAD or setting.lead is None:
        return own
    calendar, lead = setting.calendar, setting.lead
    if lead.in_hours:
        return earlier(own, _until(own.start, lead.due_at), Bound.WITH_LEAD)
    last = day_of(lead.due_at - timedelta(microseconds=1))
    soonest = calendar.next_working_day(day_of(own.start) + timedelta(days=1))
    day = max(calendar.working_day_before(last), soonest)
    return earlier(own, _on_day(own.start, day, calendar), Bound.LEAD)


def _until(start: datetime, due_at: datetime) -> Reckoned:
    """Return a count in hours that ends at this instant."""
    return Reckoned(due_at, due_at - (due_at - start) / 4)


def _on_day(start: datetime, day: date, calendar: Calendar) -> Reckoned:
    """Return a count that ends with this day, yellow as for a limit of the working days till it."""
    days = calendar.working_days(day_of(start), day)
    near = reckon(start, Limit(days), calendar).yellow_at if days else start_of(day)
    return Reckoned(end_of(day), near, provisional=not calendar.is_announced(day))


def _by_meeting(events: Sequence[Event], own: Deadline, setting: Setting) -> Deadline:
    """Return the deadline as the joint meeting set it; an extension granted later adds to that."""
    decided = [e for e in events if e.act in replay.SETS and e.at >= own.start]
    set_ = [event for event in decided if event.data.get("due_on")]
    if not set_:
        return own
    day = date.fromisoformat(str(set_[-1].data["due_on"]))
    more = replay.extended(events, set_[-1].at)
    if not more:
        # A day that was set does not move, whatever is announced for its year.
        found = _on_day(set_[-1].at, day, setting.calendar)
        return moved(own, msgspec.structs.replace(found, provisional=False), Bound.MEETING)
    start = end_of(day) if own.limit.unit is LimitUnit.HOURS else start_of(day)
    return moved(own, reckon(start, Limit(more, own.limit.unit), setting.calendar), Bound.MEETING)


def need_clock(histories: Sequence[Sequence[Event]], setting: Setting) -> Deadline | None:
    """Return the person's own clock over all attempts for the need; it never starts again."""
    sent = [event for events in histories for event in replay.sent(events)]
    if not sent:
        return None
    start, limit = min(event.at for event in sent), finish_limit(setting)
    pauses = [p for events in histories for p in _need_pauses(events, start, limit)]
    return deadline(
        Clock.NEED, start, limit, setting.desk, pauses=pauses, law=setting.programme.law,
        ended_at=_need_ended(histories), verified=_verified(setting),
    )  # fmt: skip


def _need_ended(histories: Sequence[Sequence[Event]]) -> datetime | None:
    """Return when the need was answered, or its last attempt ended; None while one is in hand."""
    sent = [events for events in histories if replay.sent(events)]
    ends = [replay.last(events, replay.ENDS, replay.sent(events)[0].at) for events in sent]
    if None in ends:
        return None
    answered = [replay.completed(events) for events in sent]
    return max(filter(None, answered), default=None) or max(filter(None, ends))


def _need_pauses(events: Sequence[Event], start: datetime, limit: Limit) -> list[Pause]:
    """Return the referral's pauses, and the time between a completion and its sending back."""
    if limit.unit is LimitUnit.HOURS:
        return []
    between: list[Pause] = []
    completed: datetime | None = None
    for event in events:
        if event.act in replay.COMPLETES:
            completed = event.at
        elif event.act in replay.RESUMES and completed is not None:
            between.append(Pause(completed, event.at))
            completed = None
    return between + replay.pauses(events, start, limit)


def client_papers(events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the clock of the papers asked from the person; None when none were asked."""
    asked = [event for event in events if event.act == "ask_papers"]
    if not asked:
        return None
    amount = int(asked[-1].data.get("working_days", 0))
    limit = Limit(amount) if amount else setting.defaults.client_papers
    ended = replay.first(replay.since(events, "ask_papers"), replay.ENDS | {"papers_in"})
    return deadline(Clock.CLIENT_PAPERS, asked[-1].at, limit, setting.desk, ended_at=ended)


def stage(events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the clock of a public notice that runs; an appraisal has no limit of its own.

    With an objection it starts anew, with the shorter limit the programme has for that.
    """
    begun = [event for event in events if event.act in _NOTICED]
    notice = setting.programme.public_notice
    if not begun or notice is None or begun[-1].data.get("stage") != Stage.PUBLIC_NOTICE:
        return None
    objected = begun[-1].data.get("after_objection") and notice.after_objection
    limit = Limit(int(objected) if objected else notice.amount, notice.unit)
    ended = replay.first(replay.since(events, begun[-1].act), replay.ENDS | {"end_stage"})
    return deadline(Clock.STAGE, begun[-1].at, limit, setting.calendar, ended_at=ended)


def aid_papers(events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the clock of the papers that follow aid given first 先行救助; None without such."""
    clock = setting.programme.clock(ClockTarget.PAPERS, setting.procedure)
    if clock is None:
        return None
    start = replay.sent(events)[0].at
    ended = replay.first(events, replay.FINALS | {"papers_in"})
    return deadline(Clock.AID_PAPERS, start, clock.limit, setting.calendar, ended_at=ended)


_DESK = {
    ReferralState.RETURN_ASKED: (Clock.DECIDE_RETURN, frozenset({"ask_return"})),
    ReferralState.COMPLETED: (Clock.CONFIRM, replay.COMPLETES),
}


# The clocks that are the desk's, and count by its calendar.
DESK_CLOCKS = frozenset(clock for clock, _ in _DESK.values())


def desk(state: ReferralState, events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the desk's own clock on this referral; None while it is the unit's turn."""
    if state not in _DESK:
        return None
    clock, starts = _DESK[state]
    start = [event.at for event in events if event.act in starts][-1]
    return deadline(clock, start, setting.defaults.desk[clock.value], setting.desk)


def lead_due(lead: Referral, due_at: datetime | None, limit: Limit) -> LeadDue | None:
    """Return what a cooperating unit's clock needs to know of the lead; None while it stands."""
    if due_at is None or lead.role is not ReferralRole.LEAD:
        return None
    return LeadDue(due_at, in_hours=limit.unit is LimitUnit.HOURS)
