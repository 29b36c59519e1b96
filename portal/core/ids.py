"""Codes and numbers: a thing has a random code from birth and a readable number once official."""

from __future__ import annotations

import secrets
import string

from portal.core.tables import Counter

_ALPHABET = string.ascii_letters + string.digits


def new_code() -> str:
    """Return a random code of 22 letters and digits (131 bits) that begins with a letter."""
    # One draw for all characters: 192 bits leave each so evenly spread that nobody could tell.
    rest, drawn = secrets.randbits(192), []
    for _ in range(21):
        rest, at = divmod(rest, len(_ALPHABET))
        drawn.append(_ALPHABET[at])
    return string.ascii_letters[rest % len(string.ascii_letters)] + "".join(drawn)


async def next_number(series: str) -> int:
    """Return the next number of a series, allotted in the caller's transaction.

    The counter's row is taken until that transaction ends, so numbers of a series come without
    gaps; what fails gives its number back.
    """
    return await next_numbers(series, 1)


async def next_numbers(series: str, count: int) -> int:
    """Return the first of so many numbers of a series that follow each other, allotted at once."""
    raised = (
        await Counter.update({Counter.value: Counter.value + count})
        .where(Counter.series == series)
        .returning(Counter.value)
    )
    if raised:
        return int(raised[0]["value"]) - count + 1
    return await _begin(series, count)


async def _begin(series: str, count: int) -> int:
    # Two may begin a series at once: the row exists then, and both raise it one after the other.
    await Counter.insert(Counter(series=series, value=0)).on_conflict(
        target=Counter.series, action="DO NOTHING"
    )
    return await next_numbers(series, count)


async def coming_number(series: str) -> int:
    """Return the number the series would give now; somebody else may take it meanwhile."""
    held = await Counter.select(Counter.value).where(Counter.series == series).first()
    return int(held["value"]) + 1 if held else 1
