"""What a programme is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from portal.core.calendar import Limit, LimitUnit
from portal.core.i18n import Language
from portal.core.money import Money
from referrals.model import Procedure, RegisterKind, Stage, Urgency


class Tier(StrEnum):
    """Base aid, special aid, supplement."""

    BASE = "base"
    SPECIAL = "special"
    SUPPLEMENT = "supplement"


class Entry(StrEnum):
    """Whether the window accepts for the programme, may only refer, or people go there directly."""

    WINDOW = "window"
    REFER_ONLY = "refer_only"
    DIRECT = "direct"


class ClockTarget(StrEnum):
    """What a programme's limit is about."""

    RESPOND = "respond"
    FINISH = "finish"
    PAPERS = "papers"


class ProgrammeClock(msgspec.Struct, frozen=True):
    """One limit of a programme; ``verified`` means found in a source for this city."""

    target: ClockTarget
    amount: int
    unit: LimitUnit
    procedure: Procedure = Procedure.REGULAR
    verified: bool = False

    @property
    def limit(self) -> Limit:
        """The limit as the calendar counts it."""
        return Limit(self.amount, self.unit)


class PublicNotice(msgspec.Struct, frozen=True):
    """How long a public notice 公示 lasts, and how long after an objection."""

    amount: int
    unit: LimitUnit
    after_objection: int | None = None


class Standard(msgspec.Struct, frozen=True):
    """A dated amount per person and month in a division, for one kind of register or both."""

    division: str
    yuan: int
    since: date = msgspec.field(name="from")
    register: RegisterKind | None = None

    @property
    def money(self) -> Money:
        """The amount."""
        return Money.yuan(self.yuan)


class LeadUntil(msgspec.Struct, frozen=True):
    """Which kind of department led the programme until a day."""

    kind: str
    until: date


class Programme(msgspec.Struct, frozen=True):
    """One aid programme, as the catalogue has it."""

    code: str
    zh: str
    en: str
    tier: Tier
    lead: str
    entry: Entry
    suggest: str
    clocks: tuple[ProgrammeClock, ...]
    hant: str = ""
    aliases: tuple[str, ...] = ()
    lead_history: tuple[LeadUntil, ...] = ()
    cooperating: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    law: str = ""
    pauses: tuple[Stage, ...] = ()
    public_notice: PublicNotice | None = None
    papers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    standards: tuple[Standard, ...] = ()
    insured: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    consent_required: bool = False
    aid_first: bool = False
    settlement: bool = False
    batch: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def title(self, language: Language) -> str:
        """Return the name in this language."""
        return {Language.EN: self.en, Language.HANT: self.hant}.get(language) or self.zh

    def valid_on(self, day: date) -> bool:
        """Return whether referrals may be sent for it on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

    def lead_on(self, day: date) -> str:
        """Return the kind of department that leads on this day."""
        past = [each.kind for each in self.lead_history if day <= each.until]
        return past[0] if past else self.lead

    def clock(self, target: ClockTarget, procedure: Procedure) -> ProgrammeClock | None:
        """Return the limit for this procedure, the regular one where it has none; None for none."""
        held = {clock.procedure: clock for clock in self.clocks if clock.target is target}
        if procedure in held:
            return held[procedure]
        if target is not ClockTarget.FINISH:
            return None
        return held.get(Procedure.REGULAR) or next(iter(held.values()), None)

    def procedure_for(self, urgency: Urgency) -> Procedure:
        """Return the procedure an urgency asks for: the emergency one where there is such."""
        if urgency is Urgency.EMERGENCY and Procedure.EMERGENCY in self.procedures:
            return Procedure.EMERGENCY
        return self.procedures[0]

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """The procedures it can be handled by, in the catalogue's order."""
        finish = [c.procedure for c in self.clocks if c.target is ClockTarget.FINISH]
        return tuple(dict.fromkeys(finish))


class Defaults(msgspec.Struct, frozen=True):
    """The limits that hold where a programme has none of its own."""

    respond: Limit
    client_papers: Limit
    desk: dict[str, Limit]
