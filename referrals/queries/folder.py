"""One case opened: everything its rules look at, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from portal.core.calendar import Calendar, Calendars
from portal.core.reading import Reading
from portal.directory.model import Person, Unit
from portal.directory.queries import calendars
from portal.journal.model import Entry
from portal.journal.queries import of_case
from referrals import access
from referrals.model import Case, Clock, Event, Need, Referral, ReferralRole
from referrals.programmes import catalogue
from referrals.queries import rows
from referrals.rules.clocks import (
    DESK_CLOCKS,
    Clocks,
    LeadDue,
    Setting,
    clocks,
    finish_limit,
    lead_due,
)
from referrals.rules.guards import Given, Situation
from referrals.tables import CaseRow, NeedRow, ReferralRow

_CASES = Reading(lambda: CaseRow.select(*rows.case_columns()), CaseRow.id)
_NEEDS = Reading(lambda: NeedRow.select().order_by(NeedRow.id), NeedRow.case_id)
_REFERRALS = Reading(
    lambda: ReferralRow.select(*rows.referral_columns()).order_by(
        ReferralRow.ordinal, ReferralRow.id
    ),
    ReferralRow.case_id,
)


class Folder(msgspec.Struct, frozen=True):
    """A case, its referrals in their order, and what was journalled about them."""

    case: Case
    referrals: tuple[Referral, ...]
    entries: tuple[Entry, ...]
    calendars: Calendars
    # The cases in whose journal a part of this one's story stands.
    kin: tuple[int, ...] = ()

    @property
    def calendar(self) -> Calendar:
        """The calendar of the window's division, by which the desk and the person count."""
        return self.calendars.of(self.case.division_path)

    def calendar_of(self, referral: Referral) -> Calendar:
        """Return the calendar of the unit's division, by which the unit counts."""
        return self.calendars.of(referral.unit_path)

    def calendar_shown(self, referral: Referral) -> Calendar:
        """Return the calendar by which the clock counts that the referral's lamp shows."""
        return self.calendar if referral.clock in DESK_CLOCKS else self.calendar_of(referral)

    def referral(self, referral_id: int) -> Referral:
        """Return the referral of this case with this id."""
        return next(each for each in self.referrals if each.id == referral_id)

    def others(self, referral: Referral) -> tuple[Referral, ...]:
        """Return the case's referrals but this one."""
        return tuple(each for each in self.referrals if each.id != referral.id)

    def events(self, referral: Referral) -> tuple[Event, ...]:
        """Return what the clocks of this referral replay, oldest first."""
        return events_of("referral", referral.id, self.entries)

    @property
    def own_events(self) -> tuple[Event, ...]:
        """What the case's own clocks replay, oldest first."""
        return events_of("case", self.case.id, self.entries)

    def clocks(self, referral: Referral) -> Clocks:
        """Return the clocks of one referral."""
        same_need = [each for each in self.referrals if each.need_id == referral.need_id]
        return clocks(
            referral.state,
            self.events(referral),
            self.setting(referral),
            need=[self.events(each) for each in same_need],
        )

    def setting(self, referral: Referral) -> Setting:
        """Return what the clocks of one referral are counted by."""
        return Setting(
            programme=catalogue.get(referral.programme),
            procedure=referral.procedure,
            defaults=catalogue.defaults(),
            calendar=self.calendar_of(referral),
            role=referral.role,
            lead=self._lead_due(referral),
            window=self.calendar,
        )

    def _lead_due(self, referral: Referral) -> LeadDue | None:
        if referral.role is ReferralRole.LEAD:
            return None
        lead = lead_of(self.referrals)
        if lead is None:
            return None
        due = self.clocks(lead).get(Clock.FINISH)
        return lead_due(lead, due.due_at if due else None, finish_limit(self.setting(lead)))

    def situation(
        self,
        *,
        at: datetime,
        by: Person,
        referral: Referral | None = None,
        given: Given | None = None,
        unit: Unit | None = None,
        successor: Unit | None = None,
    ) -> Situation:
        """Return what the guards look at, for an act on one referral or on the case."""
        known = referral is not None and referral.id > 0
        return Situation(
            case=self.case,
            at=at,
            by_id=by.id,
            by_desk=access.at_desk(by, self.case, at=at),
            referral=referral,
            others=self.others(referral) if referral else self.referrals,
            events=self.events(referral) if referral and known else (),
            clocks=self.clocks(referral) if referral and known else Clocks(),
            programme=catalogue.get(referral.programme) if referral else None,
            unit=unit,
            successor=successor,
            given=given,
        )


def lead_of(referrals: Iterable[Referral]) -> Referral | None:
    """Return the open lead among these referrals; None when there is none."""
    leads = (r for r in referrals if r.role is ReferralRole.LEAD and r.is_open)
    return next(leads, None)


def events_of(kind: str, subject_id: int, entries: Iterable[Entry]) -> tuple[Event, ...]:
    """Return one thing's part of the journal as the clocks replay it."""
    return tuple(
        Event(entry.tag.partition(":")[2], entry.at, entry.data)
        for entry in entries
        if entry.subject_kind == kind and entry.subject_id == subject_id
    )


async def open_folder(case_id: int) -> Folder:
    """Return the case with all that hangs on it; whoever asks has looked at the scope before."""
    row = await _CASES.first_of(case_id)
    assert row is not None
    case = rows.to_case(row, await needs(case_id))
    kin = rows.as_record(row["kin"], tuple[int, ...], ())
    return Folder(
        case=case,
        referrals=await referrals(case_id),
        entries=await history(case_id, kin),
        calendars=await calendars(),
        kin=kin,
    )


async def needs(case_id: int) -> tuple[Need, ...]:
    """Return what the case asks for, in the order it was told."""
    return tuple(map(rows.to_need, await _NEEDS.of(case_id)))


async def referrals(case_id: int) -> tuple[Referral, ...]:
    """Return the case's referrals in the order of their numbers."""
    return tuple(map(rows.to_referral, await _REFERRALS.of(case_id)))


async def history(case_id: int, kin: Iterable[int] = ()) -> tuple[Entry, ...]:
    """Return the journal of a case, and of the cases it shares a story with, oldest first."""
    entries = [entry for each in (case_id, *kin) for entry in await of_case(each)]
    return tuple(sorted(entries, key=lambda entry: entry.id))
