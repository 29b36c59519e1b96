"""The clocks' truth table over the turn of the year, before and after its arrangement is announced.

Nobody has announced 2027 yet; the arrangement here is invented. Off are 01-01 to 01-03 and 02-05 to
02-11, worked are the Saturdays 01-09, 01-30 and 02-13. Every date is counted by hand, in the words
beside it, and counted once more off the two lists of worked days below, which were written from a
wall calendar and know no rule: the two ways of counting have to agree with each other and with the
clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from portal.core.calendar import Calendar, Calendars, day_of, last_day
from referrals.model import Clock, Event, ReferralState
from referrals.rules.clocks import clocks, finish_limit
from referrals.rules.deadlines import Deadline
from tests.announced import announced
from tests.referrals.clockwork import acts, due, instant, setting, words

_OFF_2027 = {
    **{date(2027, 1, day): True for day in (1, 2, 3)},
    **{date(2027, 2, day): True for day in range(5, 12)},
    date(2027, 1, 9): False, date(2027, 1, 30): False, date(2027, 2, 13): False,
}  # fmt: skip
BEFORE = announced()
AFTER = Calendars(announced()).with_year(2027, _OFF_2027).common

# The days worked, month by month, as they stand on the wall.
_NOVEMBER = "2-6 9-13 16-20 23-27 30"
_DECEMBER = "1-4 7-11 14-18 21-25 28-31"
_WALL = {
    "before": {
        (2026, 11): _NOVEMBER, (2026, 12): _DECEMBER,
        (2027, 1): "1 4-8 11-15 18-22 25-29", (2027, 2): "1-5 8-12 15-19 22-26",
    },
    "after": {
        (2026, 11): _NOVEMBER, (2026, 12): _DECEMBER,
        (2027, 1): "4-9 11-15 18-22 25-30", (2027, 2): "1-4 12-13 15-19 22-26",
    },
}  # fmt: skip


def wall(which: str) -> list[date]:
    """The worked days of a wall calendar, in order."""
    found = []
    for (year, month), spans in _WALL[which].items():
        for span in spans.split():
            first, _, last = span.partition("-")
            found += [date(year, month, n) for n in range(int(first), int(last or first) + 1)]
    return found


@dataclass(frozen=True)
class Row:
    """What happened; when it is due before 2027 is announced, and after. One date stands for both.

    ``limit`` is how many worked days the hand counted, from the day of the act ``since``.
    """

    name: str
    of: str
    acts: str
    before: str
    after: str
    limit: int
    since: str = "send"
    lead: str = ""
    left: int = 0


def count(row: Row, clock: Clock, calendar: Calendar) -> Deadline:
    held = clocks(ReferralState.ACCEPTED, acts(row.acts), setting(row.of, row.lead, calendar)).get(
        clock
    )
    assert held is not None
    return held


def table(*rows: Row) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.name)


def off_the_wall(row: Row, which: str) -> date | None:
    """Count the row's days off the wall calendar; None while it stands still."""
    happened = acts(row.acts)
    start = [day_of(each.at) for each in happened if each.act == row.since][-1]
    out = _paused(happened, start)
    left = [day for day in wall(which) if day > start and day not in out]
    return left[row.limit - 1] if len(left) >= row.limit else None


def _paused(happened: tuple[Event, ...], start: date) -> set[date]:
    """The days a pause takes out: from its first to the one before its last; to the end if open."""
    ends = {"ask_papers": "papers_in", "begin_stage": "end_stage"}
    out: set[date] = set()
    for n, each in enumerate(happened):
        if each.act in ends and day_of(each.at) >= start:
            later = [e.at for e in happened[n:] if e.act == ends[each.act]]
            last = day_of(later[0]) if later else date(2027, 3, 1)
            out |= {day_of(each.at) + timedelta(days=d)
                    for d in range((last - day_of(each.at)).days)}  # fmt: skip
    return out


def holds(row: Row, clock: Clock = Clock.FINISH) -> None:
    """Assert that the hand, the wall and the clock agree, before and after."""
    for which, calendar, told in (("before", BEFORE, row.before), ("after", AFTER, row.after)):
        found = count(row, clock, calendar)
        assert found.due_at == due(told), which
        if not row.lead:
            assert last_day(found.due_at) == off_the_wall(row, which), f"{which}, off the wall"
        in_2027 = told.startswith("2027")
        assert found.provisional is (in_2027 and which == "before"), which
        assert found.left == row.left


_WAITS = "accept 12-11, ask_papers 12-28T10:00"


@table(
    # Dec 11 | 14-18 | 21-25 | 28-31 are 15. Before: Jan 1, 4-7. After: Jan 4-8.
    Row("it loses New Year's Day", "medical_aid", "send 12-10", "2027-01-07", "2027-01-08", 20),
    # Dec 7-11 | 14-18 | 21-25 | 28-31 are 19.
    Row("its last day becomes a day off", "medical_aid", "send 12-04", "2027-01-01", "2027-01-04",
        20),
    # Dec 4 | 7-11 | 14-18 | 21-25 | 28-31 are 20.
    Row("it ends with the old year", "medical_aid", "send 12-03", "12-31", "12-31", 20),
    # Before: Jan 1 | 4-8 | 11-15 | 18-22 | 25-28. After: 4-9 | 11-15 | 18-22 | 25-28.
    Row("what it loses it gains on a Saturday", "medical_aid", "send 12-31", "2027-01-28",
        "2027-01-28", 20),
    # Dec 29-31. Before: 1 | 4-8 | 11-15 | 18-22 | 25-29 | Feb 1. After: 4-9 | … | 25-30.
    Row("it ends earlier, on a Saturday made up", "dibao", "send 12-28", "2027-02-01",
        "2027-01-30", 25),
    # Dec 25 | 28-31. Before: 1 | 4-8 | 11-15 | 18-22 | 25-29 | Feb 1-4. After: 4-9 | … | Feb 1-3.
    Row("thirty days with two Saturdays made up", "tekun", "send 12-24", "2027-02-04",
        "2027-02-03", 30),
    # Dec 31. Before: 1 | 4-8 | 11-15 | 18-22 | 25-29 | Feb 1-5 | 8-10 are 30. After: 4-9 | 11-15 |
    # 18-22 | 25-30 | Feb 1-4 are 27 with Dec 31, then 12, 13 and 15.
    Row("over the Spring Festival", "tekun", "send 12-30", "2027-02-10", "2027-02-15", 30),
    # Dec 24, 25 | 28-31 are 6.
    Row("seven days", "legal_aid", "send 12-23", "2027-01-01", "2027-01-04", 7),
    # Dec 2-4 | 7-11 | 14-18 | 21-25 | 28, 29.
    Row("an extension that was only asked for", "medical_aid",
        "send 12-01, ask_extension 12-21 amount=5", "12-29", "12-29", 20),
    # … 28-31 are 22. Before: Jan 1, 4, 5. After: 4-6.
    Row("an extension that leads over the year", "medical_aid",
        "send 12-01, ask_extension 12-21 amount=5, grant_extension 12-22 amount=5",
        "2027-01-05", "2027-01-06", 25),
    # Dec 2-4 | 7-11 | 14-18 | 21-25 | 28-31 are 22; 8 more. Before: Jan 1, 4-8, 11, 12. After: 4-9,
    # 11, 12.
    Row("a longer one takes the Saturday in", "medical_aid",
        "send 12-01, grant_extension 12-31 amount=10", "2027-01-12", "2027-01-12", 30),
)  # fmt: skip
def test_a_limit_runs_over_the_turn_of_the_year(row: Row) -> None:
    holds(row)


@table(
    # Dec 31. Before: Jan 1. After: Jan 4.
    Row("the second day is New Year's", "medical_aid", "send 12-30", "2027-01-01", "2027-01-04", 2),
    Row("sent on the last day", "medical_aid", "send 12-31T17:00", "2027-01-04", "2027-01-05", 2),
    Row("sent on New Year's Day", "medical_aid", "send 2027-01-01T09:00", "2027-01-05",
        "2027-01-05", 2),
    Row("sent before the Saturday made up", "medical_aid", "send 2027-01-07T09:00", "2027-01-11",
        "2027-01-09", 2),
    Row("sent before the Spring Festival", "medical_aid", "send 2027-02-03T09:00", "2027-02-05",
        "2027-02-12", 2),
)  # fmt: skip
def test_a_unit_responds_over_the_turn_of_the_year(row: Row) -> None:
    holds(row, Clock.RESPOND)


@table(
    # Dec 11 | 14-18 | 21-25 are 11; out until Jan 4. Before: 5-8 | 11-15. After: 5-9 | 11-14.
    Row("papers asked in the old year, in in the new", "medical_aid",
        f"send 12-10, {_WAITS}, papers_in 2027-01-05T09:00", "2027-01-15", "2027-01-14", 20),
    Row("papers still out", "medical_aid", f"send 12-10, {_WAITS}", "-", "-", 20, left=9),
    # … 28-30 are 14, the 31st is out. Before: Jan 1 | 4-8. After: 4-9.
    Row("out over the night alone", "medical_aid",
        "send 12-10, ask_papers 12-31T16:00, papers_in 2027-01-01T10:00", "2027-01-08",
        "2027-01-09", 20),
    # Dec 11 | 14-18 | 21-25 | 28-31 are 15. Jan 1 is out either way: Before: 4-8. After: the same.
    Row("out over days that are off anyway", "medical_aid",
        "send 12-10, ask_papers 2027-01-01T09:00, papers_in 2027-01-03T09:00", "2027-01-08",
        "2027-01-08", 20),
    # Dec 8-11 | 16-18 | 21-25 | 28-31 are 16. Before: Jan 1, 4, 5, then 8. After: 4, 5, then 8, 9.
    Row("one pause on either side", "medical_aid",
        "send 12-07, ask_papers 12-14, papers_in 12-16, ask_papers 2027-01-06,"
        "papers_in 2027-01-08", "2027-01-08", "2027-01-09", 20),
    # Dec 2-4 | 7-11 | 14-18 | 21-25 are 18. Before and after the 4th: 4-8; then 11, 12, or 9, 11.
    Row("a public notice over the year's end", "dibao",
        "send 12-01, begin_stage 12-28 stage=public_notice, end_stage 2027-01-04", "2027-01-12",
        "2027-01-11", 25),
    # Dec 2-4 | 7-11 | 14-18 | 21-24 are 17; out from the 25th to the 6th; 7, 8 | 11-15 | 18, or 7-9
    # | 11-15.
    Row("papers, and an appraisal begun when they came", "dibao",
        "send 12-01, ask_papers 12-25, papers_in 12-30, begin_stage 12-30 stage=appraisal,"
        "end_stage 2027-01-07", "2027-01-18", "2027-01-15", 25),
    # Dec 11 | 14-18 | 21-25 | 28-31 are 15. Before: Jan 1 | 4-7, the pause comes later. After: 4-7
    # are 19, then 8 is out: 9 is the twentieth.
    Row("a pause after the last day becomes one before it", "medical_aid",
        "send 12-10, ask_papers 2027-01-08T10:00, papers_in 2027-01-09T10:00", "2027-01-07",
        "2027-01-09", 20),
    # Dec 2-4 | 7-11 | 14-18 | 21-25 | 28 are 19; out on 29-31 and on Jan 1 before; then one day.
    Row("with an extension beside it", "medical_aid",
        "send 12-01, grant_extension 12-15 amount=5, ask_papers 12-29, papers_in 2027-01-04",
        "2027-01-11", "2027-01-09", 25),
)  # fmt: skip
def test_a_pause_over_the_turn_of_the_year(row: Row) -> None:
    holds(row)


_DONE = "send 11-02, complete 11-20"


@table(
    # Half of twenty. Dec 23-25 | 28-31 are 7. Before: Jan 1, 4, 5. After: 4-6.
    Row("reopened at Christmas", "medical_aid", f"{_DONE}, confirm 11-23, reopen 12-22",
        "2027-01-05", "2027-01-06", 10, since="reopen"),
    # Before: Jan 1 | 4-8 | 11-14. After: 4-9 | 11-14.
    Row("sent back on the last day", "medical_aid", f"{_DONE}, send_back 12-31", "2027-01-14",
        "2027-01-14", 10, since="send_back"),
    # Half of twenty-five, up. Dec 31. Before: 1 | 4-8 | 11-15 | 18. After: 4-9 | 11-15 | 18.
    Row("thirteen of twenty-five", "dibao", f"{_DONE}, confirm 11-23, reopen 12-30", "2027-01-18",
        "2027-01-18", 13, since="reopen"),
    # Half of seven, up. Dec 31. Before: Jan 1, 4, 5. After: 4-6.
    Row("four of seven", "legal_aid", f"{_DONE}, send_back 12-30", "2027-01-05", "2027-01-06", 4,
        since="send_back"),
    # Dec 23-25 | 28-31 are 7. Before: 1 | 4-8 | 11, 12. After: 4-9 | 11, 12.
    Row("and an extension of five", "medical_aid",
        f"{_DONE}, send_back 12-22, grant_extension 12-30 amount=5", "2027-01-12", "2027-01-12",
        15, since="send_back"),
    # Dec 23-25 | 28, 29 are 5; out on 30, 31 and, before, Jan 1. Then 4-8.
    Row("and papers asked again", "medical_aid",
        f"{_DONE}, send_back 12-22, ask_papers 12-30, papers_in 2027-01-04", "2027-01-08",
        "2027-01-08", 10, since="send_back"),
)  # fmt: skip
def test_what_is_taken_up_again_over_the_turn_of_the_year(row: Row) -> None:
    holds(row)


@table(
    Row("before a lead that ends on Monday", "medical_fund", "send 12-14", "2027-01-01", "12-31", 0,
        lead="2027-01-04"),
    Row("before a lead that ends on Tuesday", "medical_fund", "send 12-14", "2027-01-04",
        "2027-01-04", 0, lead="2027-01-05"),
    Row("on the Saturday before the lead", "medical_fund", "send 12-14", "2027-01-08",
        "2027-01-09", 0, lead="2027-01-11"),
    Row("before a lead that ends after the Spring Festival", "medical_fund", "send 2027-01-20",
        "2027-02-11", "2027-02-04", 0, lead="2027-02-12"),
)  # fmt: skip
def test_a_cooperating_unit_ends_before_the_lead_in_either_year(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    ("happened", "before", "after"),
    [
        ("decided 12-16 due_on=2027-01-08", "2027-01-08", "2027-01-08"),
        # What is granted later counts by the calendar: 11, 12; or 9, 11.
        ("decided 12-16 due_on=2027-01-08, grant_extension 12-20 amount=2", "2027-01-12",
         "2027-01-11"),
        ("decided 12-16 due_on=", "2027-01-07", "2027-01-08"),
    ],
)  # fmt: skip
def test_a_day_the_meeting_set_does_not_move(happened: str, before: str, after: str) -> None:
    row = Row("", "medical_aid", f"send 12-10, put_to_meeting 12-11, {happened}", "", "", 0)

    told = [count(row, Clock.FINISH, calendar).due_at for calendar in (BEFORE, AFTER)]

    assert told == [due(before), due(after)]


# Thirty calendar days: Dec 2 + 30 is Jan 1, Dec 3 + 30 a Saturday, Dec 10 + 30 the Saturday made
# up; seven days of public notice from Dec 25 end on Jan 1.
@pytest.mark.parametrize(
    ("of", "happened", "clock", "before", "after"),
    [
        ("insurance_claim", "send 12-02", Clock.FINISH, "2027-01-01", "2027-01-04"),
        ("insurance_claim", "send 12-03", Clock.FINISH, "2027-01-04", "2027-01-04"),
        ("insurance_claim", "send 12-10", Clock.FINISH, "2027-01-11", "2027-01-09"),
        ("insurance_claim", "send 12-01, grant_extension 12-20 amount=10", Clock.FINISH,
         "2027-01-11", "2027-01-11"),
        ("insurance_claim", "send 2027-01-06", Clock.FINISH, "2027-02-05", "2027-02-12"),
        ("dibao", "send 12-01, begin_stage 12-25 stage=public_notice", Clock.STAGE, "2027-01-01",
         "2027-01-04"),
        ("dibao", "send 12-01, begin_stage 12-28 stage=public_notice", Clock.STAGE, "2027-01-04",
         "2027-01-04"),
        ("dibao", "send 12-01, begin_stage 12-29 stage=public_notice after_objection=yes",
         Clock.STAGE, "2027-01-01", "2027-01-04"),
        # Ten working days for the papers: Dec 24, 25 | 28-31, then Jan 1, 4-6 or 4-7.
        ("medical_aid", "send 12-10, ask_papers 12-23", Clock.CLIENT_PAPERS, "2027-01-06",
         "2027-01-07"),
        # Five for the papers that follow aid given first: Jan 1, 4-7 or 4-8.
        ("temporary_aid emergency", "send 12-31T20:00", Clock.AID_PAPERS, "2027-01-07",
         "2027-01-08"),
    ],
)  # fmt: skip
def test_calendar_days_and_the_persons_clocks(
    of: str, happened: str, clock: Clock, before: str, after: str
) -> None:
    row = Row("", of, happened, "", "", 0)

    told = [count(row, clock, calendar).due_at for calendar in (BEFORE, AFTER)]

    assert told == [due(before), due(after)]


# --- emergencies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "happened", "clock", "ends"),
    [
        # Friday afternoon to Saturday afternoon, and a quarter of that.
        ("disaster_aid emergency", "send 03-06T16:30", Clock.FINISH, "03-07T16:30"),
        ("disaster_aid emergency", "send 03-06T16:30", Clock.RESPOND, "03-06T22:30"),
        ("disaster_aid emergency", "send 03-06T23:59", Clock.FINISH, "03-07T23:59"),
        ("temporary_aid emergency", "send 03-07T10:00", Clock.FINISH, "03-08T10:00"),
        ("temporary_aid emergency", "send 03-08T08:15", Clock.FINISH, "03-09T08:15"),
        ("temporary_aid emergency", "send 03-08T20:00", Clock.RESPOND, "03-09T02:00"),
        # Over National Day and over the turn of the year.
        ("disaster_aid emergency", "send 10-01T00:30", Clock.FINISH, "10-02T00:30"),
        ("disaster_aid emergency", "send 12-31T20:00", Clock.FINISH, "2027-01-01T20:00"),
        ("disaster_aid emergency", "send 12-31T22:00", Clock.RESPOND, "2027-01-01T04:00"),
        # Papers asked on a Saturday stop nothing; twelve hours more were granted.
        ("disaster_aid emergency", "send 03-06T16:30, ask_papers 03-07T09:00", Clock.FINISH,
         "03-07T16:30"),
        ("disaster_aid emergency", "send 03-06T16:30, grant_extension 03-07T10:00 amount=12",
         Clock.FINISH, "03-08T04:30"),
        # Sent back on Sunday: half of the hours.
        ("disaster_aid emergency",
         "send 03-06T16:30, complete 03-07T10:00, send_back 03-08T09:00", Clock.FINISH,
         "03-08T21:00"),
        ("disaster_aid emergency",
         "send 03-06T16:30, complete 03-07T10:00, send_back 03-08T09:00", Clock.NEED,
         "03-07T16:30"),
    ],
)  # fmt: skip
def test_an_emergency_knows_no_weekend_and_is_never_provisional(
    of: str, happened: str, clock: Clock, ends: str
) -> None:
    row = Row("", of, happened, "", "", 0)

    for calendar in (BEFORE, AFTER):
        found = count(row, clock, calendar)
        assert found.due_at == instant(ends)
        assert not found.provisional


def test_a_limit_of_hours_is_what_the_emergencies_above_have() -> None:
    assert finish_limit(setting("disaster_aid emergency")).amount == 24


# --- the need over two returns -------------------------------------------------------------------

_FIRST = "send 12-10, ask_return 12-11, approve_return 12-14"
_SECOND = "send 12-14, ask_return 12-15, approve_return 12-16"
_LONG = "send 12-16, accept 12-17, ask_papers 12-28, papers_in 2027-01-05"


@pytest.mark.parametrize(
    ("histories", "before", "after"),
    [
        # As if the first unit had kept it: Jan 7, or 8.
        ([_FIRST, _SECOND, "send 12-16"], "2027-01-07", "2027-01-08"),
        # Eleven days by the 25th; the third unit's pause counts for the person too.
        ([_FIRST, _SECOND, _LONG], "2027-01-15", "2027-01-14"),
        # The first unit's pause on 2 and 3 December: Dec 4 | 7-11 | 14-18 | 21-25 | 28-31.
        (["send 12-01, ask_papers 12-02, papers_in 12-04, ask_return 12-07, approve_return 12-08",
          "send 12-08, ask_return 12-09, approve_return 12-10", "send 12-10"], "12-31", "12-31"),
        # Answered on the 21st, taken up again on the 30th by the third unit: Dec 11 | 14-18 are 6,
        # 21-29 are out, Dec 30, 31 are 8; then Jan 1 | 4-8 | 11-15 | 18, or 4-9 | 11-15 | 18.
        ([_FIRST, _SECOND, "send 12-16, complete 12-21, send_back 12-30"], "2027-01-18",
         "2027-01-18"),
    ],
)  # fmt: skip
def test_the_need_goes_on_over_two_returns_and_a_year(
    histories: list[str], before: str, after: str
) -> None:
    told = []
    for calendar in (BEFORE, AFTER):
        every = [acts(each) for each in histories]
        held = clocks(
            ReferralState.ACCEPTED, every[-1], setting("medical_aid", calendar=calendar), need=every
        ).get(Clock.NEED)
        assert held is not None
        assert held.running
        told.append(held.due_at)

    assert told == [due(before), due(after)]


def test_the_third_unit_has_its_own_full_limit_beside_the_needs() -> None:
    # Dec 17, 18 | 21-25 are 7; out until Jan 4. Before: 5-8 | 11-15 | 18-21.
    # After: 5-9 | 11-15 | 18-20.
    row = Row("", "medical_aid", _LONG, "2027-01-21", "2027-01-20", 20)

    holds(row)


def test_a_date_says_that_it_is_provisional_until_its_year_is_announced() -> None:
    row = Row("", "medical_aid", "send 12-10", "", "", 0)

    assert "尚未公布，为暂定日期" in words(count(row, Clock.FINISH, BEFORE))
    said = words(count(row, Clock.FINISH, AFTER))
    assert "到 2027-01-08 24 时为止" in said
    assert "暂定" not in said
    assert "其间有 1 个平日放假，不计入" in said
