"""Which statements a page runs: the page is answered in this process, and listened to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Litestar
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from portal.bench.floor import Statement

_HERE = ("127.0.0.1", 80)


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
    # What is held in memory from the first page on is not read again.
    await _answered(app, path, cookie)
    with _listening(heard):
        await _answered(app, path, cookie)
    return heard


async def _answered(app: Any, path: str, cookie: str) -> None:
    local, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": local, "raw_path": local.encode(), "root_path": "",
        "query_string": query.encode(), "client": _HERE, "server": _HERE, "state": {},
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())],
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        raise RuntimeError(f"{path} was answered with {sent[0]['status']}")
