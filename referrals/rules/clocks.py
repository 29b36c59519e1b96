"""The clocks of a referral: pure functions over the acts that were journalled.

Respond and finish run for the unit, the need's clock for the person: it starts with the first
sending for the programme and never starts again, whichever unit has the need in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from portal.core.calendar import (
    Calendar,
    Limit,
    LimitUnit,
    Pause,
    day_of,
    end_of,
    start_of,
)
from referrals.model import Event, Procedure, Referral, ReferralRole, ReferralState, Stage
from referrals.programmes.model import ClockTarget, Defaults, Programme
from referrals.rules.deadlines import Bound, Clock, Deadline, deadline, earlier

_ENDS = frozenset(
    {"complete", "no_answer", "approve_return", "withdraw", "waive", "void", "return_by_meeting"}
)
_RESPONDS = _ENDS | {"accept", "ask_return", "put_to_meeting"}
_RESUMES = frozenset({"send_back", "reopen"})


class LeadDue(msgspec.Struct, frozen=True):
    """When the leading referral of the case is due, and whether it counts in hours."""

    due_at: datetime
    in_hours: bool = False


class Setting(msgspec.Struct, frozen=True):
    """What the clocks of one referral are counted by."""

    programme: Programme
    procedure: Procedure
    defaults: Defaults
    calendar: Calendar
    role: ReferralRole = ReferralRole.LEAD
    lead: LeadDue | None = None


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


_LAMPED = frozenset({Clock.RESPOND, Clock.FINISH, Clock.DECIDE_RETURN, Clock.CONFIRM})


def clocks(
    state: ReferralState,
    events: Sequence[Event],
    setting: Setting,
    *,
    need: Sequence[Sequence[Event]] = (),
) -> Clocks:
    """Return every clock of a referral in this state; ``need`` are the histories of its need."""
    if not _sent(events):
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
    start = _sent(events)[-1].at
    own = setting.programme.clock(ClockTarget.RESPOND, setting.procedure)
    limit = own.limit if own else setting.defaults.respond
    counted = deadline(
        Clock.RESPOND, start, limit, setting.calendar, ended_at=_first(events, _RESPONDS, start)
    )
    total = finish_limit(setting)
    if total.unit is not LimitUnit.HOURS:
        return counted
    quarter = timedelta(hours=total.amount) / 4
    return earlier(counted, start + quarter, start + quarter * 3 / 4, Bound.QUARTER)


def finish_limit(setting: Setting) -> Limit:
    """Return the programme's own limit for the procedure."""
    clock = setting.programme.clock(ClockTarget.FINISH, setting.procedure)
    if clock is None:
        raise ValueError(f"the programme {setting.programme.code} has no limit")
    return clock.limit


def finish(events: Sequence[Event], setting: Setting) -> Deadline:
    """Return the clock by which the unit has to end; after a sending back it has half its limit."""
    begun = [event for event in events if event.act in _RESUMES] or _sent(events)
    start = begun[-1].at
    halved = begun[-1].act in _RESUMES
    extended = _extended(events, start)
    limit = finish_limit(setting).half() if halved else finish_limit(setting)
    own = deadline(
        Clock.FINISH, start, limit.longer(extended), setting.calendar,
        pauses=_pauses(events, start, limit), ended_at=_last(events, _ENDS, start),
        law=setting.programme.law, verified=_verified(setting),
    )  # fmt: skip
    own = msgspec.structs.replace(own, halved=halved, extended=extended)
    return _by_meeting(events, _under_lead(own, setting), start)


def _verified(setting: Setting) -> bool:
    clock = setting.programme.clock(ClockTarget.FINISH, setting.procedure)
    return clock is not None and clock.verified


def _extended(events: Iterable[Event], start: datetime) -> int:
    granted = [e for e in events if e.act == "grant_extension" and e.at >= start]
    return sum(int(event.data.get("amount", 0)) for event in granted)


def _under_lead(own: Deadline, setting: Setting) -> Deadline:
    """Return the deadline of a cooperating unit: before the lead's, so that the lead can end."""
    if setting.role is ReferralRole.LEAD or setting.lead is None:
        return own
    lead = setting.lead
    if lead.in_hours:
        return earlier(own, lead.due_at, own.start + (lead.due_at - own.start) * 3 / 4, Bound.LEAD)
    last = day_of(lead.due_at - timedelta(microseconds=1))
    day = max(setting.calendar.working_day_before(last), _day_after(own.start, setting))
    return earlier(own, end_of(day), start_of(day), Bound.LEAD)


def _day_after(start: datetime, setting: Setting) -> date:
    return setting.calendar.next_working_day(day_of(start) + timedelta(days=1))


def _by_meeting(events: Iterable[Event], own: Deadline, start: datetime) -> Deadline:
    set_ = [e.data["due_on"] for e in events if e.data.get("due_on") and e.act == "decided"]
    if not set_ or own.start > start:
        return own
    day = date.fromisoformat(str(set_[-1]))
    return msgspec.structs.replace(
        own, due_at=end_of(day), yellow_at=start_of(day), bound=Bound.MEETING
    )


def need_clock(histories: Sequence[Sequence[Event]], setting: Setting) -> Deadline | None:
    """Return the person's own clock over all attempts for the need; it never starts again."""
    sent = [event for events in histories for event in _sent(events)]
    if not sent:
        return None
    start, limit = min(event.at for event in sent), finish_limit(setting)
    pauses = [p for events in histories for p in _need_pauses(events, start, limit)]
    ends = [at for events in histories if (at := _completed(events))]
    return deadline(
        Clock.NEED, start, limit, setting.calendar, pauses=pauses, law=setting.programme.law,
        ended_at=max(ends) if ends else None, verified=_verified(setting),
    )  # fmt: skip


def _need_pauses(events: Sequence[Event], start: datetime, limit: Limit) -> list[Pause]:
    """Return the referral's pauses, and the time between a completion and its sending back."""
    between: list[Pause] = []
    completed: datetime | None = None
    for event in events:
        if event.act in {"complete", "no_answer"}:
            completed = event.at
        elif event.act in _RESUMES and completed is not None:
            between.append(Pause(completed, event.at))
            completed = None
    return between + _pauses(events, start, limit)


def _completed(events: Sequence[Event]) -> datetime | None:
    """Return when the last completion that was not sent back happened; None for none."""
    ends = [e for e in events if e.act in _RESUMES | {"complete", "no_answer"}]
    return ends[-1].at if ends and ends[-1].act not in _RESUMES else None


def client_papers(events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the clock of the papers asked from the person; None when none were asked."""
    asked = [event for event in events if event.act == "ask_papers"]
    if not asked:
        return None
    amount = int(asked[-1].data.get("working_days", 0))
    limit = Limit(amount) if amount else setting.defaults.client_papers
    ended = _first(events, _ENDS | {"papers_in"}, asked[-1].at)
    return deadline(Clock.CLIENT_PAPERS, asked[-1].at, limit, setting.calendar, ended_at=ended)


def stage(events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the clock of a public notice that runs; an appraisal has no limit of its own."""
    begun = [event for event in events if event.act == "begin_stage"]
    notice = setting.programme.public_notice
    if not begun or notice is None or begun[-1].data.get("stage") != Stage.PUBLIC_NOTICE:
        return None
    objected = begun[-1].data.get("after_objection") and notice.after_objection
    limit = Limit(int(objected) if objected else notice.amount, notice.unit)
    ended = _first(events, _ENDS | {"end_stage"}, begun[-1].at)
    return deadline(Clock.STAGE, begun[-1].at, limit, setting.calendar, ended_at=ended)


def aid_papers(events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the clock of the papers that follow aid given first 先行救助; None without such."""
    clock = setting.programme.clock(ClockTarget.PAPERS, setting.procedure)
    if clock is None:
        return None
    start = _sent(events)[0].at
    ended = _first(events, frozenset({"papers_in", "confirm", "withdraw", "void"}), start)
    return deadline(Clock.AID_PAPERS, start, clock.limit, setting.calendar, ended_at=ended)


_DESK = {
    ReferralState.RETURN_ASKED: (Clock.DECIDE_RETURN, frozenset({"ask_return"})),
    ReferralState.COMPLETED: (Clock.CONFIRM, frozenset({"complete", "no_answer"})),
}


def desk(state: ReferralState, events: Sequence[Event], setting: Setting) -> Deadline | None:
    """Return the desk's own clock on this referral; None while it is the unit's turn."""
    if state not in _DESK:
        return None
    clock, starts = _DESK[state]
    start = [event.at for event in events if event.act in starts][-1]
    return deadline(clock, start, setting.defaults.desk[clock.value], setting.calendar)


def _sent(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.act == "send"]


def _first(events: Iterable[Event], acts: frozenset[str], after: datetime) -> datetime | None:
    return next((e.at for e in events if e.act in acts and e.at >= after), None)


def _last(events: Sequence[Event], acts: frozenset[str], after: datetime) -> datetime | None:
    """Return when the last of these acts ended the clock; None when it was opened again since."""
    ends = [e for e in events if e.act in acts | _RESUMES and e.at >= after]
    return ends[-1].at if ends and ends[-1].act in acts else None


_PAUSED = {
    "ask_papers": frozenset({"papers_in", "no_answer"}),
    "begin_stage": frozenset({"end_stage"}),
}


def _pauses(events: Sequence[Event], start: datetime, limit: Limit) -> list[Pause]:
    """Return the pauses since the start; an hours limit knows none."""
    if limit.unit is LimitUnit.HOURS:
        return []
    found: list[Pause] = []
    for begin, ends in _PAUSED.items():
        for event in events:
            if event.act == begin and event.at >= start:
                found.append(Pause(event.at, _first(events, ends | _ENDS, event.at)))
    return sorted(found, key=lambda pause: pause.begin)


def lead_due(lead: Referral, due_at: datetime | None, limit: Limit) -> LeadDue | None:
    """Return what a cooperating unit's clock needs to know of the lead; None while it stands."""
    if due_at is None or lead.role is not ReferralRole.LEAD:
        return None
    return LeadDue(due_at, in_hours=limit.unit is LimitUnit.HOURS)
