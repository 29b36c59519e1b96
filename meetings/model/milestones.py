"""The steps 阶段目标 by which a resolution is carried out, each with its day."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class Milestone(msgspec.Struct, frozen=True):
    """One step: what is there by which day; ``words`` tell how it was reached."""

    id: int
    code: str
    text: str
    due_on: date
    done_at: datetime | None = None
    words: str = ""
    by_name: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be reached."""
        return self.done_at is None
