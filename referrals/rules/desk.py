"""The desk's own clocks on a case: decide, approve a refusal, send, close."""

from __future__ import annotations

from datetime import datetime

from portal.core.calendar import Calendar
from referrals.model import Case, CaseState, Clock, Referral
from referrals.programmes.model import Defaults
from referrals.rules.deadlines import Deadline, deadline

_CLOCKS = {
    CaseState.REGISTERED: Clock.DECIDE,
    CaseState.REFUSAL_PROPOSED: Clock.APPROVE_REFUSAL,
    CaseState.ACCEPTED: Clock.SEND,
    CaseState.RESULTS_IN: Clock.CLOSE,
}


def desk_clock(
    case: Case,
    referrals: tuple[Referral, ...],
    *,
    since: datetime,
    calendar: Calendar,
    defaults: Defaults,
) -> Deadline | None:
    """Return the desk's clock on a case that came to its state at ``since``; None when none runs.

    A case whose results are in is closed within its limit from the last confirmation, or from its
    reopening; before that it is the confirmations' clocks that run, each on its referral.
    """
    clock = _CLOCKS.get(case.state)
    if clock is None:
        return None
    if clock is not Clock.CLOSE:
        return deadline(clock, since, defaults.desk[clock.value], calendar)
    if any(referral.is_open for referral in referrals):
        return None
    ended = [referral.final_at for referral in referrals if referral.final_at is not None]
    return deadline(clock, max([since, *ended]), defaults.desk[clock.value], calendar)
