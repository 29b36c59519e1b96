"""Imported ledgers, as pages and operations speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from portal.core.errors import Problem
from portal.directory.model import Names


class LedgerState(StrEnum):
    """How far the import of a ledger is."""

    READ = "read"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    IMPORTED = "imported"
    STOPPED = "stopped"
    UNDOING = "undoing"
    UNDONE = "undone"


class LedgerAction(StrEnum):
    """What can be asked for on a ledger."""

    CHECK = "check"
    IMPORT = "import"
    STOP = "stop"
    UNDO = "undo"


# In which states each can be asked for.
ORIGINS: dict[LedgerAction, frozenset[LedgerState]] = {
    LedgerAction.CHECK: frozenset({LedgerState.READ, LedgerState.CHECKED}),
    LedgerAction.IMPORT: frozenset({LedgerState.CHECKED, LedgerState.STOPPED}),
    LedgerAction.STOP: frozenset(
        {LedgerState.CHECKING, LedgerState.IMPORTING, LedgerState.UNDOING}
    ),
    LedgerAction.UNDO: frozenset({LedgerState.IMPORTED, LedgerState.STOPPED}),
}


class Offer(msgspec.Struct, frozen=True):
    """Something that can be asked for now."""

    action: LedgerAction


def offers(state: LedgerState) -> tuple[Offer, ...]:
    """Return what can be asked for on a ledger in this state."""
    return tuple(Offer(action) for action, origins in ORIGINS.items() if state in origins)


class LineState(StrEnum):
    """What is known of one row."""

    NEW = "new"
    READY = "ready"
    KNOWN = "known"  # the household has an open case
    WRONG = "wrong"
    MADE = "made"


class MadeState(StrEnum):
    """What became of a case an import has made."""

    MADE = "made"
    UNDONE = "undone"
    KEPT = "kept"  # somebody had acted on it already


class Ledger(msgspec.Struct, frozen=True):
    """One ledger under import."""

    id: int
    code: str
    version: int
    state: LedgerState
    file_name: str
    window_id: int
    window_names: Names
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    twice_reason: str
    undo_reason: str
    work: str
    by_id: int
    created_at: datetime
    updated_at: datetime


class Found(msgspec.Struct, frozen=True):
    """What the check found in one row; ``problems`` name the ledger's columns."""

    number: int
    state: LineState
    problems: tuple[Problem, ...]
