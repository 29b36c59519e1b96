"""The pages' rows: how many a second, how long the slowest take, how far above the floor."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator, Sequence
from statistics import median

import msgspec

from portal.bench import visits
from portal.bench.client import Clients, request
from portal.bench.figures import Figure, above_floor, at_least, at_most, percentile
from portal.bench.servers import Server, floor, portals
from portal.bench.visits import Visits
from portal.core.settings import Settings

# Pages a second, and milliseconds that 99 of 100 do not exceed.
_PAGES = {"worklist": (400, 30), "referral page": (300, 40)}
_SEARCHES = ("number", "ID", "name")
_SEARCH_GATE, _GROWTH_GATE, _FLOOR_GATE = 50, 1.2, 2.5
_CLIENTS, _PROCESSES, _ROUNDS = 4, 2, 5


class Effort(msgspec.Struct, frozen=True):
    """How much is measured: answers for a rate, and answers in one round of a comparison."""

    answers: int = 3000
    round: int = 120


def figures(small: Settings, large: Settings, ask: Clients, effort: Effort) -> Iterator[Figure]:
    """Yield the rows of the pages over a large city; the small one is what it is compared with."""
    there = asyncio.run(visits.prepare(large))
    with portals(large, _PROCESSES) as held:
        ports = [each.port for each in held]
        for name, (rate, slowest) in _PAGES.items():
            yield from _page(name, rate, slowest, ports, there, ask, effort)
        for kind in _SEARCHES:
            yield _search(f"search by {kind}", ports, there, ask, effort)
    yield _growth(small, large, there, ask, effort)
    for name in _PAGES:
        yield _above(name, large, there, ask, effort)


def _page(
    name: str, rate: float, slowest: float, ports: Sequence[int], there: Visits, ask: Clients,
    effort: Effort,
) -> Iterator[Figure]:  # fmt: skip
    requests = there.requests[name]
    ask.ask(ports, requests, clients=_CLIENTS, times=effort.round)
    heard = ask.ask(ports, requests, clients=_CLIENTS, times=effort.answers)
    said = f"{name}, {_CLIENTS} clients, {_PROCESSES} processes"
    yield at_least(said, heard.rate, "pages/s", rate)
    yield Figure(f"{name}, p50", _ms(heard.seconds, 50), "ms")
    yield at_most(f"{name}, p99", _ms(heard.seconds, 99), "ms", slowest)


def _search(name: str, ports: Sequence[int], there: Visits, ask: Clients, effort: Effort) -> Figure:
    requests = there.requests[name]
    ask.ask(ports, requests, clients=1, times=len(requests))
    heard = ask.ask(ports, requests, clients=1, times=max(len(requests), effort.answers // 10))
    return at_most(f"{name}, p99", _ms(heard.seconds, 99), "ms", _SEARCH_GATE)


def _growth(
    small: Settings, large: Settings, there: Visits, ask: Clients, effort: Effort
) -> Figure:
    """Compare one page over both cities, turn by turn, so that other work falls on both."""
    little = asyncio.run(visits.prepare(small)).requests["worklist"]
    much = there.requests["worklist"]
    with portals(small, 1) as [one], portals(large, 1) as [other]:
        sides = [(one, little), (other, much)]
        _rounds(sides, ask, effort)
        spent = [_rounds(sides, ask, effort) for _ in range(_ROUNDS)]
    ratio = median(large_one / small_one for small_one, large_one in spent)
    return at_most("worklist, time over the large city / over the small one", ratio, "x",
                   _GROWTH_GATE)  # fmt: skip


def _rounds(
    sides: Sequence[tuple[Server, tuple[bytes, ...]]], ask: Clients, effort: Effort
) -> list[float]:
    return [
        median(ask.ask([server.port], requests, clients=1, times=effort.round).seconds)
        for server, requests in sides
    ]


def _above(name: str, settings: Settings, there: Visits, ask: Clients, effort: Effort) -> Figure:
    """Compare the processor time of a page with that of its floor, turn by turn."""
    script = settings.home / "floor.bin"
    script.write_bytes(pickle.dumps(there.statements[name]))
    plain = request("/", "")
    with portals(settings, 1) as [ours], floor(settings, script) as bare:
        sides = [(ours, there.requests[name][:1]), (bare, (plain,))]
        _cpu(sides, ask, effort)
        pairs = [_cpu(sides, ask, effort) for _ in range(_ROUNDS)]
    mine = median(page for page, _ in pairs)
    return above_floor(f"{name}, CPU of the page", mine * 1000,
                       median(page / least for page, least in pairs), _FLOOR_GATE)  # fmt: skip


def _cpu(
    sides: Sequence[tuple[Server, tuple[bytes, ...]]], ask: Clients, effort: Effort
) -> list[float]:
    spent = []
    for server, requests in sides:
        before = server.cpu
        ask.ask([server.port], requests, clients=1, times=effort.round)
        spent.append((server.cpu - before) / effort.round)
    return spent


def _ms(seconds: Sequence[float], percent: int) -> float:
    return round(percentile(seconds, percent) * 1000, 1)
