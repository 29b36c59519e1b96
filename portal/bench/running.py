"""All rows, over cities that are made once and kept for the next time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from portal.app import furnish
from portal.bench import intake, ledger, pages, papers
from portal.bench.client import clients
from portal.bench.figures import Figure
from portal.bench.generator import generate
from portal.bench.pages import Effort
from portal.bench.papers import Papers
from portal.bench.servers import postgres
from portal.core import db
from portal.core.settings import Mode, SecondFactor, Settings
from portal.documents import pdf

Say = Callable[[str], None]
_POSTGRES_GATE, _SQLITE_GATE = 150, 80


class Size(msgspec.Struct, frozen=True):
    """How large the two cities are, and how much is measured."""

    referrals: int = 1_000_000
    compared: int = 10_000
    effort: Effort = Effort()
    intakes: int = 400
    ledger: int = ledger.ROWS
    papers: Papers = Papers()


# Enough to see that every row is printed; its figures say little.
QUICK = Size(600, 300, Effort(40, 10), 8, 20, Papers(Papers().set[:2], 1, 3))


def figures(home: Path, size: Size, say: Say) -> Iterator[Figure]:
    """Yield every row; the cities stand under ``home`` and are made when they are not there."""
    folder = home / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    yield from papers.figures(size.papers)
    server = postgres(folder / "data")
    small = _city(server, folder, size.compared, None, say)
    large = _city(server, folder, size.referrals, size.compared, say)
    with clients() as ask:
        yield from pages.figures(small, large, ask, size.effort)
    yield intake.figure(large, processes=2, times=size.intakes, gate=_POSTGRES_GATE)
    sqlite = _settings(folder / f"sqlite-{time.time_ns()}", "")
    yield intake.figure(sqlite, processes=1, times=size.intakes, gate=_SQLITE_GATE)
    server.cleanup()
    yield from ledger.figures(size.ledger)


def _settings(home: Path, url: str) -> Settings:
    return Settings(
        home=home, database_url=url, mode=Mode.TEST, second_factor=SecondFactor.OFF,
        worker_in_serve=False,
    )  # fmt: skip


def _city(server: Any, folder: Path, referrals: int, begun: int | None, say: Say) -> Settings:
    """Return the settings of a city of this size, made out of a smaller one where one is named."""
    settings = _settings(folder / "home", server.get_uri(f"city{referrals}"))
    done = folder / f"city{referrals}.made"
    if not done.exists():
        origin = f" TEMPLATE city{begun}" if begun else ""
        server.psql(f"DROP DATABASE IF EXISTS city{referrals};")
        server.psql(f"CREATE DATABASE city{referrals}{origin};")
        asyncio.run(make(settings, referrals - (begun or 0), say))
        done.touch()
    furnish(settings)
    return settings


async def make(
    settings: Settings, referrals: int, say: Say, *, districts: Iterable[str] = ()
) -> None:
    """Migrate the database of these settings and add so many referrals to it, in these districts.

    None named means all of them.
    """
    furnish(settings)
    await db.start(settings)
    try:
        await db.migrate(settings)
        await generate(settings, referrals, say, districts=districts)
    finally:
        pdf.shutdown()
        await db.stop()
