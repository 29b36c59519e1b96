"""Codes and numbers: a thing has a random code from birth and a readable number once official."""

from __future__ import annotations

import secrets
import string

from portal.core.tables import Counter

_ALPHABET = string.ascii_letters + string.digits


def new_code() -> str:
    """Return a random code of 22 letters and digits (131 bits) that begins with a letter."""
    first = secrets.choice(string.ascii_letters)
    return first + "".join(secrets.choice(_ALPHABET) for _ in range(21))


async def next_number(series: str) -> int:
    """Return the next number of a series, allotted in the caller's transaction.

    The counter's row is taken until that transaction ends, so numbers of a series come without
    gaps; what fails gives its number back.
    """
    raised = (
        await Counter.update({Counter.value: Counter.value + 1})
        .where(Counter.series == series)
        .returning(Counter.value)
    )
    if raised:
        return int(raised[0]["value"])
    return await _begin(series)


async def _begin(series: str) -> int:
    # Two may begin a series at once: the row exists then, and both raise it one after the other.
    await Counter.insert(Counter(series=series, value=0)).on_conflict(
        target=Counter.series, action="DO NOTHING"
    )
    return await next_number(series)


async def coming_number(series: str) -> int:
    """Return the number the series would give now; somebody else may take it meanwhile."""
    held = await Counter.select(Counter.value).where(Counter.series == series).first()
    return int(held["value"]) + 1 if held else 1
