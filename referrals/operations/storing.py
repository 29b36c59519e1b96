"""What a changed case or referral changes in its row, and what the journal says of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from referrals.model import Case, Need, Referral
from referrals.queries import rows

Thing = Case | Referral | Need
Values = dict[Any, Any]

_SEALED = {
    "case": frozenset({"request", "circumstances", "refusal", "query_code"}),
    "referral": frozenset({"message", "answer"}),
    "need": frozenset[str](),
}
# Read from other rows, or kept by the machinery itself.
_NO_COLUMN = frozenset(
    {
        "id",
        "needs",
        "window_name",
        "window_names",
        "unit_name",
        "unit_names",
        "handler_name",
        "version",
    }
)
# The clocks' cache follows from what is journalled and is no change of its own, and so does a
# proposal to put the referral to the meeting.
CACHE = frozenset(
    {"due_at", "yellow_at", "finish_due_at", "paused", "provisional", "clock", "proposed"}
)
_SILENT = _NO_COLUMN | CACHE | {"code", "created_at", "updated_at"}
# What names people, and the restricted register of close relatives.
_PERSONAL = frozenset({"applicant_name", "relatives", "barred"})
# Columns that hold a word or nothing.
_WORDS = frozenset(
    {"stage", "outcome", "return_code", "state_before_meeting", "state_before_merge", "proposed"}
)


def district(path: str) -> str:
    """Return the path of the district a place lies in; the city's own path above it."""
    return "/" + "/".join(path.strip("/").split("/")[:2]) + "/"


def changed(was: Thing, now: Thing) -> Values:
    """Return the fields that differ, by name, as they are now."""
    return {
        name: getattr(now, name)
        for name in now.__struct_fields__
        if getattr(now, name) != getattr(was, name)
    }


def columns(kind: str, code: str, fields: Values) -> Values:
    """Return the columns that keep these fields, sealed where they must be."""
    kept: Values = {}
    for name, value in fields.items():
        if name in _SEALED[kind]:
            kept[f"{name}_sealed"] = rows.sealed(kind, code, name, _text(value))
        elif name not in _NO_COLUMN:
            kept[name] = _plain(name, value)
    return kept


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return rows.as_text(value)


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, msgspec.Struct | tuple):
        return rows.as_text(value)
    if isinstance(value, StrEnum):
        return value.value
    return "" if value is None and name in _WORDS else value


def told(kind: str, was: Thing | None, now: Thing) -> Values:
    """Return what the journal says of a change: old and new values, sealed ones apart."""
    fields = [name for name in _differing(was, now) if name not in _SILENT]
    hidden = _SEALED[kind] | _PERSONAL
    plain = [name for name in fields if name not in hidden]
    return {
        "was": {name: getattr(was, name) for name in plain} if was else {},
        "now": {name: getattr(now, name) for name in plain},
        "sensitive": {
            name: (getattr(was, name, None), getattr(now, name))
            for name in fields
            if name in hidden
        },
    }


def _differing(was: Thing | None, now: Thing) -> list[str]:
    if was is None:
        return [name for name in now.__struct_fields__ if getattr(now, name)]
    return list(changed(was, now))
