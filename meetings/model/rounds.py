"""Countersigning round by round: remarks on paragraphs, and what differs between rounds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from meetings.model.units import UnitRef


class Remark(msgspec.Struct, frozen=True):
    """What a unit says to a paragraph, counted from one, and the office's answer.

    Without a paragraph it is said to the item, without an item to the minutes as a whole.
    """

    id: int
    code: str
    round: int
    unit: UnitRef
    item_id: int | None
    paragraph: int | None
    text: str
    by_name: str
    at: datetime
    answer: str = ""
    answered_by: str = ""


class LineKind(StrEnum):
    """Whether a line stands in both texts, or only in the newer or the older one."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Line(msgspec.Struct, frozen=True):
    """A line of two texts laid over each other."""

    kind: LineKind
    text: str
