"""The clocks' truth table: programme, acts, and the date with its yellow, its lamp and its reasons.

Dates are counted by hand from the announced year 2026: off are 02-15 to 02-23, 04-04 to 04-06,
05-01 to 05-05, 09-25 to 09-27 and 10-01 to 10-07; worked are the Saturdays 02-14, 02-28, 05-09 and
10-10, and the Sunday 09-20.
"""

from __future__ import annotations

import pytest

from referrals.model import Clock, ReferralState
from tests.referrals.clockwork import ASKED, NOTICE, Row, found, holds, instant, table

# --- respond -------------------------------------------------------------------------------------


@table(
    Row("two working days where the programme says nothing else", "medical_aid", "send 03-02",
        "03-04", "03-04", "03-03T23:59 green, 03-04 yellow, 03-04T23:59 yellow, 03-05 red",
        "自 2026-03-02 09:00 送达起算 / 时限 2 个工作日 / 到 2026-03-04 24 时为止"),
    Row("over a weekend", "medical_aid", "send 03-06T17:30", "03-10", "03-10"),
    Row("a make-up Saturday before the Spring Festival counts", "dibao", "send 02-13T16:00",
        "02-24", "02-24"),
    Row("over National Day", "dibao", "send 09-30", "10-09", "10-09"),
    Row("over the turn of the year", "dibao", "send 12-31T10:00", "2027-01-04", provisional=True,
        says="该年放假安排尚未公布，为暂定日期"),
    Row("a quarter of an hours limit", "temporary_aid emergency", "send 03-06T16:30",
        "03-06T22:30", "03-06T21:00", "03-06T20:59 green, 03-06T21:00 yellow, 03-06T22:30 red",
        "签收不晚于办理时限的四分之一 / 到 2026-03-06 22:30 为止"),
    Row("a quarter of an hours limit at the turn of the year", "disaster_aid emergency",
        "send 12-31T22:00", "2027-01-01T04:00"),
)  # fmt: skip
def test_a_unit_has_to_respond(row: Row) -> None:
    holds(row, found(row, Clock.RESPOND, ReferralState.SENT))


@pytest.mark.parametrize(
    "act", ["accept", "ask_return", "put_to_meeting", "withdraw", "waive", "void"]
)
def test_the_time_to_respond_ends_with(act: str) -> None:
    row = Row("", "medical_aid", f"send 03-02, {act} 03-03T10:00", "")

    assert found(row, Clock.RESPOND).ended_at == instant("03-03T10:00")


# --- finish --------------------------------------------------------------------------------------


@table(
    Row("twenty working days", "medical_aid", "send 03-02", "03-30", "03-24",
        "03-23T23:59 green, 03-24 yellow, 03-30T23:59 yellow, 03-31 red",
        "送达起算，是否签收不影响 / 时限 20 个工作日 / 依据：社会救助暂行办法 第27–32条"
        " / 时限为未经核实的默认值"),
    Row("signed for late all the same", "medical_aid", "send 03-02, accept 03-04", "03-30"),
    Row("twenty-five over Qingming", "dibao", "send 03-02", "04-07", "03-30"),
    Row("the special procedure", "dibao special", "send 03-02", "04-28", "04-15"),
    Row("thirty from before the Spring Festival", "tekun", "send 02-13", "04-02", "03-25",
        says="其间有 6 个平日放假，不计入 / 其间有 2 个周末日调休上班，计入"),
    Row("a procedure the programme has not is the regular one", "medical_aid emergency",
        "send 03-02", "03-30"),
    Row("calendar days", "insurance_claim", "send 03-02", "04-01", "03-26",
        says="时限 30 天，当日不计"),
    Row("calendar days that end on a day off", "insurance_claim", "send 03-05", "04-07", "03-29"),
    Row("over Labour Day with its make-up Saturday", "legal_aid", "send 04-29T10:00",
        "05-12", "05-12"),
    Row("over Mid-Autumn and National Day", "social_partner", "send 09-18", "10-15", "10-13"),
    Row("up to the last day of the announced year", "legal_aid", "send 12-22", "12-31"),
    Row("into the next year", "medical_aid", "send 12-10", "2027-01-07", "2027-01-01",
        provisional=True, says="到 2027-01-07 24 时为止；该年放假安排尚未公布，为暂定日期"),
    Row("twenty-four hours over a weekend", "disaster_aid emergency", "send 03-06T16:30",
        "03-07T16:30", "03-07T10:30", "03-07T10:29 green, 03-07T10:30 yellow, 03-07T16:30 red",
        "时限 24 小时，节假日不停 / 到 2026-03-07 16:30 为止"),
    Row("twenty-four hours over the turn of the year", "temporary_aid emergency",
        "send 12-31T20:00", "2027-01-01T20:00", "2027-01-01T14:00"),
    Row("it runs while a return is asked", "medical_aid",
        "send 03-02, ask_return 03-03, overrule_return 03-05", "03-30"),
    Row("it runs in the meeting", "medical_aid",
        "send 03-02, put_to_meeting 03-04, taken_back 03-20", "03-30"),
)  # fmt: skip
def test_a_unit_has_to_finish(row: Row) -> None:
    holds(row, found(row, Clock.FINISH))


@pytest.mark.parametrize(
    "act", ["complete", "no_answer", "approve_return", "withdraw", "waive", "void"]
)
def test_the_time_to_finish_ends_with(act: str) -> None:
    row = Row("", "medical_aid", f"send 03-02, accept 03-03, {act} 03-13T10:00", "")

    assert found(row, Clock.FINISH).ended_at == instant("03-13T10:00")


@table(
    Row("asked and in on the same day takes nothing out", "medical_aid",
        f"{ASKED} 03-04T10:00, papers_in 03-04T16:00", "03-30",
        says="2026-03-04 10:00 至 2026-03-04 16:00 停表，不计入"),
    Row("asked on Friday, in on Monday takes Friday out", "medical_aid",
        f"{ASKED} 03-06T17:00, papers_in 03-09", "03-31", "03-25"),
    Row("within a weekend takes nothing out", "medical_aid",
        f"{ASKED} 03-07, papers_in 03-08T20:00", "03-30"),
    Row("ten working days out", "medical_aid",
        f"{ASKED} 03-05T10:00, papers_in 03-19", "04-14"),
    Row("asked twice", "medical_aid",
        f"{ASKED} 03-05, papers_in 03-06, ask_papers 03-10, papers_in 03-12", "04-02"),
    Row("still open", "medical_aid", f"{ASKED} 03-05T10:00", "-", "-",
        "03-20 paused, 07-01 paused", "2026-03-05 10:00 起停表 / 停表中，恢复后还余 18 天"),
    Row("begun on the last day", "medical_aid", f"{ASKED} 03-30T10:00", "-", "-",
        "03-31 paused", "恢复后还余 1 天"),
    Row("begun after the last counted day moves nothing", "medical_aid",
        f"{ASKED} 03-31T10:00", "03-30", lamps="03-31T11:00 red"),
    Row("begun while the end waits for a working day moves nothing", "insurance_claim",
        "send 03-05, ask_papers 04-07T10:00", "04-07", lamps="04-07T12:00 yellow, 04-08 red"),
    Row("an hours limit knows no pause", "disaster_aid emergency",
        "send 03-06T16:30, accept 03-06T17:00, ask_papers 03-06T18:00", "03-07T16:30",
        lamps="03-07 green, 03-07T11:00 yellow, 03-07T16:30 red"),
    Row("a public notice", "dibao", f"{NOTICE}, end_stage 03-18", "04-15"),
    Row("a public notice that is objected to stays one pause", "dibao",
        f"{NOTICE}, record_objection 03-13 stage=public_notice after_objection=yes,"
        "end_stage 03-18", "04-15"),
    Row("a public notice, and one more after an objection begun the moment it ended", "dibao",
        f"{NOTICE}, end_stage 03-18, begin_stage 03-18 stage=public_notice after_objection=yes,"
        "end_stage 03-23", "04-20"),
    Row("an appraisal", "dibao",
        "send 03-02, accept 03-03, begin_stage 03-04 stage=appraisal, end_stage 03-06", "04-09"),
    Row("papers asked while a notice runs are taken out once", "dibao",
        f"{NOTICE}, ask_papers 03-11, papers_in 03-12, end_stage 03-18", "04-15"),
)  # fmt: skip
def test_pauses_take_days_out_of_the_time_to_finish(row: Row) -> None:
    holds(row, found(row, Clock.FINISH))


_BACK = "send 03-02, accept 03-03, complete 03-20, send_back"


@table(
    Row("half after sending back", "medical_aid", f"{_BACK} 04-08", "04-22", "04-21",
        says="自 2026-04-08 09:00 重办起算 / 时限 10 个工作日 / 重办的时限为原时限的一半"),
    Row("an odd limit rounds up", "dibao",
        "send 03-02, complete 03-20, confirm 03-23, reopen 04-08", "04-27", "04-23"),
    Row("seven days make four", "legal_aid", "send 02-02, complete 02-05, send_back 03-02",
        "03-06", "03-06"),
    Row("thirty calendar days make fifteen", "insurance_claim",
        "send 02-02, complete 02-05, send_back 03-02", "03-17", "03-15"),
    Row("hours are halved", "disaster_aid emergency",
        "send 03-06T16:30, complete 03-06T20:00, send_back 03-07T08:00", "03-07T20:00",
        "03-07T17:00"),
    Row("sent back again it is half again, not a quarter", "medical_aid",
        f"{_BACK} 04-08, complete 04-10, send_back 05-06", "05-19", "05-18"),
    Row("pauses before do not count any more", "medical_aid",
        "send 03-02, ask_papers 03-03, papers_in 03-10, complete 03-20, send_back 04-08", "04-22"),
    Row("nor does an extension", "medical_aid",
        "send 03-02, grant_extension 03-19 amount=5, complete 03-20, send_back 04-08", "04-22"),
)  # fmt: skip
def test_what_is_taken_up_again_has_half_the_time(row: Row) -> None:
    holds(row, found(row, Clock.FINISH))


@table(
    Row("granted", "medical_aid",
        "send 03-02, ask_extension 03-20 amount=5, grant_extension 03-23 amount=5",
        "04-07", "03-30", says="时限 25 个工作日 / 其中 5 个工作日是批准的延期"),
    Row("asked does not stop the clock", "medical_aid",
        "send 03-02, ask_extension 03-20 amount=5", "03-30", lamps="03-31 red"),
    Row("refused", "medical_aid",
        "send 03-02, ask_extension 03-20 amount=5, refuse_extension 03-23", "03-30"),
    Row("in hours", "disaster_aid emergency",
        "send 03-06T16:30, grant_extension 03-06T18:00 amount=12", "03-08T04:30",
        "03-07T19:30", says="其中 12 小时是批准的延期"),
)  # fmt: skip
def test_an_extension_adds_to_the_limit(row: Row) -> None:
    holds(row, found(row, Clock.FINISH))


@table(
    Row("a working day before the lead", "medical_fund", "send 03-02", "03-19", "03-17",
        lead="03-20", says="配合单位须早于牵头单位一个工作日办完 / 到 2026-03-19 24 时为止"),
    Row("its own limit where that is earlier", "medical_fund", "send 03-02", "03-30", "03-24",
        lead="04-30"),
    Row("the lead ends on a Monday", "medical_fund", "send 03-02", "03-20", lead="03-23"),
    Row("the lead ends after the Spring Festival", "medical_fund", "send 02-02", "02-14", "02-13",
        lead="02-24"),
    Row("at least one day after the sending", "medical_fund", "send 03-19T15:00", "03-20", "03-20",
        lead="03-20"),
    Row("sent on the lead's last day", "medical_fund", "send 03-20T15:00", "03-23", lead="03-20"),
    Row("at the instant of a lead with an hours limit", "medical_fund", "send 03-06T16:30",
        "03-07T16:30", "03-07T10:30", lead="03-07T16:30",
        says="最迟与其同时办完 / 到 2026-03-07 16:30 为止"),
    Row("its own hours limit under a lead with a day limit", "disaster_aid emergency",
        "send 03-06T16:30", "03-07T16:30", lead="03-20"),
    Row("the lead stands still", "medical_fund", "send 03-02", "03-30", lead="stands"),
    Row("it stands still itself, yet not past the lead", "medical_fund", f"{ASKED} 03-05",
        "03-19", lead="03-20", lamps="03-19T12:00 paused, 03-20 red"),
    Row("the lead ends in the next year", "medical_fund", "send 12-14", "2027-01-04",
        lead="2027-01-05", provisional=True),
    Row("the lead ends in this year, its own limit in the next", "medical_fund", "send 12-14",
        "12-30", lead="12-31"),
    Row("half the time, and still before the lead", "medical_fund",
        "send 03-02, complete 03-06, send_back 03-09", "03-12", lead="03-13"),
)  # fmt: skip
def test_a_cooperating_unit_ends_before_the_lead(row: Row) -> None:
    holds(row, found(row, Clock.FINISH))


_MET = "send 03-02, put_to_meeting 03-09, decided 03-16T10:00 due_on=2026-04-10"


@table(
    Row("on the day it set", "medical_aid", _MET, "04-10", "04-07",
        says="由联席会议确定 / 到 2026-04-10 24 时为止"),
    Row("earlier than the limit", "medical_aid",
        "send 03-02, put_to_meeting 03-03, decided 03-04 due_on=2026-03-06", "03-06", "03-06"),
    Row("no day set", "medical_aid", "send 03-02, decided 03-16 due_on=", "03-30"),
    Row("a day set in the next year does not move, so is not provisional", "medical_aid",
        "send 12-10, decided 12-16 due_on=2027-01-08", "2027-01-08"),
    Row("an extension granted later adds to it", "medical_aid",
        f"{_MET}, grant_extension 04-03 amount=2", "04-14"),
    Row("sent back later the half limit holds again", "medical_aid",
        f"{_MET}, complete 04-09, send_back 04-20", "05-07"),
    Row("later than the lead, as the meeting wanted", "medical_fund",
        "send 03-02, decided 03-16 due_on=2026-03-27", "03-27", lead="03-20"),
)  # fmt: skip
def test_the_meeting_sets_a_date(row: Row) -> None:
    holds(row, found(row, Clock.FINISH))
