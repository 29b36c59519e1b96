"""Packs 会议材料汇编: one for the office and one for each unit called, in versions that stay."""

from __future__ import annotations

from datetime import datetime

import msgspec

from meetings.model.choices import PackState
from meetings.model.units import UnitRef


class PackPart(msgspec.Struct, frozen=True):
    """A topic's head, or with a code one of its papers, and where it stands.

    ``why`` says why a paper stands as a named page only.
    """

    topic: int
    paper: str = ""
    page: int = 0
    pages: int = 0
    why: str = ""


class Pack(msgspec.Struct, frozen=True):
    """A pack: the whole one without a unit; ``stored`` is its file once it is ready."""

    id: int
    code: str
    meeting_id: int
    version: int
    unit: UnitRef | None
    state: PackState
    parts: tuple[PackPart, ...]
    work: str
    by_name: str
    at: datetime
    ended_at: datetime | None = None
    pages: int = 0
    size: int = 0
    stored: str = ""
    stored_id: int | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it may be downloaded."""
        return self.state is PackState.READY

    @property
    def not_shown(self) -> int:
        """How many of its papers stand as a named page only."""
        return sum(bool(each.why) for each in self.parts)
