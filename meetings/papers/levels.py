"""The levels of an official text, found in plain text; pure.

Nobody formats minutes by hand: a paragraph that begins with 一、 （一） 1. or （1） is a heading or
an item of that level, every other paragraph is text. Marks typed in half width are set as the
standard writes them. A paragraph that merely begins like a mark (一、二季度…… （一）至（三）项……
1.5万元……) is a sentence and stays text. Lines whose cells are parted by | or, as a spreadsheet
gives them, by tabs make a table; its first line is the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum

import msgspec


class Level(IntEnum):
    """The level of a paragraph (GB/T 9704-2012 §7.3.3); the first two have faces of their own."""

    TEXT = 0
    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph: its mark, the heading in the face of its level, and the text after it.

    A table is one as well: ``rows`` are its cells, all rows of the same length, the head first.

    ``path`` are the numbers of the marks it stands under, its own included: 一、（二）3. is
    ``(1, 2, 3)``. A level that was left out counts as 0.
    """

    level: Level
    mark: str
    head: str
    text: str
    path: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def whole(self) -> str:
        """The paragraph as plain text, its mark as the standard writes it."""
        if self.rows:
            return "\n".join(f"| {' | '.join(row)} |" for row in self.rows)
        return f"{self.mark}{self.head}{self.text}"


class Item(msgspec.Struct, frozen=True):
    """A heading of the first level with everything below it.

    ``place`` counts the headings as they stand, whatever their marks say: a number typed twice
    must not make two items one. What comes before the first heading is item 0.
    """

    place: int
    paragraphs: tuple[Paragraph, ...]


_HAN = "一二三四五六七八九十百"
_ENDS = "。！？"
# A heading longer than two lines is a sentence; only its mark is set in the level's face.
HEAD_AT_MOST = 56

# What follows tells a mark from the beginning of a sentence: （一）至（三）项, 1.5万元.
_REFERS = r"(?!\s*(?:[、和与及至或到—－-]+\s*[（(第]|[项款条](?![目件例])))"
_MARKS = (
    (Level.FIRST, re.compile(rf"([{_HAN}]{{1,3}})、\s*")),
    (Level.SECOND, re.compile(rf"[（(]([{_HAN}]{{1,3}})[)）]{_REFERS}[、.．]?\s*")),
    (Level.FOURTH, re.compile(rf"[（(](\d{{1,2}})[)）]{_REFERS}[、.．]?\s*")),
    (Level.THIRD, re.compile(r"(\d{1,2})[.．、](?!\s*\d)\s*")),
)
# 一、二季度 and 一、二、三产业 count on, 一、一次性救助 and 二、三项制度 do not.
_COUNTS_ON = re.compile(rf"([{_HAN}]{{1,3}})[、季级类等档批期次号月年是]")


def parse(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a plain text; empty lines are dropped."""
    found: list[Paragraph] = []
    path: tuple[int, ...] = ()
    for line in text.splitlines():
        # A typist's own indent would come on top of ours.
        if not (bare := line.strip(" \u3000\r")).strip():
            continue
        if cells := _cells(bare):
            _add_row(found, cells, path)
            continue
        paragraph = _paragraph(bare.strip(), path)
        path = paragraph.path
        found.append(paragraph)
    return tuple(found)


_RULED = re.compile(r"[\s|:：—－-]+")
MOST_CELLS = 12


def _cells(line: str) -> tuple[str, ...]:
    """Return the cells of a line of a table; none for any other line."""
    if line.startswith("|") and line.count("|") > 1:
        parts = line.strip().strip("|").split("|")
    elif "\t" in line.strip():
        parts = line.split("\t")
    else:
        return ()
    return tuple(part.strip() for part in parts[:MOST_CELLS])


def _add_row(found: list[Paragraph], cells: tuple[str, ...], above: tuple[int, ...]) -> None:
    """Add a row to the table that stands last, or begin one; a line of rules alone says nothing."""
    rows = found.pop().rows if found and found[-1].rows else ()
    if rows and _RULED.fullmatch("".join(cells)):
        cells = ()
    held = (*rows, cells) if cells else rows
    width = max(map(len, held))
    even = tuple((*row, *[""] * (width - len(row))) for row in held)
    found.append(Paragraph(Level.TEXT, "", "", "", above, even))


def _paragraph(line: str, above: tuple[int, ...]) -> Paragraph:
    for level, pattern in _MARKS:
        match = pattern.match(line)
        if match and _is_mark(level, match, line[match.end() :]):
            number = _number(match[1])
            head, text = _split(line[match.end() :], level)
            path = (*_padded(above, level - 1), number)
            return Paragraph(level, _mark(level, match[1], number), head, text, path)
    return Paragraph(Level.TEXT, "", "", line, above)


def _is_mark(level: Level, match: re.Match[str], rest: str) -> bool:
    if level is Level.FIRST and (on := _COUNTS_ON.match(rest)):
        return _number(on[1]) <= _number(match[1])
    return bool(rest)


def _padded(above: tuple[int, ...], length: int) -> tuple[int, ...]:
    return (*above[:length], *(0 for _ in range(length - len(above))))


def _mark(level: Level, written: str, number: int) -> str:
    return {
        Level.FIRST: f"{written}、",
        Level.SECOND: f"（{written}）",
        Level.THIRD: f"{number}.",
        Level.FOURTH: f"（{number}）",
    }[level]


def _split(text: str, level: Level) -> tuple[str, str]:
    """Return the heading and what follows it: a run-in heading ends with its first full stop."""
    if level > Level.SECOND:
        # These levels are set in the body's own face.
        return "", text
    ends = [at for at in map(text.find, _ENDS) if at >= 0]
    end = min(ends) + 1 if ends else len(text)
    return (text[:end], text[end:].lstrip()) if end <= HEAD_AT_MOST else ("", text)


def han(number: int) -> str:
    """Return a number below one hundred as the marks write it."""
    tens, ones = divmod(number, 10)
    ten = (_HAN[tens - 1] if tens > 1 else "") + "十" if tens else ""
    return f"{ten}{_HAN[ones - 1] if ones else ''}"


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    hundreds, _, rest = written.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    return sum(
        digit * unit
        for digit, unit in (
            (_digit(hundreds, "百" in written), 100), (_digit(tens, bool(ten)), 10),
            (_digit(ones, named=False), 1),
        )
    )  # fmt: skip


def _digit(written: str, named: bool) -> int:  # noqa: FBT001 - 十 alone is one ten
    return _HAN.index(written[-1]) + 1 if written else int(named)


def items(paragraphs: Iterable[Paragraph]) -> tuple[Item, ...]:
    """Return the text by headings of the first level; what stands before them is item 0."""
    found: list[list[Paragraph]] = [[]]
    for each in paragraphs:
        if each.level is Level.FIRST:
            found.append([])
        found[-1].append(each)
    return tuple(Item(place, tuple(held)) for place, held in enumerate(found) if held)


def plain(paragraphs: Sequence[Paragraph]) -> str:
    """Return the plain text again; ``parse`` of it gives the same paragraphs."""
    return "\n".join(each.whole for each in paragraphs)
