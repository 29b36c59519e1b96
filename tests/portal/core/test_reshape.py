"""A table's form changes with its rows, indexes and those that refer to it in place."""

from __future__ import annotations

import pytest

from portal.core import db
from portal.core.db import run
from portal.core.reshape import drop_unique
from portal.core.settings import Settings


async def test_a_dropped_unique_leaves_rows_indexes_and_references(database: Settings) -> None:
    await run('CREATE TABLE "shape" ("id" INTEGER PRIMARY KEY, "meeting" INTEGER NOT NULL UNIQUE,'
              ' "title" VARCHAR(20))')  # fmt: skip
    await run('CREATE UNIQUE INDEX shape_title ON "shape" ("title")')
    await run('CREATE TABLE "part" ("id" INTEGER PRIMARY KEY, "shape" INTEGER NOT NULL'
              ' REFERENCES "shape" ("id"))')  # fmt: skip
    await run("INSERT INTO shape VALUES (1, 7, 'a')")
    await run("INSERT INTO part VALUES (1, 1)")

    await drop_unique("shape", "meeting")

    await run("INSERT INTO shape VALUES (2, 7, 'b')")
    assert [row["id"] for row in await run("SELECT id FROM shape ORDER BY id")] == [1, 2]
    for refused in ("INSERT INTO shape VALUES (3, 8, 'a')", "INSERT INTO part VALUES (2, 9)",
                    "DELETE FROM shape WHERE id = 1"):  # fmt: skip
        with pytest.raises(Exception, match=r"(?i)unique|foreign|violates"):
            await run(refused)


async def test_a_column_without_one_is_refused_and_nothing_changes(database: Settings) -> None:
    await run('CREATE TABLE "plain" ("id" INTEGER PRIMARY KEY, "meeting" INTEGER NOT NULL)')
    await run("INSERT INTO plain VALUES (1, 7)")

    with pytest.raises(Exception, match=r"(?i)unique|does not exist"):
        await drop_unique("plain", "meeting")

    assert [row["meeting"] for row in await run("SELECT * FROM plain")] == [7]
    async with db.write():
        await run("INSERT INTO plain VALUES (2, 8)")
