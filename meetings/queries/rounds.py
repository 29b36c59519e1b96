"""The rounds of countersigning laid beside each other: who said what, what changed, what for."""

from __future__ import annotations

import msgspec

from meetings.model import Countersignature, Item, Line, Minutes, Remark, UnitRef
from meetings.queries import texts, things
from meetings.rules.rounds import circulated, differences, paragraphs


class Told(msgspec.Struct, frozen=True):
    """A remark with the paragraph it was said to; "" for the item or the minutes as a whole."""

    remark: Remark
    topic: str
    quote: str


class Changed(msgspec.Struct, frozen=True):
    """An item that differs from the round before, line by line."""

    topic: str
    lines: tuple[Line, ...]


class Round(msgspec.Struct, frozen=True):
    """A round: what differs from the one before it, and what was remarked.

    Number 0 is no round: what was changed since the last one.
    """

    number: int
    changed: tuple[Changed, ...]
    remarks: tuple[Told, ...] = ()


class Overview(msgspec.Struct, frozen=True):
    """What each unit said in each round, None where it was not asked; the rounds, newest first."""

    numbers: tuple[int, ...]
    said: tuple[tuple[UnitRef, tuple[Countersignature | None, ...]], ...]
    rounds: tuple[Round, ...]


async def of(minutes: Minutes) -> Overview:
    """Return the rounds of minutes."""
    held = await texts.rounds([each.id for each in minutes.items])
    numbers = tuple(range(1, minutes.round + 1))
    found = [
        Round(n, _changed(minutes, held, n), _told(minutes, held, n)) for n in reversed(numbers)
    ]
    drafts = await things.resolutions_of(minutes.id)
    now = {(item.id, minutes.round + 1): circulated(item, drafts) for item in minutes.items}
    if since := _changed(minutes, held | now, minutes.round + 1) if minutes.round else ():
        found.insert(0, Round(0, since))
    return Overview(numbers, _said(minutes, numbers), tuple(found))


def _changed(minutes: Minutes, held: dict[tuple[int, int], str], n: int) -> tuple[Changed, ...]:
    if n == 1:
        return ()
    pairs = [(item, held.get((item.id, n - 1), ""), held.get((item.id, n), ""))
             for item in minutes.items]  # fmt: skip
    return tuple(Changed(item.topic_title, differences(old, new))
                 for item, old, new in pairs if old != new)  # fmt: skip


def _told(minutes: Minutes, held: dict[tuple[int, int], str], n: int) -> tuple[Told, ...]:
    items = {item.id: item for item in minutes.items}
    return tuple(
        Told(each, items[each.item_id].topic_title if each.item_id in items else "",
             _quote(each, items.get(each.item_id or 0), held))
        for each in minutes.remarks if each.round == n
    )  # fmt: skip


def _quote(remark: Remark, item: Item | None, held: dict[tuple[int, int], str]) -> str:
    if item is None or remark.paragraph is None:
        return ""
    found = paragraphs(held.get((item.id, remark.round), ""))
    return found[remark.paragraph - 1] if remark.paragraph <= len(found) else ""


def _said(
    minutes: Minutes, numbers: tuple[int, ...]
) -> tuple[tuple[UnitRef, tuple[Countersignature | None, ...]], ...]:
    by_place = {(each.unit.id, each.round): each for each in minutes.signatures}
    units = {each.unit.id: each.unit for each in minutes.signatures}
    return tuple(
        (unit, tuple(by_place.get((unit.id, n)) for n in numbers)) for unit in units.values()
    )
