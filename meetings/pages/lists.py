"""What every list of the meetings' pages is made of: tabs by view, and the way to the next page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from portal.core.i18n import gettext
from portal.web.visit import Request


class Tab(msgspec.Struct, frozen=True):
    """One view of a list, and how much it holds where that is counted."""

    label: str
    address: str
    current: bool
    count: int | None = None
    alarm: bool = False


class Asked(msgspec.Struct, frozen=True):
    """What a list's address asks for."""

    view: str
    cursor: str


def asked(request: Request, views: Iterable[str]) -> Asked:
    """Return the view of the address, the first one where none is named."""
    given = request.query_params
    return Asked(given.get("view", "") or next(iter(views)), given.get("cursor", ""))


def around(
    base: str, given: Asked, words: Mapping[str, str], following: str | None,
    filters: Mapping[str, str] | None = None, counts: Mapping[str, int] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the tabs, and the address of the next page; both keep the filters in force."""
    held = counts or {}
    kept = dict(filters or {})
    more = urlencode({"view": given.view, **kept, "cursor": following}) if following else ""
    return {
        "tabs": [
            Tab(
                gettext(label),
                f"{base}?{urlencode({'view': view, **kept})}",
                view == given.view,
                held.get(view),
            )
            for view, label in words.items()
        ],
        "next_address": f"{base}?{more}" if more else "",
    }
