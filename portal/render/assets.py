"""Addresses of static files, each with a version in it, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import msgspec

STATIC = Path(__file__).parent.parent / "static"
ADDRESS = "/static"


class Manifest(msgspec.Struct, frozen=True):
    """What ``hatch_build.py`` has put into the vendor folder, by short name."""

    built_from: str
    files: dict[str, str]


@cache
def manifest() -> Manifest:
    """Return what was built; raise ``RuntimeError`` naming the command when nothing was."""
    try:
        content = (STATIC / "vendor" / "manifest.json").read_bytes()
    except FileNotFoundError:
        raise RuntimeError("run `python hatch_build.py` to fetch the pages' files") from None
    return msgspec.json.decode(content, type=Manifest)


@cache
def asset(name: str) -> str:
    """Return the address of one of our files (``app.css``) or a third party's (``htmx.js``)."""
    if ours := next(STATIC.glob(f"[!v]*/{name}"), None):
        seal = hashlib.sha256(ours.read_bytes()).hexdigest()[:12]
        return f"{ADDRESS}/{ours.relative_to(STATIC).as_posix()}?v={seal}"
    return f"{ADDRESS}/vendor/{manifest().files[name]}"
