"""Units: created for a division, ended with the unit that takes their place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time

from portal.core import db
from portal.core.calendar import OFFICE
from portal.core.errors import NotPossible
from portal.core.i18n import N_, say
from portal.directory import tables
from portal.directory.model import Division, Unit
from portal.directory.queries.units import unit_by_code
from portal.jobs.queue import enqueue
from portal.journal.model import Actor
from portal.journal.record import record

# What the rooms above do once a unit has ended, ``(unit_id, *, at)``; each must be idempotent.
Following = Callable[..., Awaitable[None]]
_FOLLOWING: list[Following] = []


def when_unit_ended(follow: Following) -> Following:
    """Register what follows the end of a unit, on its last day's midnight, in a job of its own."""
    _FOLLOWING.append(follow)
    return follow


# How much of what a unit has in hand, ``(unit_id)``, each with its marked text.
Holding = Callable[[int], Awaitable[Sequence[tuple[str, int]]]]
_HOLDING: list[Holding] = []


def counts_in_hand(count: Holding) -> Holding:
    """Register what counts the things of a room above that a unit has in hand."""
    _HOLDING.append(count)
    return count


async def in_hand(unit_id: int) -> tuple[tuple[str, int], ...]:
    """Return how much a unit has in hand, by kind; no number and no name of any of it."""
    return tuple([pair for count in _HOLDING for pair in await count(unit_id)])


async def follow_end(unit_id: int, *, at: datetime) -> None:
    """Let every room above do what follows the end of a unit."""
    for follow in _FOLLOWING:
        await follow(unit_id, at=at)


async def create_unit(
    kind: str,
    place: Division,
    *,
    names: tuple[str, str, str],
    by: Actor | None,
    at: datetime,
    phone: str = "",
    address: str = "",
    valid_from: date | None = None,
) -> Unit:
    """Create a unit of this kind in a division and return it; ``names`` are 简, 繁, English.

    Raises ``Taken`` when the division has one of this kind already.
    """
    code = f"{place.code}-{kind}"
    async with db.write():
        row = tables.Unit(
            code=code, kind=kind, name=names[0], name_hant=names[1], name_en=names[2],
            division_id=place.id, division_code=place.code, division_path=place.path,
            tier=place.tier.value, phone=phone, address=address, valid_from=valid_from,
        )  # fmt: skip
        added = await tables.Unit.insert(row)
        await record(
            "unit:created", subject=("unit", added[0]["id"], code), by=by, at=at,
            now={"kind": kind, "division": place.code, "name": names[0]},
        )  # fmt: skip
    return await unit_by_code(code)


async def end_unit(
    unit: Unit,
    *,
    on: date,
    successor: Unit | None,
    by: Actor | None,
    at: datetime,
    source: str = "",
) -> None:
    """End a unit on a day; what is sent to it afterwards is refused, naming its successor.

    ``source`` is the decision it stands on.

    Raises ``NotPossible`` when the successor does not exist on that day, ``Stale`` when the unit
    has been ended already.
    """
    _follows(unit, successor, on)
    row, took = tables.Unit, successor.id if successor else None
    async with db.write():
        ended = (
            await row.update({row.valid_to: on, row.successor_id: took})
            .where((row.id == unit.id) & row.valid_to.is_null())
            .returning(row.id)
        )
        db.changed_one(ended, what="unit", key=unit.code)
        await enqueue(
            "directory.unit_ended", key=unit.code, payload={"unit": unit.id}, at=at,
            due=max(at, datetime.combine(on, time(), OFFICE)),
        )  # fmt: skip
        await record(
            "unit:ended", subject=("unit", unit.id, unit.code), by=by, at=at,
            now={"valid_to": on.isoformat(), "successor": successor.code if successor else ""},
            reason=source,
        )  # fmt: skip


def _follows(unit: Unit, successor: Unit | None, on: date) -> None:
    if successor is not None and (successor.id == unit.id or not successor.valid_on(on)):
        raise NotPossible(
            say(N_("接续单位须是另一个当日存在的单位，请重新选择。")), code="no_successor"
        )
