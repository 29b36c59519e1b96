"""Asking a ClamAV daemon whether a file is harmful; when it cannot be asked, the file waits.

A file that waits is kept and handed out to nobody. The daemon is asked again until it answers.
"""

from __future__ import annotations

import asyncio
import struct
from datetime import datetime
from typing import Any

import structlog

from portal.core import settings as settings_
from portal.documents import files
from portal.documents.files import State
from portal.jobs.registry import job

log = structlog.get_logger(__name__)

_SECONDS = 20
_PIECE = 65_536


async def scanned(data: bytes) -> State:
    """Return what the daemon says of the bytes; clean where none is set up."""
    where = settings_.current().clamav
    if not where:
        return State.CLEAN
    try:
        said = await asyncio.wait_for(_asked(where, data), _SECONDS)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        log.warning("the virus scanner cannot be asked", error=type(error).__name__)
        return State.QUARANTINED
    if said.endswith(b"FOUND"):
        return State.INFECTED
    return State.CLEAN if said.endswith(b"OK") else State.QUARANTINED


async def _asked(where: str, data: bytes) -> bytes:
    """Send the bytes as clamd's INSTREAM takes them; return its one line."""
    reader, writer = await _connected(where)
    try:
        writer.write(b"zINSTREAM\0")
        for at in range(0, len(data), _PIECE):
            piece = data[at : at + _PIECE]
            writer.write(struct.pack(">I", len(piece)) + piece)
        writer.write(struct.pack(">I", 0))
        await writer.drain()
        return (await reader.readuntil(b"\0")).rstrip(b"\0\n ")
    finally:
        writer.close()


async def _connected(where: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if where.startswith("/"):
        return await asyncio.open_unix_connection(where)
    host, _, port = where.rpartition(":")
    return await asyncio.open_connection(host, int(port))


@job("documents.scan", every=60)
async def scan_again(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Ask about the files that wait."""
    for each in await files.waiting():
        _, data = await files.fetch(each.code)
        state = await scanned(data)
        if state is State.QUARANTINED:
            return
        await files.decide(each.id, state)
