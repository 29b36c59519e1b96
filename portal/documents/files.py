"""Stored files: the bytes in the data folder under random names, what is known of them in a table.

The bytes are sealed: papers hold the numbers of people, and whoever copies the folder reads none.
Who may read a file is asked by the feature it belongs to.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from portal.core import crypto, db
from portal.core import settings as settings_
from portal.core.errors import NotFound
from portal.core.ids import new_code
from portal.documents.tables import IssuedPaper, StoredFile
from portal.journal.model import Actor


class State(StrEnum):
    """Whether a file may be handed out: looked through, waiting for it, or found harmful."""

    CLEAN = "clean"
    QUARANTINED = "quarantined"
    INFECTED = "infected"


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
    state: State = State.CLEAN


async def put(data: bytes, *, thumbnail: bytes = b"") -> Put:
    """Write the bytes to the disk, before and outside the transaction that will tell of them.

    So a row never points at nothing, and nobody waits for the disk while the database is taken.
    """
    code = new_code()
    if thumbnail:
        await asyncio.to_thread(_seal, _thumbnail_path(code), thumbnail, _place(code, "thumbnail"))
    await asyncio.to_thread(_seal, _path(code), data, _place(code, "data"))
    return Put(code, len(data), hashlib.sha256(data).hexdigest())


async def keep(
    held: Put, *, name: str, mime: str, by: Actor | None, at: datetime, state: State = State.CLEAN
) -> Stored:
    """Note what the bytes are and return the file; call it inside a write transaction."""
    added = await StoredFile.insert(
        StoredFile(
            code=held.code, name=name, mime=mime, size=held.size, sha256=held.sha256,
            by_id=by.id if by else None, at=at, sealed=True, state=state.value,
        )
    )  # fmt: skip
    file_id = int(added[0]["id"])
    return Stored(file_id, held.code, name, mime, held.size, held.sha256, state)


async def discard(held: Put) -> None:
    """Remove bytes that no row tells of, after their transaction failed."""
    for path in (_path(held.code), _thumbnail_path(held.code)):
        await asyncio.to_thread(path.unlink, missing_ok=True)


def _path(code: str) -> Path:
    return settings_.current().home / "files" / code[:2] / code


def _thumbnail_path(code: str) -> Path:
    return _path(code).with_name(f"{code}.small")


def _place(code: str, part: str) -> str:
    return f"stored_file:{code}:{part}"


def _seal(path: Path, data: bytes, place: str) -> None:
    _write(path, crypto.seal_bytes(data, place))


def _unseal(path: Path, place: str) -> bytes:
    return crypto.unseal_bytes(path.read_bytes(), place)


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
    data = await asyncio.to_thread(_bytes_of, row["code"], sealed=row["sealed"])
    if data is None or hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise RuntimeError(f"the stored file {row['code']} was changed outside the portal")
    return stored(row), data


def stored(row: dict[str, Any]) -> Stored:
    """Return what a row of the table says of a file."""
    return Stored(
        row["id"], row["code"], row["name"], row["mime"], row["size"], row["sha256"],
        State(row["state"]),
    )  # fmt: skip


def _bytes_of(code: str, *, sealed: bool) -> bytes | None:
    if not sealed:
        return _path(code).read_bytes()
    try:
        return _unseal(_path(code), _place(code, "data"))
    except crypto.Unopened:
        return None


async def thumbnail(code: str) -> bytes:
    """Return the small picture of a file; raise ``NotFound`` when it has none."""
    try:
        return await asyncio.to_thread(
            _unseal, _thumbnail_path(code), _place(code, "thumbnail")
        )  # fmt: skip
    except FileNotFoundError:
        raise NotFound(what="file", key=code) from None


async def waiting() -> list[Stored]:
    """Return the files that nobody could look through yet, oldest first."""
    rows = await StoredFile.select().where(
        StoredFile.state == State.QUARANTINED.value
    ).order_by(StoredFile.id).limit(50)  # fmt: skip
    return [stored(row) for row in rows]


async def decide(file_id: int, state: State) -> None:
    """Note what the look through a waiting file has found."""
    async with db.write():
        await StoredFile.update({StoredFile.state: state.value}).where(
            (StoredFile.id == file_id) & (StoredFile.state == State.QUARANTINED.value)
        )


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
