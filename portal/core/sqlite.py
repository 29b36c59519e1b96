"""The embedded database: one writer, four readers, WAL, every commit on the disk.

Piccolo's own SQLite engine opens a connection (and a thread) for every query, begins transactions
DEFERRED, and so fails under two writers. This engine keeps its connections, gives the single writer
to one task at a time, and begins IMMEDIATE; another process waits at the busy timeout instead of
being refused half-way. Reasons and figures: docs/decisions/sqlite-engine.md.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory
from piccolo.querystring import QueryString

READERS = 4
_BUSY_SECONDS = 30

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # FULL: an acknowledged write survives the loss of power, not only of the process.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = 1",
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    # A deleted value is overwritten in the file, not only unlinked.
    "PRAGMA secure_delete = 1",
)


class Transaction(SQLiteTransaction):
    """A transaction on a kept connection; gives it back instead of closing it."""

    async def __aenter__(self) -> Transaction:
        if self._parent is not None:
            raise RuntimeError("a transaction inside a transaction")
        engine: Engine = self.engine  # type: ignore[assignment]  # set by our own engine below
        self._lease = engine.lease(writing=self.transaction_type is TransactionType.immediate)
        self.connection = await self._lease.__aenter__()
        try:
            await self.connection.execute(f"BEGIN {self.transaction_type.value}")
        except BaseException:
            await self._lease.__aexit__(None, None, None)
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> bool:
        self.engine.current_transaction.reset(self.context)
        try:
            await self._end(failed=kind is not None)
        finally:
            await self._lease.__aexit__(None, None, None)
        return False

    async def _end(self, *, failed: bool) -> None:
        if self._committed or self._rolled_back:
            return
        if failed:
            # Shielded: a request that is cancelled must not leave the writer inside a transaction.
            await asyncio.shield(self._say("ROLLBACK"))
            return
        try:
            await asyncio.shield(self._say("COMMIT"))
        except sqlite3.Error:
            await asyncio.shield(self._say("ROLLBACK"))
            raise

    async def _say(self, word: str) -> None:
        await self.connection.execute(word)


class Engine(SQLiteEngine):
    """Piccolo's SQLite engine with kept connections; see the module's text."""

    __slots__ = ("_free", "_opened", "_writer", "_writing")

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path), timeout=_BUSY_SECONDS)
        self._opened: list[aiosqlite.Connection] = []
        self._writer: aiosqlite.Connection | None = None
        self._free: asyncio.Queue[aiosqlite.Connection] | None = None
        self._writing: asyncio.Lock | None = None

    async def open(self) -> None:
        """Open the writer and the readers; the file is made if there is none."""
        self._writing = asyncio.Lock()
        self._writer = await self._connect()
        self._free = asyncio.Queue()
        for _ in range(READERS):
            self._free.put_nowait(await self._connect())

    async def close(self) -> None:
        """Close every connection; the write-ahead log is folded into the file."""
        for connection in self._opened:
            await connection.close()
        self._opened.clear()
        self._writer = self._free = self._writing = None

    async def _connect(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(**self.connection_kwargs)
        connection.row_factory = dict_factory  # type: ignore[assignment]  # rows as dicts
        for pragma in _PRAGMAS:
            await connection.execute(pragma)
        self._opened.append(connection)
        return connection

    @asynccontextmanager
    async def lease(self, *, writing: bool) -> AsyncIterator[aiosqlite.Connection]:
        """Give one connection to the block: the writer, or a reader that is free."""
        if self._free is None or self._writing is None or self._writer is None:
            await self.open()
        assert self._free is not None
        assert self._writing is not None
        assert self._writer is not None
        if writing:
            async with self._writing:
                yield self._writer
            return
        connection = await self._free.get()
        try:
            yield connection
        finally:
            self._free.put_nowait(connection)

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = False,  # noqa: FBT001, FBT002 - the parent's signature
    ) -> Transaction:
        """Return a transaction; IMMEDIATE and unnested unless asked otherwise."""
        return Transaction(self, transaction_type=transaction_type, allow_nested=allow_nested)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002
        """Run one query and return its rows as dicts."""
        query, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._run(query, args, writing=querystring.query_type != "select")

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002
        """Run one statement of the schema."""
        return await self._run(ddl, [], writing=True)

    async def _run(self, query: str, args: list[Any], *, writing: bool) -> list[dict[str, Any]]:
        if current := self.current_transaction.get():
            return await _fetch(current.connection, query, args)
        plain_read = not writing or query.lstrip()[:6].upper() == "SELECT"
        async with self.lease(writing=not plain_read) as connection:
            return await _fetch(connection, query, args)


async def _fetch(
    connection: aiosqlite.Connection, query: str, args: list[Any]
) -> list[dict[str, Any]]:
    # One hop to the connection's thread for a whole query, instead of one a step.
    def work() -> list[dict[str, Any]]:
        raw = connection._conn  # noqa: SLF001 - the library offers no such call
        cursor = raw.execute(query, args)
        try:
            return cursor.fetchall()
        finally:
            cursor.close()

    hop: Any = connection._execute  # noqa: SLF001 - one hop, where its API takes three
    return list(await hop(work))
