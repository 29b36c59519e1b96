"""What counts by the calendar: features register how their deadlines move under another one.

The directory keeps the calendar and knows no deadlines; the features above have the deadlines.
Each says how many things a change may touch, which would move, and moves them when it is in force.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from portal.core.calendar import Calendars
from portal.directory.model import Names


class Shift(msgspec.Struct, frozen=True):
    """Deadlines of one unit and clock that move from one instant to another; how many.

    ``clock`` is a marked text. Nothing here says whose they are: administrators see no cases.
    """

    unit: Names
    clock: str
    was: datetime
    now: datetime
    n: int = 1


class Step(msgspec.Struct, frozen=True):
    """Some things looked through: what moves, what only becomes firm, where to go on ("" = end)."""

    looked: int
    shifts: tuple[Shift, ...] = ()
    firm: int = 0
    cursor: str = ""


class Counted(Protocol):
    """One feature's deadlines."""

    async def total(self, since: datetime) -> int:
        """Return how many things have a deadline after this instant, which may move."""

    async def look(self, calendars: Calendars, since: datetime, cursor: str, limit: int) -> Step:
        """Return what would move among the next things, under these calendars; writes nothing."""

    async def recount(
        self, since: datetime, cursor: str, limit: int, *, change: str, at: datetime
    ) -> Step:
        """Move the next things, inside the caller's transaction, each with its journal row."""


COUNTED: dict[str, Counted] = {}
C = TypeVar("C", bound=Counted)


def counts(name: str, counted: C) -> C:
    """Register a feature's deadlines under its name."""
    COUNTED[name] = counted
    return counted
