"""Rows added to a form and taken from it by its buttons, for those without JavaScript.

``ui.rows`` draws the buttons: ``_add`` names a list, ``_remove`` a list and the index of a row.
Whoever reads the form asks here first: such a form is shown again, not acted upon.
"""

from __future__ import annotations

from typing import Any

from portal.web import bodies
from portal.web.visit import Request


async def rearranged(request: Request, data: dict[str, Any]) -> bool:
    """Add or remove the row that a button of the form asks for; return whether one did."""
    pairs = [(name, value) for name, value in await bodies.pairs(request) if value]
    buttons = dict(pair for pair in pairs if pair[0] in {"_add", "_remove"})
    if adds := buttons.get("_add"):
        data[adds] = [*_rows(data, adds), {}]
    elif removes := buttons.get("_remove"):
        name, _, index = removes.rpartition(".")
        kept, rows = _indexes(pairs, name), _rows(data, name)
        if index in kept and len(kept) == len(rows):
            data[name] = [row for n, row in zip(kept, rows, strict=True) if n != index]
    return bool(buttons)


def _rows(data: dict[str, Any], name: str) -> list[Any]:
    held = data.get(name)
    return held if isinstance(held, list) else []


def _indexes(pairs: list[tuple[str, Any]], name: str) -> list[str]:
    """Return the indexes of the rows that hold something; the others were left out in reading."""
    found = {
        given.split(".")[1]
        for given, value in pairs
        if given.startswith(f"{name}.") and isinstance(value, str) and value.strip()
    }
    return sorted((index for index in found if index.isdigit()), key=int)
