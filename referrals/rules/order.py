"""The order of every list, in one instant.

What is due comes first, by its instant; then what has no clock; then what is over, the latest
first. So one index serves all of it on both databases, and what is open ends where ``UNDATED`` is.
"""

from __future__ import annotations

from datetime import UTC, datetime

UNDATED = datetime(9000, 1, 1, tzinfo=UTC)
_OVER = datetime(9999, 1, 1, tzinfo=UTC)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def order(due_at: datetime | None, over_at: datetime | None) -> datetime:
    """Return the instant lists are ordered by; after ``UNDATED`` for all that is over."""
    if over_at is None:
        return due_at or UNDATED
    return _OVER - (over_at - _EPOCH)
