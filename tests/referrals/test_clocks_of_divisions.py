"""The clocks where a division has days of its own.

The district stood under water on Wednesday and Thursday, 15 and 16 July 2026, and makes up on
Saturday the 18th. One of its townships worked on the 16th all the same, and has a holiday of its
own on Monday the 20th. The unit counts by the district, the window by the township; all dates are
counted by hand.
"""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.calendar import Calendars, OwnDay
from referrals.model import CaseState, Clock, ReferralState
from referrals.programmes import catalogue
from referrals.rules.clocks import clocks
from referrals.rules.deadlines import Deadline
from referrals.rules.desk import desk_clock
from tests.announced import announced
from tests.referrals.clockwork import acts, due, instant, setting, words
from tests.referrals.world import case

DISTRICT, TOWNSHIP = "/500000/500116/", "/500000/500116/500116120/"
_OWN = {
    DISTRICT: (
        OwnDay(date(2026, 7, 15), off=True, name="防汛停工"),
        OwnDay(date(2026, 7, 16), off=True, name="防汛停工"),
        OwnDay(date(2026, 7, 18), off=False, name="补班"),
    ),
    TOWNSHIP: (
        OwnDay(date(2026, 7, 16), off=False, name="照常办公"),
        OwnDay(date(2026, 7, 20), off=True, name="建镇纪念日"),
    ),
}
_HELD = Calendars(announced(), _OWN)


def count(
    of: str, happened: str, clock: Clock, state: str = "accepted", lead: str = "", *, own: bool
) -> Deadline:
    held = _HELD if own else Calendars(announced())
    by = setting(of, lead, held.of(DISTRICT), held.of(TOWNSHIP))
    found = clocks(ReferralState(state), acts(happened), by).get(clock)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("of", "happened", "clock", "elsewhere", "here"),
    [
        # 15, 16 | 17, 18.
        ("medical_aid", "send 07-14", Clock.RESPOND, "07-16", "07-18"),
        ("medical_aid", "send 07-16", Clock.RESPOND, "07-20", "07-18"),
        # 7-10, 13-17, 20-24, 27-31, Aug 3 | 7-10, 13, 14, 17, 18, 20-24, 27-31, Aug 3, 4.
        ("medical_aid", "send 07-06", Clock.FINISH, "08-03", "08-04"),
        # The 18th gives one of the two days back; papers asked on it take it out again.
        ("medical_aid", "send 07-06, ask_papers 07-18T10:00, papers_in 07-20", Clock.FINISH,
         "08-03", "08-05"),
        # Out from the 14th to the 17th at nine: that takes 14-16 out, two of which were off here.
        ("medical_aid", "send 07-06, ask_papers 07-14, papers_in 07-17", Clock.FINISH, "08-06",
         "08-05"),
        # Half the limit after a sending back on the 13th: 14-17, 20-24, 27 | 14, 17, 18, 20-24,
        # 27, 28.
        ("medical_aid", "send 06-01, complete 06-15, send_back 07-13", Clock.FINISH, "07-27",
         "07-28"),
        # Seven calendar days end on the 15th; the next day worked is the 17th.
        ("dibao", "send 07-06, begin_stage 07-08 stage=public_notice", Clock.STAGE, "07-15",
         "07-17"),
        # They end on Saturday the 18th: elsewhere a day off, worked here.
        ("dibao", "send 07-06, begin_stage 07-11 stage=public_notice", Clock.STAGE, "07-20",
         "07-18"),
        # Hours ask nobody.
        ("disaster_aid emergency", "send 07-14T16:30", Clock.FINISH, "07-15T16:30",
         "07-15T16:30"),
        # The papers after aid given first: 15-17, 20, 21 | 17, 18, 20-22.
        ("temporary_aid emergency", "send 07-14T16:30", Clock.AID_PAPERS, "07-21", "07-22"),
    ],
)  # fmt: skip
def test_a_units_clocks_go_by_its_district(
    of: str, happened: str, clock: Clock, elsewhere: str, here: str
) -> None:
    told = [count(of, happened, clock, own=own).due_at for own in (False, True)]

    assert told == [due(elsewhere), due(here)]


@pytest.mark.parametrize(
    ("happened", "clock", "state", "elsewhere", "here"),
    [
        # 7-10, 13, 14, 16-18, 21-24, 27-31, Aug 3, 4.
        ("send 07-06", Clock.NEED, "accepted", "08-03", "08-04"),
        # 15-17, 20, 21 | 16-18, 21, 22.
        (
            "send 07-06, ask_papers 07-14 working_days=5",
            Clock.CLIENT_PAPERS,
            "waiting_client",
            "07-21",
            "07-22",
        ),
        ("send 07-06, ask_return 07-14", Clock.DECIDE_RETURN, "return_asked", "07-15", "07-16"),
        ("send 07-06, ask_return 07-17", Clock.DECIDE_RETURN, "return_asked", "07-20", "07-18"),
        # 20-22 | 18, 21, 22.
        ("send 07-06, complete 07-17", Clock.CONFIRM, "completed", "07-22", "07-22"),
        ("send 07-06, complete 07-14", Clock.CONFIRM, "completed", "07-17", "07-18"),
    ],
)
def test_the_persons_and_the_desks_clocks_go_by_the_window(
    happened: str, clock: Clock, state: str, elsewhere: str, here: str
) -> None:
    told = [count("medical_aid", happened, clock, state, own=own).due_at for own in (False, True)]

    assert told == [due(elsewhere), due(here)]


@pytest.mark.parametrize(
    ("state", "since", "elsewhere", "here"),
    [
        # Five days: 14-17, 20 | 14, 16-18, 21.
        ("registered", "07-13", "07-20", "07-21"),
        ("refusal_proposed", "07-14", "07-15", "07-16"),
        ("accepted", "07-17", "07-20", "07-18"),
    ],
)
def test_the_desks_clocks_on_a_case_go_by_the_window(
    state: str, since: str, elsewhere: str, here: str
) -> None:
    told = []
    for held in (Calendars(announced()), _HELD):
        clock = desk_clock(
            case(CaseState(state)), (), since=instant(since), calendar=held.of(TOWNSHIP),
            defaults=catalogue.defaults(),
        )  # fmt: skip
        assert clock is not None
        told.append(clock.due_at)

    assert told == [due(elsewhere), due(here)]


@pytest.mark.parametrize(
    ("lead", "elsewhere", "here"), [("07-17", "07-16", "07-14"), ("07-20", "07-17", "07-18")]
)
def test_a_cooperating_unit_ends_on_its_own_last_day_before_the_lead(
    lead: str, elsewhere: str, here: str
) -> None:
    told = [
        count("medical_fund", "send 07-06", Clock.FINISH, lead=lead, own=own).due_at
        for own in (False, True)
    ]

    assert told == [due(elsewhere), due(here)]


def test_the_explanation_names_the_divisions_own_days() -> None:
    said = words(count("medical_aid", "send 07-06", Clock.FINISH, own=True))

    assert "2026-07-15 当地不办公（防汛停工），不计入" in said
    assert "2026-07-18 当地照常办公（补班），计入" in said
    assert "个平日放假" not in said, "what is announced for all is said apart"
    assert "07-20" not in said, "the township's day is not the unit's"


def test_a_day_of_its_own_after_the_end_is_not_mentioned() -> None:
    assert "防汛停工" not in words(count("medical_aid", "send 07-08", Clock.RESPOND, own=True))
