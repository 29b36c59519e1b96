"""What goes round of an item, its paragraphs, and what differs from the round before; pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from meetings.model import Item, Line, LineKind, Resolution, UnitRole


def circulated(item: Item, resolutions: Iterable[Resolution]) -> str:
    """Return an item as it goes round: its text, then what is resolved in it and by whom.

    Who has agreed has agreed to both: a matter given to another unit is a changed text.
    """
    own = (_resolved(each) for each in resolutions if each.item_id == item.id)
    return "\n".join([item.text, *own])


def _resolved(each: Resolution) -> str:
    others = "、".join(part.unit.name for part in each.parts if part.role is not UnitRole.LEAD)
    helped = f"，{others}配合" if others else ""
    return f"议定事项：{each.text}（{each.lead.name}牵头{helped}，{each.working_days}个工作日）"


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text in their order; the first is number one."""
    return tuple(line for line in text.splitlines() if line.strip())


def differences(old: str, new: str) -> tuple[Line, ...]:
    """Return both texts laid over each other, line by line."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found += [Line(LineKind.SAME, line) for line in before[i:j]]
        else:
            found += [Line(LineKind.REMOVED, line) for line in before[i:j]]
            found += [Line(LineKind.ADDED, line) for line in after[k:m]]
    return tuple(found)
