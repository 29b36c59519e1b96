"""A year's arrangement as it is typed: every mistake with its row, and what is worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import portal.directory
from portal.core.calendar import Calendar, Calendars, OwnDay
from portal.core.errors import Invalid
from portal.directory.arrangement import (
    Day,
    Line,
    YearAsked,
    check_own,
    check_year,
    differences,
    read,
    remarks,
    year_of,
)
from tests.announced import announced

_FILE = Path(portal.directory.__file__).parent / "data" / "china-holidays.csv"


def rows(*texts: str) -> tuple[Line, ...]:
    """Rows as ``2027-01-01 元旦 yes``."""
    return tuple(Line(n, *text.split()) for n, text in enumerate(texts, 2))


def wrong(year: int, *texts: str) -> list[str]:
    with pytest.raises(Invalid) as refused:
        check_year(year, rows(*texts))
    return [str(problem.sentence) for problem in refused.value.problems]


def test_the_file_that_is_shipped_is_such_a_table_year_by_year() -> None:
    days = check_year(2026, _of(2026))

    assert {day.day: day.off for day in days} == {
        day: off for day, off in announced().off.items() if day.year == 2026
    }


def _of(year: int) -> Sequence[Line]:
    head, *rest = _FILE.read_text(encoding="utf-8").splitlines()
    return read("\n".join([head, *(row for row in rest if row.startswith(str(year)))]))


@pytest.mark.parametrize("year", sorted(announced().announced - {2020}))
def test_every_year_that_was_ever_announced_passes_the_check(year: int) -> None:
    assert len(check_year(year, _of(year))) == len(_of(year))


def test_the_monday_that_2020_says_is_worked_is_found() -> None:
    with pytest.raises(Invalid) as refused:
        check_year(2020, _of(2020))

    assert ["2020-02-03" in str(each.sentence) for each in refused.value.problems] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "date,name,is_off_day\n2027-01-01,元旦,yes\n",
        "\ufeff日期,名称,是否放假\r\n2027年1月1日,元旦,休\r\n",
        "name,is_off_day,date\n元旦,是,20270101",
    ],
)
def test_a_table_is_read_however_it_was_saved(text: str) -> None:
    assert check_year(2027, read(text)) == (Day(date(2027, 1, 1), "元旦", off=True),)


@pytest.mark.parametrize("text", ["", "2027-01-01,元旦,yes", "a,b,c\n1,2,3", "date,name\n1,2"])
def test_what_is_no_such_table_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        check_year(2027, read(text))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["2027-02-30 春节 yes"], "第 2 行：没有“2027-02-30”这一天"),
        (["2028-01-01 元旦 yes"], "第 2 行：2028-01-01 不在 2027 年"),
        (["2027-01-01 元旦 yes", "2027-01-01 元旦 yes"], "第 3 行：2027-01-01 在第 2 行已经有了"),
        (["2027-01-08 元旦 no"], "第 2 行：2027-01-08 是星期五，本来就上班"),
        (["2027-01-01 元旦 maybe"], "第 2 行：请用 yes 表示放假"),
        ([f"2027-01-01 {'元' * 41} yes"], "第 2 行：请写明是什么日子"),
        ([], "请至少列出一天"),
    ],
)
def test_a_mistake_is_said_with_its_row(texts: list[str], said: str) -> None:
    assert said in wrong(2027, *texts)[0]


def test_all_mistakes_are_said_at_once_each_with_its_row() -> None:
    told = wrong(2027, "2027-13-01 元旦 yes", "2027-01-01 元旦 yes", "2027-01-06 元旦 no")

    assert [text[:3] for text in told] == ["第 2", "第 4"]


def test_a_weekend_day_off_is_right_and_explained() -> None:
    days = check_year(2027, rows("2027-01-01 元旦 yes", "2027-01-02 元旦 yes"))

    said = [str(each) for each in remarks(YearAsked(2027, "", days))]

    assert "其中 1 个放假日是周末，本来就休息，不影响计算。" in said
    assert any("2027-10-01" in text for text in said), "a usual day that is missing"


def test_only_days_that_are_announced_otherwise_differ() -> None:
    was = [Day(date(2027, 1, 1), "元旦", off=True), Day(date(2027, 1, 9), "元旦", off=False)]
    now = [Day(date(2027, 1, 1), "新年", off=True), Day(date(2027, 1, 10), "元旦", off=False)]

    assert [each.day.day for each in differences(was, now)] == [9, 10]


def test_a_divisions_own_day_has_to_change_something() -> None:
    typed = [
        Line(1, "2026-10-01", "国庆", "yes"),
        Line(2, "2026-10-09", "照常", "no"),
        Line(3, "2026-10-12", "防汛停工", "yes"),
    ]
    with pytest.raises(Invalid) as refused:
        check_own(announced(), typed, date(2026, 9, 1))

    assert [each.field for each in refused.value.problems] == ["days.0.day", "days.1.day"]


def test_the_year_is_read_off_the_first_row() -> None:
    assert year_of(rows("2027-01-01 元旦 yes")) == 2027
    with pytest.raises(Invalid):
        year_of(())


# --- calendars of divisions ----------------------------------------------------------------------

FLOOD = OwnDay(date(2026, 7, 15), off=True, name="防汛停工")
FAIR = OwnDay(date(2026, 7, 18), off=False, name="补班")  # a Saturday
DISTRICT, TOWNSHIP, OTHER = "/5/51/", "/5/51/511/", "/5/52/"


def test_a_place_follows_the_divisions_it_lies_in_and_the_nearest_decides() -> None:
    open_again = OwnDay(FLOOD.day, off=False, name="照常")
    held = Calendars(announced(), {DISTRICT: (FLOOD, FAIR), TOWNSHIP: (open_again,)})

    worked = {
        path: [held.of(path).is_working_day(each.day) for each in (FLOOD, FAIR)]
        for path in (DISTRICT, TOWNSHIP, OTHER, "/5/")
    }

    assert worked == {
        DISTRICT: [False, True], TOWNSHIP: [True, True], OTHER: [True, False],
        "/5/": [True, False],
    }  # fmt: skip


def test_a_place_without_days_of_its_own_has_the_common_calendar_itself() -> None:
    assert Calendars(announced(), {DISTRICT: (FLOOD,)}).of(OTHER) is announced()


def test_own_days_are_added_replaced_and_taken_away() -> None:
    held = Calendars(Calendar()).with_own(DISTRICT, [FLOOD, FAIR])
    changed = held.with_own(DISTRICT, [OwnDay(FLOOD.day, off=True, name="暴雨")], [FAIR.day])

    assert [each.name for each in changed.own[DISTRICT]] == ["暴雨"]
    assert held.own[DISTRICT] == (FLOOD, FAIR)


def test_an_arrangement_takes_the_place_of_the_years_older_one() -> None:
    held = Calendars(announced()).with_year(2026, {date(2026, 5, 1): True})

    assert held.common.is_working_day(date(2026, 10, 1)), "no longer listed"
    assert not held.common.is_working_day(date(2025, 10, 1)), "another year stays"
    assert held.with_year(2027, {}).common.is_announced(date(2027, 3, 1))
