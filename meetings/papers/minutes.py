"""会议纪要: what the minutes say, in the order of GB/T 9704-2012 §10.3; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from meetings.papers import levels, titles
from meetings.papers.levels import Paragraph
from portal.core.i18n import N_, Sentence, say

# The widest mark that stands well, and the width it may take (pt); longer names are set smaller.
_MARK_AT_MOST = 48
_MARK_WIDTH = 440


class Present(msgspec.Struct, frozen=True):
    """出席, 请假 or 列席: each entry is a unit with the names of its people."""

    label: Sentence
    entries: tuple[str, ...]


class Copies(msgspec.Struct, frozen=True):
    """A line of the imprint: 抄报, 抄送 or 发, and to whom."""

    label: Sentence
    names: tuple[str, ...]


class Minutes(msgspec.Struct, frozen=True):
    """The minutes as issued; ``mark_size`` is the size of the red mark in points."""

    mark: str
    mark_size: float
    issue: Sentence
    office: str
    day: date
    title: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    people: tuple[Present, ...]
    copies: tuple[Copies, ...]
    printed_by: str
    printed_on: date


PRESENT, EXCUSED, OBSERVING = N_("出席"), N_("请假"), N_("列席")
COPY_UP, COPY, SENT_TO = N_("抄报"), N_("抄送"), N_("发")


def minutes(
    *,
    body: str,
    number: int | None,
    office: str,
    day: date,
    title: str,
    text: str,
    people: Sequence[Present],
    copies: Sequence[Copies],
    printed_on: date,
) -> Minutes:
    """Return the minutes of a joint meeting; ``text`` is plain, its marks make the levels.

    Without a number, what stands for it is left open.
    """
    mark = f"{body}纪要"
    return Minutes(
        mark=mark,
        mark_size=mark_size(mark, _MARK_WIDTH),
        issue=say(N_("第%(number)s期"), number=number or "\u3000"),
        office=office,
        day=day,
        title=titles.lines(title),
        paragraphs=levels.parse(text),
        people=tuple(each for each in people if each.entries),
        copies=tuple(each for each in copies if each.names),
        printed_by=office,
        printed_on=printed_on,
    )


def mark_size(mark: str, width: float) -> float:
    """Return the size at which the red mark fills the width, in points."""
    return min(_MARK_AT_MOST, round(width / len(mark), 2))


def present(label: str, entries: Sequence[tuple[str, Sequence[str]]]) -> Present:
    """Return who was there, or was not: each unit with its people, one unit after the other."""
    return Present(say(label), tuple(f"{unit}{'、'.join(names)}" for unit, names in entries))


def copies(label: str, names: Sequence[str]) -> Copies:
    """Return a line of the imprint."""
    return Copies(say(label), tuple(names))
