"""Whom to tell of a clock: the one who has the matter in hand, or those who answer for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from portal.directory.model import Role
from portal.directory.queries import recipients, unit, units
from portal.notices.model import Recipient

Told = tuple[Recipient, ...]


async def handler_or_heads(unit_id: int, handler_id: int | None, *, on: date) -> Told:
    """Return the handler, while that person works in the unit; otherwise its heads."""
    return _one(await _workers(unit_id, on), handler_id) or await _heads(unit_id, on)


async def handler_and_heads(unit_id: int, handler_id: int | None, *, on: date) -> Told:
    """Return the handler and the unit's heads, each once."""
    return _once((*_one(await _workers(unit_id, on), handler_id), *await _heads(unit_id, on)))


async def _workers(unit_id: int, on: date) -> Told:
    return await recipients(unit_id, (Role.HANDLER, Role.HEAD), on=on)


async def _heads(unit_id: int, on: date) -> Told:
    # A unit without a head still has to hear of it.
    return await recipients(unit_id, (Role.HEAD,), on=on) or await _workers(unit_id, on)


async def first_contact_or_clerks(window_id: int, first_contact_id: int, *, on: date) -> Told:
    """Return the first-contact worker, while that person works there; otherwise the clerks."""
    held = await recipients(window_id, (Role.CLERK, Role.SUPERVISOR), on=on)
    if one := _one(held, first_contact_id):
        return one
    return await recipients(window_id, (Role.CLERK,), on=on) or held


async def supervisors(window_id: int, *, on: date) -> Told:
    """Return who answers for a window: its own supervisors, or those of the desk above it."""
    window = await unit(window_id)
    for desk in await units(window.division_path, on=on, kinds=[window.kind]):
        if found := await recipients(desk.id, (Role.SUPERVISOR,), on=on):
            return found
    return ()


def _one(held: Iterable[Recipient], person_id: int | None) -> Told:
    return tuple(each for each in held if each.person_id == person_id)


def _once(held: Iterable[Recipient]) -> Told:
    return tuple({each.person_id: each for each in held}.values())
