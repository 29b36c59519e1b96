"""What two writers made of one text, put together; pure.

A text is cut into clauses, and each side's changes are told by the clauses of the text both began
from. Changes in different clauses go together, the same change counts once. Where both changed one
clause differently, or both wrote at one place, nothing is decided here: a decision half from one
pen and half from another would be nobody's.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import msgspec

_CLAUSE = re.compile(r"\n|[^\n，。；：、！？]*[，。；：、！？]|[^\n，。；：、！？]+")


class _Change(msgspec.Struct, frozen=True, order=True):
    """Clauses ``begin`` to ``end`` of the base replaced by others; nothing replaced: put in."""

    begin: int
    end: int
    clauses: tuple[str, ...]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Return the text with both sides' changes; None where they changed the same place."""
    if mine in {theirs, base}:
        return theirs
    if theirs == base:
        return mine
    clauses = _CLAUSE.findall(base)
    one, other = _changes(clauses, mine), _changes(clauses, theirs)
    if any(_clash(a, b) for a in one for b in other):
        return None
    return _applied(clauses, sorted({*one, *other}))


def _changes(base: list[str], text: str) -> list[_Change]:
    clauses = _CLAUSE.findall(text)
    found = SequenceMatcher(None, base, clauses, autojunk=False).get_opcodes()
    return [_Change(i, j, tuple(clauses[k:m])) for tag, i, j, k, m in found if tag != "equal"]


def _clash(one: _Change, other: _Change) -> bool:
    if one == other:
        return False
    if one.begin < other.end and other.begin < one.end:
        return True
    return one.begin == one.end == other.begin == other.end


def _applied(base: list[str], changes: list[_Change]) -> str:
    found, at = list[str](), 0
    for change in changes:
        found += [*base[at : change.begin], *change.clauses]
        at = change.end
    return "".join([*found, *base[at:]])
