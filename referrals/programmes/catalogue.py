"""The catalogue of programmes, read once from its data file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from portal.core.calendar import Limit, LimitUnit
from portal.core.errors import NotFound
from portal.core.i18n import N_, say
from referrals.programmes.model import Defaults, Programme

_FILE = Path(__file__).parent / "data" / "programmes.toml"


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def programmes() -> dict[str, Programme]:
    """Return every programme by its code, in the catalogue's order."""
    held = msgspec.convert(_file()["programme"], tuple[Programme, ...], strict=False)
    return {programme.code: programme for programme in held}


def get(code: str) -> Programme:
    """Return the programme; raise ``NotFound`` when the catalogue has none of this code."""
    if code not in programmes():
        raise NotFound(say(N_("没有这个救助项目，请从目录中选择。")), what="programme", key=code)
    return programmes()[code]


@cache
def defaults() -> Defaults:
    """Return the limits that hold where a programme has none of its own."""
    given = dict(_file()["defaults"])
    desk = dict(given["desk"])
    unit = LimitUnit(desk.pop("unit"))
    return Defaults(
        respond=msgspec.convert(given["respond"], Limit),
        client_papers=msgspec.convert(given["client_papers"], Limit),
        desk={name: Limit(amount, unit) for name, amount in desk.items()},
    )
