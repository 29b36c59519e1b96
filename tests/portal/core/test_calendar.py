"""Counting limits: the announced year, the check values, and what holds for every count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import (
    OFFICE,
    Calendar,
    Limit,
    LimitUnit,
    Pause,
    day_of,
    end_of,
    reckon,
    start_of,
)
from tests.announced import announced

YEARS = tuple(sorted(announced().announced))
_DAYS = {"w": LimitUnit.WORKING_DAYS, "c": LimitUnit.CALENDAR_DAYS, "h": LimitUnit.HOURS}


def limit(text: str) -> Limit:
    """Return the limit written as ``10w``, ``7c`` or ``24h``."""
    return Limit(int(text[:-1]), _DAYS[text[-1]])


def at(text: str) -> datetime:
    """Return the instant in the offices' time zone; a bare day is its nine o'clock."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00").replace(tzinfo=OFFICE)


def last_day(due_at: datetime | None) -> str:
    assert due_at is not None
    assert due_at == end_of(day_of(due_at) - timedelta(days=1)), "due at the end of a day"
    return str(day_of(due_at) - timedelta(days=1))


# --- the year ------------------------------------------------------------------------------------


def test_the_year_2026_has_248_working_days() -> None:
    assert announced().working_days(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.parametrize("year", YEARS)
def test_the_announced_days_are_those_another_source_knows(year: int) -> None:
    other = holidays.country_holidays("CN", years=[year])
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]

    differ = [
        str(day)
        for day in days
        if day.year == year and announced().is_working_day(day) != other.is_working_day(day)
    ]

    assert differ == []


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True),  # a Friday
        ("2026-02-14", True),  # a Saturday, made up
        ("2026-02-15", False),  # Spring Festival begins
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),  # a Saturday, made up
        ("2026-03-01", False),  # a Sunday
        ("2026-10-07", False),
        ("2026-10-10", True),  # a Saturday, made up
        ("2027-01-01", True),  # not announced: counted as the weekday it is
    ],
)
def test_days_off_and_make_up_days_are_as_announced(day: str, worked: bool) -> None:
    assert announced().is_working_day(date.fromisoformat(day)) is worked


def test_a_year_without_its_arrangement_is_not_announced() -> None:
    assert announced().is_announced(date(2026, 12, 31))
    assert not announced().is_announced(date(2027, 1, 1))


def test_the_nearest_working_days_skip_a_long_holiday() -> None:
    assert announced().next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert announced().next_working_day(date(2026, 10, 8)) == date(2026, 10, 8)
    assert announced().working_day_before(date(2026, 10, 8)) == date(2026, 9, 30)


# --- limits --------------------------------------------------------------------------------------

#   start            limit  last day    yellow from  provisional
COUNTS = """
    2026-02-13       10w    2026-03-05  2026-03-04   no
    2026-09-18       10w    2026-10-09  2026-10-08   no
    2026-09-30       10w    2026-10-20  2026-10-19   no
    2026-02-13       30w    2026-04-02  2026-03-25   no
    2026-02-13       1w     2026-02-14  2026-02-14   no
    2026-02-14       1w     2026-02-24  2026-02-24   no
    2026-03-06       2w     2026-03-10  2026-03-10   no
    2026-03-02T00:00 2w     2026-03-04  2026-03-04   no
    2026-03-02T23:59 2w     2026-03-04  2026-03-04   no
    2026-03-02       8w     2026-03-12  2026-03-11   no
    2026-03-02       7w     2026-03-11  2026-03-11   no
    2026-09-24       7c     2026-10-08  2026-10-01   no
    2026-03-02       7c     2026-03-09  2026-03-09   no
    2026-03-05       3c     2026-03-09  2026-03-08   no
    2026-02-12       3c     2026-02-24  2026-02-15   no
    2026-12-17       10w    2026-12-31  2026-12-30   no
    2026-12-18       10w    2027-01-01  2026-12-31   yes
    2026-12-30       5w     2027-01-06  2027-01-06   yes
    2026-12-24       7c     2026-12-31  2026-12-31   no
    2026-12-25       7c     2027-01-01  2027-01-01   yes
"""


@pytest.mark.parametrize("row", [line.split() for line in COUNTS.split("\n") if line.strip()])
def test_a_count_ends_on_the_day_the_table_says(row: list[str]) -> None:
    start, of, last, yellow, provisional = row

    found = reckon(at(start), limit(of), announced())

    assert last_day(found.due_at) == last
    assert found.yellow_at == start_of(date.fromisoformat(yellow))
    assert found.provisional is (provisional == "yes")


def test_the_day_is_the_offices_day_whatever_the_time_zone_of_the_instant() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight of 2 March in the office

    assert last_day(reckon(late, limit("2w"), announced()).due_at) == "2026-03-04"


def test_hours_run_from_the_instant_over_a_weekend_and_are_never_provisional() -> None:
    found = reckon(at("2026-03-06T16:30"), limit("24h"), announced())

    assert found.due_at == at("2026-03-07T16:30")
    assert found.yellow_at == at("2026-03-07T10:30")
    assert not reckon(at("2026-12-31T20:00"), limit("24h"), announced()).provisional


# --- pauses --------------------------------------------------------------------------------------

#   start       limit  paused from       until             last day
PAUSED = """
    2026-03-02  10w    2026-03-04T10:00  2026-03-04T16:00  2026-03-16
    2026-03-02  10w    2026-03-04T10:00  2026-03-05T10:00  2026-03-17
    2026-03-02  10w    2026-03-04T10:00  2026-03-05T00:00  2026-03-17
    2026-03-02  10w    2026-03-06T17:00  2026-03-09T09:00  2026-03-17
    2026-03-02  10w    2026-03-07T10:00  2026-03-08T10:00  2026-03-16
    2026-03-02  10w    2026-03-02T15:00  2026-03-02T16:00  2026-03-16
    2026-03-02  10w    2026-03-02T15:00  2026-03-06T09:00  2026-03-19
    2026-03-02  10w    2026-03-16T23:00  2026-03-20T09:00  2026-03-20
    2026-03-02  10w    2026-03-17T00:00  2026-03-20T09:00  2026-03-16
    2026-02-11  5w     2026-02-13T10:00  2026-02-24T09:00  2026-02-27
    2026-03-02  7c     2026-03-04T10:00  2026-03-06T10:00  2026-03-11
"""


@pytest.mark.parametrize("row", [line.split() for line in PAUSED.split("\n") if line.strip()])
def test_a_pause_takes_out_the_days_it_stands_at_their_end(row: list[str]) -> None:
    start, of, begin, end, last = row

    found = reckon(at(start), limit(of), announced(), [Pause(at(begin), at(end))])

    assert last_day(found.due_at) == last


def test_an_open_pause_keeps_the_count_open_and_says_how_much_is_left() -> None:
    found = reckon(at("2026-03-02"), limit("10w"), announced(), [Pause(at("2026-03-05"))])

    assert (found.due_at, found.yellow_at, found.left) == (None, None, 8)


def test_an_open_pause_after_the_last_counted_day_moves_nothing() -> None:
    found = reckon(at("2026-03-02"), limit("10w"), announced(), [Pause(at("2026-03-17T00:00"))])

    assert last_day(found.due_at) == "2026-03-16"


# --- halves --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "half"),
    [("20w", "10w"), ("25w", "13w"), ("1w", "1w"), ("7c", "4c"), ("24h", "12h"), ("1h", "1h")],
)
def test_half_a_limit_rounds_up_to_a_whole_day(whole: str, half: str) -> None:
    assert limit(whole).half() == limit(half)


def test_a_longer_limit_keeps_its_unit() -> None:
    assert limit("24h").longer(6) == limit("30h")


# --- what holds for every count ------------------------------------------------------------------

_instants = st.integers(0, 900_000).map(
    lambda minutes: at("2025-01-01T00:00") + timedelta(minutes=minutes)
)


@given(start=_instants, days=st.integers(1, 40))
def test_as_many_working_days_lie_in_a_count_as_its_limit_says(start: datetime, days: int) -> None:
    found = reckon(start, Limit(days), announced())

    last = date.fromisoformat(last_day(found.due_at))
    assert announced().is_working_day(last)
    assert announced().working_days(day_of(start), last) == days


@given(start=_instants, days=st.integers(1, 40))
def test_a_count_says_which_days_the_announcements_took_and_gave(
    start: datetime, days: int
) -> None:
    found = reckon(start, Limit(days), announced())

    last = date.fromisoformat(last_day(found.due_at))
    weekdays = Calendar().working_days(day_of(start), last)
    assert days == weekdays - found.off + found.made_up


@given(start=_instants, days=st.integers(1, 40))
def test_calendar_days_end_on_a_working_day_not_before_their_number(
    start: datetime, days: int
) -> None:
    found = reckon(start, Limit(days, LimitUnit.CALENDAR_DAYS), announced())

    last = date.fromisoformat(last_day(found.due_at))
    assert last >= day_of(start) + timedelta(days=days)
    assert announced().is_working_day(last)


@given(
    start=_instants, days=st.integers(1, 30), after=st.integers(0, 900), long=st.integers(0, 400)
)
def test_a_pause_never_makes_a_deadline_earlier(
    start: datetime, days: int, after: int, long: int
) -> None:
    begin = start + timedelta(hours=after)
    pause = Pause(begin, begin + timedelta(hours=long))

    plain = reckon(start, Limit(days), announced()).due_at
    paused = reckon(start, Limit(days), announced(), [pause]).due_at

    assert plain is not None
    assert paused is not None
    assert paused >= plain


@given(start=_instants, days=st.integers(1, 40))
def test_yellow_comes_after_the_start_and_before_the_end(start: datetime, days: int) -> None:
    found = reckon(start, Limit(days), announced())

    assert found.due_at is not None
    assert found.yellow_at is not None
    assert start < found.yellow_at < found.due_at


def test_a_calendar_that_knows_nothing_works_on_weekdays() -> None:
    plain = Calendar()

    assert plain.is_working_day(date(2026, 10, 1))
    assert reckon(at("2026-09-30"), limit("2w"), plain).provisional
