"""The chain over the journal: whatever is done to it is found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from portal.core import clock, db
from portal.journal import queries, sealing
from portal.journal.record import record
from portal.journal.tables import Journal, JournalPending, JournalSeal

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def chain() -> AsyncIterator[list[int]]:
    await _empty()
    ids = [await _act(n) for n in range(6)]
    await sealing.seal(at=clock.now())
    yield ids
    await _empty()


async def _empty() -> None:
    for table in (Journal, JournalPending, JournalSeal):
        await table.delete(force=True)


async def _act(n: int) -> int:
    async with db.write():
        return await record(
            "test:done", subject=("thing", n, str(n)), by=None, at=clock.now(), now={"n": n}
        )


async def test_an_untouched_chain_holds(chain: list[int]) -> None:
    assert await sealing.verify() == []


async def test_sealing_again_changes_nothing(chain: list[int]) -> None:
    assert await sealing.seal(at=clock.now()) == 0
    assert await sealing.verify() == []


async def test_an_edited_row_is_found(chain: list[int]) -> None:
    await Journal.update({Journal.now: '{"n":99}'}).where(Journal.id == chain[2])

    assert await sealing.verify()


async def test_a_removed_row_is_found(chain: list[int]) -> None:
    await Journal.delete().where(Journal.id == chain[3])

    assert await sealing.verify()


async def test_a_row_added_behind_the_sealers_back_is_found(chain: list[int]) -> None:
    row = await _act(7)
    await JournalPending.delete().where(JournalPending.row_id == row)

    assert await sealing.verify()


async def test_a_chain_cut_short_is_found_by_its_anchor(chain: list[int], tmp_path: Path) -> None:
    await _act(8)
    await sealing.seal(at=clock.now())
    await sealing.anchor(tmp_path / "anchors.log", at=clock.now())
    last = await JournalSeal.select().order_by(JournalSeal.id, ascending=False).first()
    assert last
    await Journal.delete().where(Journal.id > chain[-1])
    await JournalSeal.delete().where(JournalSeal.id == last["id"])

    assert await sealing.verify() == []
    assert await sealing.verify(tmp_path / "anchors.log")


async def test_a_row_of_a_change_that_failed_is_not_there(chain: list[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.write():
            await record("test:failed", subject=("thing", 50, "50"), by=None, at=clock.now())
            raise ZeroDivisionError

    assert await queries.of_subject("thing", 50) == ()
