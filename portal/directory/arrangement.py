"""A year's arrangement of days off and made up 放假安排, as it is typed or uploaded; pure.

The file is a table with the columns date, name and is_off_day (日期, 名称, 是否放假), a day a row.
Everything that is wrong is said at once, each with its row and how to mend it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from portal.core.calendar import Calendar, OwnDay
from portal.core.errors import Invalid, Problem, problem
from portal.core.fields import read_day
from portal.core.i18n import N_, Sentence, say

MOST_ROWS = 200
_LONGEST_NAME = 40
_COLUMNS = {
    "date": "day", "日期": "day", "name": "name", "名称": "name", "is_off_day": "off",
    "是否放假": "off",
}  # fmt: skip
_OFF = {"yes", "是", "休", "放假", "true", "1"}
_WORKED = {"no", "否", "班", "上班", "调休", "false", "0"}
WEEKDAYS = (N_("星期一"), N_("星期二"), N_("星期三"), N_("星期四"), N_("星期五"), N_("星期六"),
            N_("星期日"))  # fmt: skip
_SATURDAY = 5
# The days every arrangement of a year has had off, by the regulation on public holidays, art. 2.
_ALWAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


class Line(msgspec.Struct, frozen=True):
    """One row as it was typed; ``row`` is its number for people, from 1."""

    row: int
    day: str
    name: str
    off: str


class Day(msgspec.Struct, frozen=True):
    """One day that is off, or worked in exchange."""

    day: date
    name: str
    off: bool


class YearAsked(msgspec.Struct, frozen=True, tag="year"):
    """What a year's arrangement is to be."""

    year: int
    source: str
    days: tuple[Day, ...]


class OwnAsked(msgspec.Struct, frozen=True, tag="own"):
    """Days a division is to have of its own, and those it no longer has."""

    division: str
    path: str
    place: str
    source: str
    add: tuple[Day, ...] = ()
    remove: tuple[date, ...] = ()


Asked = YearAsked | OwnAsked


def read(text: str) -> tuple[Line, ...]:
    """Return the rows of the file; raise ``Invalid`` when it is not such a table."""
    table = list(csv.reader(io.StringIO(text.lstrip("\ufeff").strip())))
    heads = [_COLUMNS.get(cell.strip(), "") for cell in table[0]] if table else []
    if set(heads) < {"day", "name", "off"}:
        raise Invalid(
            [problem("csv", N_("第一行应为列名 date,name,is_off_day（或 日期,名称,是否放假）。"))]
        )
    if len(table) > MOST_ROWS:
        raise Invalid(
            [problem("csv", N_("最多 %(most)s 行，请只导入一年的安排。"), most=MOST_ROWS)]
        )
    return tuple(
        _line(n, dict(zip(heads, cells, strict=False)))
        for n, cells in enumerate(table[1:], 2)
        if any(cell.strip() for cell in cells)
    )


def _line(row: int, cells: dict[str, str]) -> Line:
    return Line(row, *(cells.get(name, "").strip() for name in ("day", "name", "off")))


def year_of(lines: Sequence[Line]) -> int:
    """Return the year the first row says; raise ``Invalid`` when it says none."""
    text = lines[0].day[:4] if lines else ""
    if not (text.isascii() and text.isdigit()):
        raise Invalid([problem("year", N_("请填写四位数的年份，如 2027。"))])
    return int(text)


def check_year(year: int, lines: Sequence[Line], field: str = "csv") -> tuple[Day, ...]:
    """Return the days of the year in order; raise ``Invalid`` with what is wrong in which row."""
    days, wrong = _days(lines, field, date(year, 1, 1))
    for line, day in days:
        if day.day.year != year:
            wrong.append(_at(field, line, N_("%(day)s 不在 %(year)s 年，请核对年份。"),
                             day=day.day, year=year))  # fmt: skip
        elif not day.off and day.day.weekday() < _SATURDAY:
            wrong.append(_at(
                field, line, N_("%(day)s 是%(weekday)s，本来就上班，不会是调休上班日，请核对。"),
                day=day.day, weekday=say(WEEKDAYS[day.day.weekday()])))  # fmt: skip
    return _all_or(days, wrong, field)


def check_own(
    calendar: Calendar, lines: Sequence[Line], on: date, field: str = "days"
) -> tuple[Day, ...]:
    """Return the days a division is to have of its own; raise ``Invalid`` with what is wrong.

    ``calendar`` is what holds there without them: a day that changes nothing is a mistake.
    """
    days, wrong = _days(lines, field, on)
    for line, day in days:
        if day.off is not calendar.is_working_day(day.day):
            message = N_("%(day)s 本来就不办公，不必再列。") if day.off else _WORKED_ALREADY
            wrong.append(_at(field, line, message, day=day.day))
    return _all_or(days, wrong, field)


_WORKED_ALREADY = N_("%(day)s 本来就办公，不必再列。")


def _days(
    lines: Iterable[Line], field: str, on: date
) -> tuple[list[tuple[Line, Day]], list[Problem]]:
    """Return the rows that can be read, and what is wrong with the others, repeated days too."""
    found: list[tuple[Line, Day]] = []
    wrong: list[Problem] = []
    seen: dict[date, int] = {}
    for line in lines:
        day, problems = _read_line(line, field, on)
        wrong += problems
        if day is None:
            continue
        if day.day in seen:
            wrong.append(_at(field, line, N_("%(day)s 在第 %(row)s 行已经有了，请删去一行。"),
                             day=day.day, row=seen[day.day]))  # fmt: skip
        seen.setdefault(day.day, line.row)
        found.append((line, day))
    return found, wrong


def _read_line(line: Line, field: str, on: date) -> tuple[Day | None, list[Problem]]:
    wrong: list[Problem] = []
    day = _day(line.day, on)
    if day is None:
        wrong.append(_at(field, line, N_("没有“%(text)s”这一天，请写成 2027-01-01。"),
                         text=line.day[:20]))  # fmt: skip
    if not line.name or len(line.name) > _LONGEST_NAME:
        wrong.append(_at(field, line, N_("请写明是什么日子，不超过 %(most)s 个字。"),
                         most=_LONGEST_NAME))  # fmt: skip
    word = line.off.lower()
    if word not in _OFF | _WORKED:
        wrong.append(_at(field, line, N_("请用 yes 表示放假、no 表示上班。")))
    return (None, wrong) if wrong or day is None else (Day(day, line.name, word in _OFF), wrong)


def _day(text: str, on: date) -> date | None:
    try:
        return read_day(text, on)
    except ValueError:
        return None


def _at(field: str, line: Line, message: str, **params: object) -> Problem:
    told = {name: each.isoformat() if isinstance(each, date) else each
            for name, each in params.items()}  # fmt: skip
    where = field if field == "csv" else f"{field}.{line.row - 1}.day"
    return Problem(
        where, say(N_("第 %(row)s 行：%(what)s"), row=line.row, what=say(message, **told))
    )


def _all_or(days: Iterable[tuple[Line, Day]], wrong: list[Problem], field: str) -> tuple[Day, ...]:
    found = tuple(sorted((day for _, day in days), key=lambda day: day.day))
    if not found and not wrong:
        wrong = [problem(field, N_("请至少列出一天。"))]
    if wrong:
        raise Invalid(sorted(wrong, key=_row_of))
    return found


def _row_of(wrong: Problem) -> int:
    return int(wrong.sentence.params.get("row", 0))


def remarks(asked: Asked) -> tuple[Sentence, ...]:
    """Return what is right but worth a second look: weekends listed as off, usual days missing."""
    if isinstance(asked, OwnAsked):
        return ()
    off = {day.day for day in asked.days if day.off}
    found = [say(N_("没有列出 %(day)s，往年这一天都放假，请核对。"), day=day.isoformat())
             for month, number in _ALWAYS
             if (day := date(asked.year, month, number)) not in off]  # fmt: skip
    weekends = sum(day.weekday() >= _SATURDAY for day in off)
    if weekends:
        found.append(say(N_("其中 %(n)s 个放假日是周末，本来就休息，不影响计算。"), n=weekends))
    return tuple(found)


class Difference(msgspec.Struct, frozen=True):
    """A day that is announced otherwise than before; None where it was not, or is no more."""

    day: date
    was: Day | None
    now: Day | None


def differences(was: Iterable[Day], now: Iterable[Day]) -> tuple[Difference, ...]:
    """Return the days that differ between two arrangements, in order."""
    old, new = ({each.day: each for each in days} for days in (was, now))
    found = (Difference(day, old.get(day), new.get(day)) for day in sorted({*old, *new}))
    return tuple(each for each in found if _off(each.was) is not _off(each.now))


def _off(day: Day | None) -> bool | None:
    return None if day is None else day.off


def own(days: Iterable[Day]) -> tuple[OwnDay, ...]:
    """Return days as a division's calendar holds them."""
    return tuple(OwnDay(each.day, each.off, each.name) for each in days)


def since(asked: Asked) -> date:
    """Return the first day that can count otherwise than before."""
    if isinstance(asked, YearAsked):
        return date(asked.year, 1, 1)
    return min([*(each.day for each in asked.add), *asked.remove])
