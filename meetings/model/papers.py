"""The papers of topics, and how much may be kept of them."""

from __future__ import annotations

from datetime import datetime

import msgspec

_MB = 1024 * 1024
# What is kept of one topic, and what one unit may add in a day.
MOST_OF_TOPIC = 200 * _MB
MOST_OF_UNIT_A_DAY = 500 * _MB
MOST_AT_ONCE = 5


class TopicPaper(msgspec.Struct, frozen=True):
    """A paper of a topic; ``stored`` and ``state`` are what the store knows of its file."""

    id: int
    code: str
    topic_id: int
    position: int
    name: str
    mime: str
    size: int
    sha256: str
    original: str
    stored: str
    state: str
    unit_id: int
    unit_name: str
    by_name: str
    at: datetime
    removed_at: datetime | None = None
    removed_reason: str = ""

    @property
    def is_removed(self) -> bool:
        """Whether it was taken out, and is kept for the record alone."""
        return self.removed_at is not None

    @property
    def is_readable(self) -> bool:
        """Whether it has been looked through and found harmless."""
        return self.state == "clean"
