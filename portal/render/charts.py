"""Where the bars and lines of a chart stand: the same drawing goes to the screen and to paper.

Numbers in, coordinates out, in the units of the drawing's view box; ``components/charts.html``
puts them into SVG with words, so that a chart can be read without seeing its colours.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

WIDTH = 640
LABELS = 140
FIGURES = 50
ROW = 28
PLOT_HEIGHT = 220
LEFT, TOP, RIGHT = 44, 12, 110
BOTTOM = 26


class Part(msgspec.Struct, frozen=True):
    """One part of a stacked bar."""

    x: float
    width: float
    value: int
    series: int


class Bar(msgspec.Struct, frozen=True):
    """One row of a bar chart: its words, its parts, and where its total is written."""

    label: str
    y: float
    parts: tuple[Part, ...]
    total: int
    end: float


class Line(msgspec.Struct, frozen=True):
    """One line of a trend: its points as SVG writes them, and where its name stands."""

    name: str
    points: str
    end: float


class Trend(msgspec.Struct, frozen=True):
    """A chart of lines over time."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[int, float], ...]
    marks: tuple[tuple[str, float], ...]
    width: int = WIDTH
    height: int = TOP + PLOT_HEIGHT + BOTTOM
    left: int = LEFT
    right: float = WIDTH - RIGHT


def bars(rows: Sequence[tuple[str, Sequence[int]]]) -> tuple[Bar, ...]:
    """Return the bars of these rows, each a label and its values in the order of the series."""
    longest = max((sum(values) for _, values in rows), default=0) or 1
    scale = (WIDTH - LABELS - FIGURES) / longest
    return tuple(_bar(label, values, n, scale) for n, (label, values) in enumerate(rows))


def _bar(label: str, values: Sequence[int], n: int, scale: float) -> Bar:
    parts: list[Part] = []
    x = float(LABELS)
    for series, value in enumerate(values):
        parts.append(Part(round(x, 1), round(value * scale, 1), value, series))
        x += value * scale
    shown = tuple(part for part in parts if part.value)
    return Bar(label, n * ROW, shown, sum(values), round(x, 1))


def trend(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Trend:
    """Return the lines over these labels; the scale begins at 0, so that nothing looks steeper."""
    top = ceiling(max((v for _, values in series for v in values), default=0))
    xs = _spread(len(labels))
    lines = tuple(_line(name, values, xs, top) for name, values in series)
    ticks = tuple((v, _height(v, top)) for v in range(0, top + 1, top // 4))
    every = max(1, len(labels) // 6)
    marks = tuple((label, xs[n]) for n, label in enumerate(labels) if n % every == 0)
    return Trend(_apart(lines), ticks, marks)


def ceiling(highest: int) -> int:
    """Return the next round figure that four equal steps reach: 4, 8, 20, 40, 80, 200 …"""
    step = 1
    while True:
        for figure in (4 * step, 8 * step, 20 * step):
            if figure >= highest:
                return figure
        step *= 10


def _spread(count: int) -> list[float]:
    room = WIDTH - LEFT - RIGHT
    return [round(LEFT + room * n / max(1, count - 1), 1) for n in range(count)]


def _height(value: int, top: int) -> float:
    return round(TOP + PLOT_HEIGHT * (1 - value / top), 1)


def _line(name: str, values: Sequence[int], xs: Sequence[float], top: int) -> Line:
    heights = [_height(value, top) for value in values]
    points = " ".join(f"{x},{y}" for x, y in zip(xs, heights, strict=True))
    return Line(name, points, heights[-1] if heights else 0.0)


def _apart(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines with their names at least a line of text apart."""
    placed: list[Line] = []
    for line in sorted(lines, key=lambda each: each.end):
        lowest = placed[-1].end + 18 if placed else 0.0
        placed.append(msgspec.structs.replace(line, end=max(line.end, lowest)))
    order = [line.name for line in lines]
    return tuple(sorted(placed, key=lambda each: order.index(each.name)))
