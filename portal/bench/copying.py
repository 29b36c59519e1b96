"""Putting millions of rows into PostgreSQL: COPY, the secondary indexes made once at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

TABLES = ("household", "client", "intake_case", "need", "referral", "journal")


class Sheet:
    """The rows of one table on their way into the database."""

    def __init__(self, table: str, columns: dict[str, str], following: int) -> None:
        self.table = table
        self.columns = tuple(columns)
        self.at = {name: place for place, name in enumerate(self.columns)}
        self.instants = tuple(
            place for place, kind in enumerate(columns.values()) if kind.startswith("timestamp")
        )
        self.following = following
        self.rows: list[tuple[Any, ...]] = []
        # The patterns' rows, which live as long as the loading, in the columns' order.
        self._plain: dict[int, list[Any]] = {}

    def plain(self, row: dict[str, Any]) -> list[Any]:
        """Return a row as its values in the columns' order."""
        known = self._plain.get(id(row))
        if known is None:
            known = self._plain[id(row)] = [row[name] for name in self.columns]
        return known.copy()

    def next_id(self) -> int:
        """Return the id of the next row."""
        self.following += 1
        return self.following

    async def write(self, connection: asyncpg.Connection) -> int:
        """Copy the rows gathered so far into the table; return how many."""
        rows, self.rows = self.rows, []
        await connection.copy_records_to_table(self.table, records=rows, columns=self.columns)
        return len(rows)


async def sheets(connection: asyncpg.Connection) -> dict[str, Sheet]:
    """Return an empty sheet for each table, going on after the rows that are there."""
    made = {}
    for table in TABLES:
        columns = await connection.fetch(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema AND table_name = $1 ORDER BY ordinal_position",
            table,
        )
        newest = await connection.fetchval(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        kinds = {row["column_name"]: row["data_type"] for row in columns}
        made[table] = Sheet(table, kinds, newest)
    return made


@asynccontextmanager
async def hurried(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Load rows within the block; indexes, statistics and the next ids are right after it."""
    await connection.execute(
        # The rows refer to each other rightly by how they are made; what is lost can be made anew.
        "SET session_replication_role = replica; SET synchronous_commit = off;"
        "SET maintenance_work_mem = '512MB'; SET max_parallel_maintenance_workers = 2"
    )
    indexes = await _secondary(connection)
    for name, _sql in indexes:
        await connection.execute(f'DROP INDEX "{name}"')
    yield
    for _name, sql in indexes:
        await connection.execute(sql)
    await _settle(connection, TABLES)


async def _secondary(connection: asyncpg.Connection) -> list[tuple[str, str]]:
    found = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1::text[])"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        list(TABLES),
    )
    return [(row["indexname"], row["indexdef"]) for row in found]


async def _settle(connection: asyncpg.Connection, tables: Iterable[str]) -> None:
    for table in tables:
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
            f" (SELECT COALESCE(MAX(id), 1) FROM {table}))"
        )
        await connection.execute(f"VACUUM (ANALYZE) {table}")
    await connection.execute("RESET session_replication_role; CHECKPOINT")
