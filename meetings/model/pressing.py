"""Pressing a resolution on: the reminder 催办单 and the supervision order 督办单."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from meetings.model.choices import ResolutionState
from meetings.model.units import UnitRef


class PressKind(StrEnum):
    """Which of the two letters it is: the office reminds, the convener orders by a mandate."""

    REMINDER = "reminder"
    ORDER = "order"


class Stood(msgspec.Struct, frozen=True):
    """How the resolution stood when the letter was sent."""

    state: ResolutionState
    due_on: date | None
    overdue: int = 0  # working days past the last day


class Press(msgspec.Struct, frozen=True):
    """One letter to one unit about one resolution."""

    id: int
    code: str
    resolution_id: int
    unit: UnitRef
    kind: PressKind
    text: str
    by_name: str
    at: datetime
    stood: Stood
    mandate: str = ""
    answer_by: date | None = None
    year: int = 0
    number: int | None = None
    file_code: str = ""
    sha256: str = ""

    @property
    def is_order(self) -> bool:
        """Whether it is a supervision order."""
        return self.kind is PressKind.ORDER
