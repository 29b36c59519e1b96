"""The door to the database: one way to write, one way to read, on SQLite and PostgreSQL alike.

Writes are compare-and-set inside ``write()``; there are no row locks, so that the same code is
right on both. ``write()`` is never nested: whoever needs two things changed together calls
functions that expect to be inside one.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import importlib
import io
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import TransactionType
from piccolo.table import Table

from portal.core import settings as settings_
from portal.core.errors import Stale, Unavailable
from portal.core.i18n import N_, say
from portal.core.settings import Settings
from portal.core.sqlite import Engine as SQLite

os.environ.setdefault("PICCOLO_CONF", "portal.piccolo_conf")

_engine: Engine[Any] | None = None

# Any number will do as long as nothing else on the server takes the same one.
_MIGRATION_LOCK = 0x11A2BA2


class Taken(Stale):
    """A unique index refused the row: somebody did the same thing a moment earlier."""

    code = "taken"


def engine() -> Engine[Any]:
    """Return the engine in force, made from the current settings when nothing chose one before."""
    global _engine  # noqa: PLW0603 - one process serves one database
    if _engine is None:
        _engine = make_engine(settings_.current())
    return _engine


def make_engine(settings: Settings) -> Engine[Any]:
    """Return an engine for these settings; nothing is opened on SQLite until it is used."""
    if settings.on_postgres:
        return PostgresEngine(config={"dsn": settings.database_url})
    settings.home.mkdir(parents=True, exist_ok=True)
    return SQLite(settings.sqlite_path)


def bind(chosen: Engine[Any]) -> None:
    """Make every table of the process speak to this engine."""
    global _engine  # noqa: PLW0603 - one process serves one database
    _engine = chosen
    # The base class too: statements in the engine's own words go through it.
    everything: list[type[Table]] = [Table, *_tables(Table)]
    for table in everything:
        table._meta.db = chosen  # noqa: SLF001 - piccolo's own way to choose an engine late


def _tables(base: type[Table]) -> Iterator[type[Table]]:
    for table in base.__subclasses__():
        yield table
        yield from _tables(table)


async def start(settings: Settings) -> None:
    """Open the database of these settings for this event loop."""
    bind(make_engine(settings))
    await open_()


async def open_() -> None:
    """Open the connections of the engine in force."""
    held = engine()
    if isinstance(held, PostgresEngine):
        await held.start_connection_pool(min_size=1, max_size=10, reset=_nothing_to_reset)
    elif isinstance(held, SQLite):
        await held.open()


async def _nothing_to_reset(_connection: Any) -> None:
    """Leave a connection as it is: no query of ours changes more than its own transaction.

    What the driver does instead is another trip to the server for each single query.
    """


async def stop() -> None:
    """Close the connections; the next ``start`` may choose another database."""
    global _engine
    held, _engine = _engine, None
    if isinstance(held, PostgresEngine):
        await held.close_connection_pool()
    elif isinstance(held, SQLite):
        await held.close()


@asynccontextmanager
async def write() -> AsyncIterator[None]:
    """Run the block as one transaction: all of it happens, or nothing.

    Raises ``Taken`` when a unique index refused a row, ``Unavailable`` when the database is away.
    """
    with _named_errors():
        async with engine().transaction(allow_nested=False):
            yield


@asynccontextmanager
async def read() -> AsyncIterator[None]:
    """Show the block one state of the database, however many queries it makes."""
    held = engine()
    if held.transaction_exists():
        yield
        return
    with _named_errors():
        if isinstance(held, SQLite):
            async with held.transaction(transaction_type=TransactionType.deferred):
                yield
            return
        async with held.transaction(allow_nested=False):
            await run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


async def run(sql: str, *args: Any) -> list[dict[str, Any]]:
    """Run one statement in the engine's own words (``{}`` for arguments); return its rows."""
    return list(await Table.raw(sql, *args)) if args else list(await _plain(sql))


async def _plain(sql: str) -> Sequence[dict[str, Any]]:
    return await engine().run_ddl(sql) or []


def changed_one(rows: Sequence[dict[str, Any]], *, what: str, key: str) -> dict[str, Any]:
    """Return the one row a compare-and-set changed; raise ``Stale`` when it found none."""
    if len(rows) != 1:
        raise Stale(what=what, key=key)
    return dict(rows[0])


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if is_taken(error):
            raise Taken(what=str(error)) from error
        if is_outage(error):
            raise outage() from error
        raise


def outage() -> Unavailable:
    """Return the refusal that says the database is away."""
    return Unavailable(say(N_("数据库暂时无法写入或连接，本次操作没有生效。请稍后再试。")))


def is_taken(error: BaseException) -> bool:
    """Return whether a unique index refused the row."""
    return isinstance(error, asyncpg.UniqueViolationError) or (
        isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in str(error)
    )


def is_outage(error: BaseException) -> bool:
    """Return whether the database is away, full or shutting down, rather than our query wrong."""
    if isinstance(error, sqlite3.OperationalError):
        return any(word in str(error) for word in ("locked", "full", "disk I/O", "unable to open"))
    if isinstance(error, asyncpg.InterfaceError):
        # A value of ours that does not fit its column is named so too; that is no outage.
        return not isinstance(error, ValueError)
    return isinstance(
        error,
        asyncpg.PostgresConnectionError
        | asyncpg.CannotConnectNowError
        | asyncpg.AdminShutdownError
        | asyncpg.CrashShutdownError
        | asyncpg.DiskFullError
        | ConnectionError,
    )


async def migrate(settings: Settings) -> None:
    """Bring the database to the newest form; of several processes at once, one does it."""
    async with _migrating(settings):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            result = await run_forwards("all")
        if not result.success:
            raise RuntimeError(f"the database could not be migrated: {result.message}")
        bind(engine())


@asynccontextmanager
async def _migrating(settings: Settings) -> AsyncIterator[None]:
    if not settings.on_postgres:
        with _locked_file(settings.home / "migrate.lock"):
            yield
        return
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute(f"SELECT pg_advisory_lock({_MIGRATION_LOCK})")
        yield
    finally:
        await connection.close()


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run_sync(settings: Settings) -> None:
    """Migrate from a command line, outside any event loop."""

    async def once() -> None:
        await start(settings)
        try:
            await migrate(settings)
        finally:
            await stop()

    asyncio.run(once())


def apps() -> Any:
    """Return piccolo's registry of our packages' tables and migrations."""
    return importlib.import_module(os.environ["PICCOLO_CONF"]).APP_REGISTRY
