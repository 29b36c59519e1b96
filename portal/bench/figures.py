"""A row of figures: what was measured, its gate, and how far above the floor it stands."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import quantiles

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One row; ``gate`` is what is asked for, ``holds`` None where nothing is asked."""

    row: str
    figure: float
    unit: str
    gate: str = ""
    holds: bool | None = None
    floor_ratio: float | None = None


def at_least(row: str, figure: float, unit: str, gate: float) -> Figure:
    """Return a row that holds when the figure is at least the gate."""
    return Figure(row, _short(figure), unit, f">= {gate:g}", figure >= gate)


def at_most(
    row: str,
    figure: float,
    unit: str,
    gate: float,
    *,
    floor_ratio: float | None = None,
    floor_gate: float | None = None,
) -> Figure:
    """Return a row that holds when the figure is at most its gate, and so is the ratio."""
    near = floor_ratio is None or floor_gate is None or floor_ratio <= floor_gate
    return Figure(row, _short(figure), unit, f"<= {gate:g}", figure <= gate and near, floor_ratio)


def above_floor(row: str, milliseconds: float, ratio: float, gate: float) -> Figure:
    """Return the row of a page's processor time; its ratio to the floor is what is asked for."""
    return Figure(row, _short(milliseconds), "ms", f"x <= {gate:g}", ratio <= gate, _short(ratio))


def _short(figure: float) -> float:
    return round(figure, 2 if figure < 100 else 0)


def percentile(values: Iterable[float], percent: int) -> float:
    """Return the value that so many percent of these do not exceed."""
    held = list(values)
    return quantiles(held, n=100, method="inclusive")[percent - 1] if len(held) > 1 else held[0]


def show(figure: Figure, *, json: bool) -> None:
    """Print one row, as an object for programs or as a line."""
    if json:
        print(msgspec.json.encode(figure).decode(), flush=True)
        return
    ratio = f"{figure.floor_ratio:.2f} x floor" if figure.floor_ratio else ""
    verdict = {True: "holds", False: "MISSED", None: ""}[figure.holds]
    print(f"{figure.row:<62} {figure.figure:>9g} {figure.unit:<8} {figure.gate:<8} {verdict:<7}"
          f"{ratio}", flush=True)  # fmt: skip
