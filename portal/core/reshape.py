"""Changing a table's form where SQLite has no words for it: the table is made anew.

As SQLite's own instructions for other changes of a table have it (lang_altertable, section 7):
foreign keys off, a new table, the rows, the old one's name and indexes, and a check at the end.
"""

from __future__ import annotations

import re
from typing import Any

from portal.core.db import engine, run
from portal.core.sqlite import Engine as SQLite


async def drop_unique(table: str, column: str) -> None:
    """Drop the UNIQUE of a column; call it outside a transaction. Raises when it has none."""
    held = engine()
    if not isinstance(held, SQLite):
        await run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_key"')
        return
    async with held.lease(writing=True) as connection:
        await connection.execute("PRAGMA foreign_keys = OFF")
        try:
            await connection.execute("BEGIN IMMEDIATE")
            try:
                await _make_anew(connection, table, column)
            except BaseException:
                await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")
        finally:
            await connection.execute("PRAGMA foreign_keys = ON")


async def _make_anew(connection: Any, table: str, column: str) -> None:
    schema = await _all(
        connection, f"SELECT type, sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql != ''"
    )
    (was,) = [each["sql"] for each in schema if each["type"] == "table"]
    await connection.execute(_renamed(_without_unique(was, column), table, f"{table}_new"))
    await connection.execute(f'INSERT INTO "{table}_new" SELECT * FROM "{table}"')
    await connection.execute(f'DROP TABLE "{table}"')
    await connection.execute(f'ALTER TABLE "{table}_new" RENAME TO "{table}"')
    for each in schema:
        if each["type"] == "index":
            await connection.execute(each["sql"])
    if broken := await _all(connection, "PRAGMA foreign_key_check"):
        raise RuntimeError(f"making {table} anew would leave {len(broken)} rows without what "
                           "they refer to")  # fmt: skip


def _without_unique(sql: str, column: str) -> str:
    found, times = re.subn(rf'("{column}" [^,]*?) UNIQUE', r"\1", sql)
    if times != 1:
        raise RuntimeError(f"{column} has no UNIQUE to drop: {sql}")
    return found


def _renamed(sql: str, was: str, now: str) -> str:
    return re.sub(rf'CREATE TABLE "?{was}"?', f'CREATE TABLE "{now}"', sql, count=1)


async def _all(connection: Any, sql: str) -> list[dict[str, Any]]:
    cursor = await connection.execute(sql)
    return list(await cursor.fetchall())
