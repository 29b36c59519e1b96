"""Which statements a page runs: the page is answered once in this process, and listened to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from litestar import Litestar
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from portal.bench.floor import Statement


@contextmanager
def _listening(heard: list[Statement]) -> Iterator[None]:
    run = PostgresEngine.run_querystring

    async def noting(self: Any, querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002 - the parent's signature
        sql, args = querystring.compile_string(engine_type="postgres")
        if sql.lstrip()[:6].upper() == "SELECT":
            heard.append((sql, list(args)))
        return await run(self, querystring, in_pool)

    PostgresEngine.run_querystring = noting  # type: ignore[method-assign]  # put back below
    try:
        yield
    finally:
        PostgresEngine.run_querystring = run  # type: ignore[method-assign]


async def statements(app: Litestar, path: str, cookie: str) -> list[Statement]:
    """Return the reading statements of a page with their values, in their order."""
    heard: list[Statement] = []
    asgi: Any = app
    there = httpx.ASGITransport(app=asgi)
    async with httpx.AsyncClient(transport=there, base_url="http://127.0.0.1") as client:
        with _listening(heard):
            answer = await client.get(path, headers={"cookie": cookie})
    answer.raise_for_status()
    return heard
