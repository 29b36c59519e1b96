"""Slots: what an upper feature puts on a lower one's page, by the slot's name.

A referral's page has a slot for acts; meetings puts the button to the meeting there. The page asks
for what fills the slot, and knows nobody who does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from portal.web.visit import Request

Filling = Callable[..., Awaitable[Any]]
F = TypeVar("F", bound=Filling)

_SLOTS: dict[str, list[Filling]] = {}


def fills(name: str) -> Callable[[F], F]:
    """Register an async function ``(request, **about)`` as what fills the slot."""

    def register(filling: F) -> F:
        _SLOTS.setdefault(name, []).append(filling)
        return filling

    return register


async def filled(name: str, request: Request, **about: Any) -> list[Any]:
    """Return what the slot's fillings give for this request, in order; None gives nothing."""
    found = [await filling(request, **about) for filling in _SLOTS.get(name, ())]
    return [each for each in found if each is not None]
