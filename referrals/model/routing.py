"""Who serves a need: the exceptions on record, what is known of a unit, and the answer with why."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from portal.directory.model import Unit

# The kinds of unit outside government; who is sent there, or told of there, has to agree.
OUTSIDE = frozenset({"charity", "insurer", "red_cross"})


class Origin(StrEnum):
    """Where a routing rule comes from."""

    MEETING = "meeting"  # the minutes of a joint meeting
    OFFICE = "office"  # a document the system administrator entered


class Ground(StrEnum):
    """Why a need goes to a unit, or to none."""

    RULE = "rule"  # an exception on record says so
    OWN = "own"  # the place has a unit of its own
    ABOVE = "above"  # a tier above serves the place
    SUCCESSOR = "successor"  # what served the place has ended; its successor serves now
    CLOSED = "closed"  # the programme takes nothing on that day
    NOBODY = "nobody"  # no tier has a unit of this kind on that day


class RoutingRule(msgspec.Struct, frozen=True):
    """An exception: this programme, in this area, goes to this unit; it ends before ``until``."""

    id: int
    programme: str
    area: str  # the path of a division; what lies in it is meant too
    unit_id: int
    since: date
    until: date | None
    source: str
    origin: Origin = Origin.OFFICE
    note: str = ""
    version: int = 1
    unit: Unit | None = None
    place: str = ""

    @property
    def key(self) -> str:
        """What its address says."""
        return str(self.id)

    def holds_on(self, day: date) -> bool:
        """Return whether the rule is in force on this day."""
        return self.since <= day and (self.until is None or day < self.until)


class Route(msgspec.Struct, frozen=True):
    """Where a programme goes from a place on a day, and why."""

    programme: str
    department: str  # the kind of department that was looked for
    ground: Ground
    unit: Unit | None = None
    rule: RoutingRule | None = None
    ended: tuple[Unit, ...] = ()  # ended units on the way, each followed by its successor
    broken: tuple[RoutingRule, ...] = ()  # rules in force that lead to no unit any more

    @property
    def source(self) -> str:
        """The document that sends the need there; "" where the ordinary order holds."""
        return self.rule.source if self.rule else ""


class UnitNote(msgspec.Struct, frozen=True):
    """What a unit lets the desks know before they send: full, or only for some; dated, kept."""

    id: int
    code: str
    unit_id: int
    programme: str  # "" for whatever comes
    text: str
    since: date
    until: date | None
    by_name: str
    created_at: datetime
    ended_by: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether the desks see it on this day."""
        return self.since <= day and (self.until is None or day < self.until)
