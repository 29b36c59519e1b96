"""Turning the pages of a register."""

from __future__ import annotations

from urllib.parse import urlencode


def next_address(address: str, cursor: str | None, **kept: str) -> str:
    """Return the address of the rows after the cursor, its filters kept; "" at the end."""
    given = {name: value for name, value in kept.items() if value}
    return f"{address}?{urlencode({**given, 'cursor': cursor})}" if cursor else ""
