"""The clients: a process of their own, so that the server is what is measured."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count

import msgspec

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_FINE = {b"200", b"303"}


class Order(msgspec.Struct, frozen=True):
    """What to ask for: requests as they go over the wire, at these ports in turn."""

    ports: tuple[int, ...]
    requests: tuple[bytes, ...]
    clients: int
    times: int


class Heard(msgspec.Struct, frozen=True):
    """How long each answer took, in seconds, and how long all of them."""

    seconds: list[float]
    whole: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.whole


class Wrong(Exception):
    """An answer was not what a page answers; figures of it would be lies."""


class Clients:
    """The process the clients live in."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def ask(
        self, ports: Sequence[int], requests: Sequence[bytes], *, clients: int, times: int
    ) -> Heard:
        """Return how long it took to have so many answers, asked for by so many at once."""
        order = Order(tuple(ports), tuple(requests), clients, times)
        seconds, whole = self._pool.submit(_asked, order).result()
        return Heard(seconds, whole)


@contextmanager
def clients() -> Iterator[Clients]:
    """Give a process of clients to the block."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        yield Clients(pool)


def request(path: str, cookie: str, *, body: str | None = None) -> bytes:
    """Return a request of a page, or of a form, as a browser's bytes."""
    method = "GET" if body is None else "POST"
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"cookie: {cookie}",
             "accept-language: zh-CN"]  # fmt: skip
    if body is not None:
        lines += ["content-type: application/x-www-form-urlencoded", "sec-fetch-site: same-origin",
                  f"content-length: {len(body)}"]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()


def _asked(order: Order) -> tuple[list[float], float]:
    return asyncio.run(_all(order))


async def _all(order: Order) -> tuple[list[float], float]:
    taken: list[float] = []
    turns = count()
    begun = time.perf_counter()
    await asyncio.gather(*(_one(order, n, turns, taken) for n in range(order.clients)))
    return taken, time.perf_counter() - begun


async def _one(order: Order, nth: int, turns: Iterator[int], taken: list[float]) -> None:
    port = order.ports[nth % len(order.ports)]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (turn := next(turns)) < order.times:
        begun = time.perf_counter()
        writer.write(order.requests[turn % len(order.requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await reader.readexactly(int(length[1])) if length else b""
        taken.append(time.perf_counter() - begun)
        if head[9:12] not in _FINE:
            raise Wrong(head.decode("latin-1") + body[:300].decode("utf-8", "replace"))
    writer.close()
