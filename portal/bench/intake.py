"""The intake row: register, accept and send to two units, each a durable transaction."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from typing import Any

from portal.app import furnish
from portal.bench.figures import Figure, at_least
from portal.core import clock, db
from portal.core.settings import Settings
from portal.demo import city
from portal.demo.cast import STAFFED, Invented, person
from portal.demo.stories import registration
from portal.demo.walk import Staffed, staffed
from portal.directory import operations as directory
from portal.directory import tables
from portal.directory.queries import calendars
from referrals import inputs, operations
from referrals.tables import CaseRow

_WINDOWS = ("500116120", "500116001", "500116002")
_NEEDS = ("dibao", "medical_aid")
_UNITS = ("civil_affairs", "medical_security")
_AT_ONCE = 4


def figure(settings: Settings, *, processes: int, times: int, gate: float) -> Figure:
    """Return how many intakes a second; raises ``AssertionError`` when one is lost."""
    before = asyncio.run(_ready(settings))
    context = multiprocessing.get_context("spawn")
    share = times // processes
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        list(pool.map(_intakes, *_orders(settings, processes, _AT_ONCE, 0)))
        begun = time.perf_counter()
        list(pool.map(_intakes, *_orders(settings, processes, share, 1)))
        taken = time.perf_counter() - begun
    lost = before + processes * (share + _AT_ONCE) - asyncio.run(_ready(settings))
    assert lost == 0, f"{lost} acknowledged intakes are not there"
    where = "PostgreSQL" if settings.on_postgres else "SQLite"
    said = f"intake with two referrals, {where}, {processes} processes, 0 lost"
    return at_least(said, processes * share / taken, "/s", gate)


def _orders(settings: Settings, processes: int, times: int, seed: int) -> tuple[list[Any], ...]:
    seeds = [seed * 100 + n for n in range(processes)]
    return [settings] * processes, [times] * processes, seeds


async def _ready(settings: Settings) -> int:
    """Return how many cases there are, in a database that is migrated and staffed."""
    furnish(settings)
    await db.start(settings)
    try:
        await db.migrate(settings)
        if not await tables.Person.exists():
            at = clock.now()
            await directory.load(at=at)
            await city.staff(at)
        return int(await CaseRow.count().where(CaseRow.number.is_not_null()))
    finally:
        await db.stop()


def _intakes(settings: Settings, times: int, seed: int) -> None:
    furnish(settings)
    asyncio.run(_all(settings, times, seed))


async def _all(settings: Settings, times: int, seed: int) -> None:
    await db.start(settings)
    try:
        on, dice, turns = await staffed(), random.Random(time.time_ns() + seed), count()
        # A process that serves pages has the calendar in hand before anybody sends something.
        await calendars()

        async def one() -> None:
            while (turn := next(turns)) < times:
                await _intake(on, person(dice, turn), _WINDOWS[turn % len(_WINDOWS)])

        await asyncio.gather(*(one() for _ in range(_AT_ONCE)))
    finally:
        await db.stop()


async def _intake(on: Staffed, who: Invented, window: str) -> None:
    clerk, at = on.clerk(window), clock.now()
    told = registration(who, _NEEDS) | {"duplicate_reason": "压力测试"}
    given = inputs.Registration.model_validate(told)
    case = await operations.register(given, by=clerk, at=at)
    accepted = inputs.Acceptance(version=case.version)
    case = await operations.accept_case(case.key, accepted, by=clerk, at=at)
    items = [
        {"programme": code, "unit": f"{STAFFED}-{unit}", "role": role}
        for code, unit, role in zip(_NEEDS, _UNITS, ("lead", "cooperating"), strict=True)
    ]
    sending = inputs.Sending.model_validate({"version": case.version, "items": items})
    await operations.send(case.key, sending, by=clerk, at=at)
