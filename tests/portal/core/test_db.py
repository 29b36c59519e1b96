"""The door to the database, on both of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from portal.core import db, ids
from portal.core.errors import Stale
from portal.core.settings import Settings
from portal.core.tables import Counter
from tests.conftest import make_settings

pytestmark = pytest.mark.usefixtures("database")


async def test_a_block_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.write():
            await ids.next_number("half-done")
            raise ZeroDivisionError

    assert not await Counter.exists().where(Counter.series == "half-done")


async def test_numbers_of_a_series_come_without_gaps_when_fifty_ask_at_once() -> None:
    async def one() -> int:
        async with db.write():
            return await ids.next_number("at-once")

    given = await asyncio.gather(*(one() for _ in range(50)))

    assert sorted(given) == list(range(1, 51))


async def test_of_two_that_saw_the_same_value_one_changes_it() -> None:
    async with db.write():
        await ids.next_number("seen")

    async def change() -> bool:
        async with db.write():
            rows = (
                await Counter.update({Counter.value: 2})
                .where((Counter.series == "seen") & (Counter.value == 1))
                .returning(Counter.id)
            )
            db.changed_one(rows, what="counter", key="seen")
            return True

    results = await asyncio.gather(change(), change(), return_exceptions=True)

    assert sorted(type(result).__name__ for result in results) == ["Stale", "bool"]


async def test_a_unique_index_that_refuses_is_a_named_refusal() -> None:
    async with db.write():
        await Counter.insert(Counter(series="twice", value=0))

    with pytest.raises(Stale) as refused:
        async with db.write():
            await Counter.insert(Counter(series="twice", value=0))

    assert refused.value.code == "taken"


async def test_a_write_inside_a_write_is_an_error_of_ours() -> None:
    with pytest.raises(Exception, match="transaction"):
        async with db.write(), db.write():
            pass


async def test_a_reader_sees_one_state_while_others_write() -> None:
    async with db.write():
        await ids.next_number("snapshot")
    async with db.read():
        before = await Counter.select().where(Counter.series == "snapshot").first()
        await asyncio.create_task(_raise_elsewhere())
        after = await Counter.select().where(Counter.series == "snapshot").first()

    assert before == after


async def _raise_elsewhere() -> None:
    # A task of its own carries a copy of the context; the open snapshot must not reach into it.
    db.engine().current_transaction.set(None)
    async with db.write():
        await ids.next_number("snapshot")


async def test_a_statement_in_the_engines_own_words_goes_where_the_tables_go(
    database: Settings, tmp_path: Path
) -> None:
    before = db.engine()
    await db.run("SELECT 1 AS n WHERE 1 = {}", 1)
    other = db.make_engine(make_settings(tmp_path))
    db.bind(other)
    try:
        await db.open_()
        await db.run("CREATE TABLE only_here (n INTEGER)")
        await db.run("INSERT INTO only_here (n) VALUES ({})", 7)
        assert await db.run("SELECT n FROM only_here WHERE n = {}", 7) == [{"n": 7}]
    finally:
        await db.stop()
        db.bind(before)
