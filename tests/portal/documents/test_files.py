"""Stored files and issued papers."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from portal.core import clock, db
from portal.core.errors import NotFound
from portal.core.settings import Settings
from portal.documents import files
from portal.documents.tables import StoredFile


async def test_the_bytes_come_back_as_they_went_in_and_only_their_owner_may_read_them(
    database: Settings,
) -> None:
    kept = await _store(b"%PDF-x")

    known, data = await files.fetch(kept.code)

    path = database.home / "files" / kept.code[:2] / kept.code
    assert data == b"%PDF-x"
    assert known.sha256 == hashlib.sha256(data).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in (path.parent, path.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_bytes_changed_outside_the_portal_are_not_served(database: Settings) -> None:
    kept = await _store(b"true")
    (database.home / "files" / kept.code[:2] / kept.code).write_bytes(b"false")

    with pytest.raises(RuntimeError, match="changed outside"):
        await files.fetch(kept.code)


async def test_an_unknown_code_is_not_found(database: Settings) -> None:
    with pytest.raises(NotFound):
        await files.fetch("nothing")


async def test_an_issued_paper_stays_as_it_was_first_issued(database: Settings) -> None:
    async def issue(data: bytes) -> bytes:
        return (await files.issue("receipt:once", data, name="r", by=None, at=clock.now()))[1]

    answers = await asyncio.gather(issue(b"first"), issue(b"second"))

    assert len(set(answers)) == 1
    held = await files.issued("receipt:once")
    assert held
    assert held[1] == answers[0]


async def test_a_file_of_a_transaction_that_failed_has_no_row(database: Settings) -> None:
    before = await StoredFile.count()
    held = await files.put(b"x")
    with pytest.raises(ZeroDivisionError):
        async with db.write():
            await files.keep(held, name="a", mime="x", by=None, at=clock.now())
            raise ZeroDivisionError

    assert await StoredFile.count() == before


async def test_a_paper_that_came_second_leaves_no_bytes_behind(database: Settings) -> None:
    before = _on_disk(database)
    for data in (b"came first", b"came second"):
        await files.issue("receipt:twice", data, name="r", by=None, at=clock.now())

    held = await files.issued("receipt:twice")
    assert held
    assert held[1] == b"came first"
    assert len(_on_disk(database)) == len(before) + 1


def _on_disk(database: Settings) -> set[str]:
    return {path.name for path in (database.home / "files").rglob("*") if path.is_file()}


async def test_the_bytes_on_the_disk_say_nothing_and_open_nowhere_else(database: Settings) -> None:
    first, second = await _store(b"510123 a number"), await _store(b"another")
    place = database.home / "files"
    paths = [place / each.code[:2] / each.code for each in (first, second)]

    assert b"510123" not in paths[0].read_bytes()
    paths[1].write_bytes(paths[0].read_bytes())
    with pytest.raises(RuntimeError, match="changed outside"):
        await files.fetch(second.code)


async def _store(data: bytes) -> files.Stored:
    held = await files.put(data)
    async with db.write():
        return await files.keep(held, name="a.pdf", mime="x", by=None, at=clock.now())
