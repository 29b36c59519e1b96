"""Stored files: the bytes in the data folder under random names, what is known of them in a table.

Who may read a file is asked by the feature it belongs to.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from portal.core import db
from portal.core import settings as settings_
from portal.core.errors import NotFound
from portal.core.ids import new_code
from portal.documents.tables import IssuedPaper, StoredFile
from portal.journal.model import Actor


class Put(msgspec.Struct, frozen=True):
    """Bytes that are on the disk, and belong to nothing yet."""

    code: str
    size: int
    sha256: str


class Stored(msgspec.Struct, frozen=True):
    """A stored file."""

    id: int
    code: str
    name: str
    mime: str
    size: int
    sha256: str


async def put(data: bytes) -> Put:
    """Write the bytes to the disk, before and outside the transaction that will tell of them.

    So a row never points at nothing, and nobody waits for the disk while the database is taken.
    """
    code = new_code()
    await asyncio.to_thread(_write, _path(code), data)
    return Put(code, len(data), hashlib.sha256(data).hexdigest())


async def keep(held: Put, *, name: str, mime: str, by: Actor | None, at: datetime) -> Stored:
    """Note what the bytes are and return the file; call it inside a write transaction."""
    added = await StoredFile.insert(
        StoredFile(
            code=held.code, name=name, mime=mime, size=held.size, sha256=held.sha256,
            by_id=by.id if by else None, at=at,
        )
    )  # fmt: skip
    return Stored(int(added[0]["id"]), held.code, name, mime, held.size, held.sha256)


async def discard(held: Put) -> None:
    """Remove bytes that no row tells of, after their transaction failed."""
    await asyncio.to_thread(_path(held.code).unlink, missing_ok=True)


def _path(code: str) -> Path:
    return settings_.current().home / "files" / code[:2] / code


def _write(path: Path, data: bytes) -> None:
    """Write aside, flush to the disk, rename: a half-written file is never seen."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_suffix(".part")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    for folder in (path.parent, path.parent.parent):
        _flush(folder)


def _flush(folder: Path) -> None:
    # The new name, too, has to be on the disk before a row tells of it.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def fetch(code: str) -> tuple[Stored, bytes]:
    """Return a stored file with its bytes; raise ``NotFound`` when there is none of this code."""
    row = await StoredFile.select().where(StoredFile.code == code).first()
    return await _read(row, code)


async def _read(row: dict[str, Any] | None, key: str) -> tuple[Stored, bytes]:
    if row is None:
        raise NotFound(what="file", key=key)
    data = await asyncio.to_thread(_path(row["code"]).read_bytes)
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise RuntimeError(f"the stored file {row['code']} was changed outside the portal")
    known = Stored(row["id"], row["code"], row["name"], row["mime"], row["size"], row["sha256"])
    return known, data


async def issued(key: str) -> tuple[Stored, bytes] | None:
    """Return the paper issued under this key, as it was issued; None when none was."""
    row = (
        await IssuedPaper.select(*IssuedPaper.file_id.all_columns())
        .where(IssuedPaper.key == key)
        .first()
    )
    if row is None:
        return None
    return await _read({name.removeprefix("file_id."): v for name, v in row.items()}, key)


async def issue(
    key: str, data: bytes, *, name: str, by: Actor | None, at: datetime
) -> tuple[Stored, bytes]:
    """Keep a paper as issued and return it; when another was issued meanwhile, that one counts."""
    held = await put(data)
    try:
        async with db.write():
            kept = await keep(held, name=name, mime="application/pdf", by=by, at=at)
            await IssuedPaper.insert(IssuedPaper(key=key, file_id=kept.id, at=at))
    except db.Taken:
        await discard(held)
        earlier = await issued(key)
        assert earlier is not None
        return earlier
    return kept, data
