"""What a guard looks at, and the register the guards are in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import msgspec

from portal.core.i18n import Sentence
from portal.directory.model import Unit
from referrals.model import (
    CallBack,
    Case,
    CaseState,
    Event,
    Referral,
    ReturnAnswer,
    ReturnCode,
    Stage,
)
from referrals.programmes.model import Programme
from referrals.rules.clocks import Clocks

RUNNING = frozenset({CaseState.ACCEPTED, CaseState.IN_HAND, CaseState.RESULTS_IN})


class Given(msgspec.Struct, frozen=True):
    """What comes with the act, as far as a guard looks at it."""

    suggested_unit_id: int | None = None
    return_code: ReturnCode | None = None
    return_answer: ReturnAnswer | None = None
    existing_id: int | None = None
    new_lead_id: int | None = None
    with_all: bool = False
    call_back: CallBack | None = None
    reason: str = ""
    tried_on: tuple[date, ...] = ()
    stage: Stage | None = None
    need_id: int | None = None
    consent: bool = False
    declares_none: bool = False
    batch_has_lead: bool = False


class Situation(msgspec.Struct, frozen=True):
    """What stands when the act is asked for."""

    case: Case
    at: datetime
    by_id: int | None = None
    by_desk: bool = False
    referral: Referral | None = None
    others: tuple[Referral, ...] = ()
    events: tuple[Event, ...] = ()
    clocks: Clocks = Clocks()
    programme: Programme | None = None
    unit: Unit | None = None
    successor: Unit | None = None
    given: Given | None = None

    @property
    def own(self) -> Referral:
        """The referral; asked for only by guards of the referrals' table."""
        if self.referral is None:
            raise ValueError("a referral's guard without a referral")
        return self.referral


Guard = Callable[[Situation], Sentence | None]
GUARDS: dict[str, Guard] = {}


def guard(check: Guard) -> Guard:
    """Register a guard under its own name."""
    GUARDS[check.__name__] = check
    return check


def refusals(names: tuple[str, ...], situation: Situation) -> list[Sentence]:
    """Return every reason why not, in the order of the table; empty when nothing stands against."""
    return [why for name in names if (why := GUARDS[name](situation)) is not None]
