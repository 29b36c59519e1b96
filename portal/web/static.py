"""Our static files, from memory: only what the folder held at the start, never by a given path.

An address with a version in it (``?v=…``, or a vendor's ``name@1.2.3``) may be kept for ever.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get

from portal.core.errors import NotFound
from portal.render.assets import STATIC
from portal.web.gate import PUBLIC, permission
from portal.web.visit import Key, Request

_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_PACKED = frozenset({".css", ".js", ".svg"})
_FOR_EVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=300"


class File(msgspec.Struct, frozen=True):
    """A file as it is sent, plain and packed."""

    data: bytes
    packed: bytes | None
    mime: str


@cache
def files(root: Path = STATIC) -> dict[str, File]:
    """Return every file of the folder by its path; links and unknown kinds are left out."""
    return {path.relative_to(root).as_posix(): _read(path) for path in _plain_files(root)}


def _plain_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _plain_files(path)
        elif path.suffix in _TYPES:
            yield path


def _read(path: Path) -> File:
    data = path.read_bytes()
    packed = gzip.compress(data, 9, mtime=0) if path.suffix in _PACKED else None
    return File(data, packed, _TYPES[path.suffix])


@get("/static/{path:path}", opt=permission(PUBLIC), include_in_schema=False, sync_to_thread=False)
def serve(request: Request, path: Key) -> Response[Any]:
    """Answer one file; 404 when the folder does not hold it."""
    file = files().get(path.lstrip("/"))
    if file is None:
        raise NotFound(what="file", key=path)
    versioned = "v" in request.query_params or "@" in path
    headers = {"cache-control": _FOR_EVER if versioned else _SHORTLY, "vary": "accept-encoding"}
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(file.packed, media_type=file.mime, headers=headers)
    return Response(file.data, media_type=file.mime, headers=headers)
