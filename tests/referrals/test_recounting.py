"""A change of the calendar: what would move is shown without names, and moves once confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest

from portal.core import db
from portal.core.calendar import day_of, end_of, last_day
from portal.core.errors import Invalid, Stale
from portal.core.ids import next_number
from portal.core.settings import Settings
from portal.directory import operations as directory
from portal.directory import queries
from portal.directory.arrangement import Line
from portal.directory.model import ChangeState
from portal.directory.operations import following
from portal.directory.queries.changes import Change
from portal.directory.queries.days import CHANGES
from portal.directory.tables import CalendarDay, CalendarYear, DivisionDay
from portal.jobs.tables import Job
from portal.journal.queries import of_case
from referrals import jobs
from referrals.model import Referral
from referrals.tables import ReferralRow
from tests.referrals.offices import Office, folder_of, office, on, version

assert jobs, "the referrals register what counts by the calendar"

# Nobody has announced this: New Year's Day takes its weekend, and a Saturday is made up for it.
LINES = (
    Line(2, "2027-01-01", "元旦", "yes"),
    Line(3, "2027-01-02", "元旦", "yes"),
    Line(4, "2027-01-03", "元旦", "yes"),
    Line(5, "2027-01-09", "元旦", "no"),
)
NOW = on("2026-12-15")


@pytest.fixture(scope="module")
async def here(database: Settings) -> Office:
    return await office("500120001")


@pytest.fixture(autouse=True)
async def _calendar(database: Settings) -> AsyncIterator[None]:
    """What a test changes of the calendar is taken back for the tests of other files."""
    yield
    async with db.write():
        await next_number(CHANGES)
        await CalendarDay.delete().where(CalendarDay.day >= date(2027, 1, 1))
        await CalendarYear.delete().where(CalendarYear.year == 2027)
        await DivisionDay.delete(force=True)
        await Job.delete().where(Job.kind.like("calendar.%"))


async def announced(at: datetime = NOW) -> Change:
    """The year 2027 asked for and looked through."""
    asked = await directory.ask_year(2027, "国务院办公厅通知", LINES, by=None, at=at)
    return await looked(asked.code)


async def looked(code: str) -> Change:
    held = await directory.look_on(code, at=NOW)
    while held.state is ChangeState.LOOKING:
        held = await directory.look_on(code, at=NOW)
    return held


async def in_force(code: str, at: datetime = NOW) -> Change:
    held = await directory.confirm_change(code, by=None, at=at)
    while held.state is ChangeState.COUNTING:
        held = await directory.recount_on(code, at=at)
    return held


async def due(referral: Referral) -> tuple[date | None, date | None, bool]:
    """The last day of the shown clock and of finishing, as the lists read it, and whether firm."""
    row = ReferralRow
    held = await row.select().where(row.id == referral.id).first()
    assert held
    return last_day(held["due_at"]), last_day(held["finish_due_at"]), bool(held["provisional"])


async def test_what_would_move_is_counted_by_unit_clock_and_day(here: Office) -> None:
    referral = await here.sends(on("2026-12-10"))
    await here.acts(referral, "accept", here.handler, on("2026-12-11"))
    # Twenty working days: 11, 14-18, 21-25, 28-31 December are fifteen, 1 and 4-7 January five.
    assert await due(referral) == (date(2027, 1, 7), date(2027, 1, 7), True)

    held = await announced()
    mine = [shift for shift in held.found.shifts if shift.unit.hans == here.bureau.name]

    assert held.state is ChangeState.LOOKED
    assert held.done == held.total
    assert [(last_day(s.was), last_day(s.now), s.n, s.clock) for s in mine] == [
        (date(2027, 1, 7), date(2027, 1, 8), 1, "办理时限")
    ]
    assert await due(referral) == (date(2027, 1, 7), date(2027, 1, 7), True), "only looked at"


async def test_once_confirmed_deadlines_move_become_firm_and_say_so_in_the_journal(
    here: Office,
) -> None:
    referral = await here.sends(on("2026-12-10"))
    await here.acts(referral, "accept", here.handler, on("2026-12-11"))
    before = (await folder_of(referral)).referral(referral.id)
    seen = await version(referral.case_id)

    done = await in_force((await announced()).code)

    assert done.state is ChangeState.DONE
    assert await due(referral) == (date(2027, 1, 8), date(2027, 1, 8), False)
    after = (await folder_of(referral)).referral(referral.id)
    assert (after.version, await version(referral.case_id)) == (before.version, seen), (
        "nobody's form is stale because of it"
    )
    told = [entry for entry in await of_case(referral.case_id) if entry.tag.endswith("recount")]
    assert [(e.subject_kind, e.data["clock"], e.by_id) for e in told] == [
        ("referral", "finish", None)
    ]
    assert datetime.fromisoformat(told[0].data["now"]) == end_of(date(2027, 1, 8))


async def test_the_time_to_finish_moves_under_the_clock_that_is_shown(here: Office) -> None:
    referral = await here.sends(on("2026-12-10"))

    await in_force((await announced()).code)

    assert await due(referral) == (date(2026, 12, 14), date(2027, 1, 8), False)


async def test_what_is_due_before_the_year_is_not_even_opened(here: Office) -> None:
    await here.sends(on("2026-11-02"))
    early = (await announced()).total
    await here.sends(on("2026-11-02"))

    assert (await announced()).total == early


async def test_counting_twice_moves_and_journals_nothing_more(here: Office) -> None:
    referral = await here.sends(on("2026-12-10"))
    done = await in_force((await announced()).code)
    rows = len(await of_case(referral.case_id))

    again = await directory.recount_on(done.code, at=NOW)

    assert again == done
    assert len(await of_case(referral.case_id)) == rows


async def test_counting_goes_on_where_it_stopped(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_MOVES", 2)
    sent = [await here.sends(on("2026-12-10")) for _ in range(4)]
    code = (await announced()).code
    await directory.confirm_change(code, by=None, at=NOW)

    half = await directory.recount_on(code, at=NOW, steps=1)
    assert (half.state, half.done) == (ChangeState.COUNTING, 2)
    assert await Job.exists().where((Job.kind == "calendar.recount") & (Job.key == code))

    held = half
    while held.state is ChangeState.COUNTING:
        held = await directory.recount_on(code, at=NOW)
    assert (held.done, held.total) == (half.total, half.total)
    assert {(await due(each))[1] for each in sent} == {date(2027, 1, 8)}


async def test_a_change_is_confirmed_once_and_on_what_was_looked_at(here: Office) -> None:
    first, second = await announced(), await announced()
    await directory.confirm_change(first.code, by=None, at=NOW)

    with pytest.raises(Stale):
        await directory.confirm_change(first.code, by=None, at=NOW)
    with pytest.raises(Stale):
        await directory.confirm_change(second.code, by=None, at=NOW)
    await directory.look_again(second.code, by=None, at=NOW)
    again = await looked(second.code)
    assert (await in_force(again.code)).state is ChangeState.DONE


async def test_what_was_dropped_is_never_in_force(here: Office) -> None:
    held = await announced()
    await directory.drop_change(held.code, by=None, at=NOW)

    with pytest.raises(Stale):
        await directory.confirm_change(held.code, by=None, at=NOW)
    assert not (await queries.working_days()).is_announced(date(2027, 1, 1))


async def test_the_same_arrangement_is_not_asked_for_twice(here: Office) -> None:
    await in_force((await announced()).code)

    with pytest.raises(Invalid):
        await directory.ask_year(2027, "国务院办公厅通知", LINES, by=None, at=NOW)


# --- a division's own days -----------------------------------------------------------------------


async def test_a_districts_own_day_moves_its_unit_and_its_townships_window(here: Office) -> None:
    there = await office("500151001")
    mine, other = await here.sends(on("2026-12-10")), await there.sends(on("2026-12-10"))
    flood = [Line(1, "2026-12-11", "防汛停工", "yes")]
    asked = await directory.ask_own("500120", "区政府通告", flood, by=None, at=NOW)

    await in_force((await looked(asked.code)).code)

    # Two working days from the 10th were the 11th and the 14th.
    assert ((await due(mine))[0], (await due(other))[0]) == (date(2026, 12, 15), date(2026, 12, 14))
    folder = await folder_of(mine)
    respond = folder.clocks(folder.referral(mine.id)).all[0]
    assert [own.name for own in respond.own] == ["防汛停工"]


async def test_a_day_of_the_township_is_the_windows_and_not_the_districts_unit(
    here: Office,
) -> None:
    referral = await here.sends(on("2026-12-10"))
    fair = [Line(1, "2026-12-16", "乡镇赶集", "yes")]
    asked = await directory.ask_own("500120001", "", fair, by=None, at=NOW)
    await in_force((await looked(asked.code)).code)

    folder = await folder_of(referral)

    assert not folder.calendar.is_working_day(date(2026, 12, 16))
    assert folder.calendar_of(folder.referral(referral.id)).is_working_day(date(2026, 12, 16))


async def test_a_day_of_its_own_is_taken_away_again(here: Office) -> None:
    referral = await here.sends(on("2026-12-10"))
    flood = [Line(1, "2026-12-11", "防汛停工", "yes")]
    asked = await directory.ask_own("500120", "", flood, by=None, at=NOW)
    await in_force((await looked(asked.code)).code)

    gone = await directory.ask_own_removed("500120", date(2026, 12, 11), by=None, at=NOW)
    await in_force((await looked(gone.code)).code)

    assert (await due(referral))[0] == date(2026, 12, 14)
    with pytest.raises(Invalid):
        await directory.ask_own_removed("500120", date(2026, 12, 11), by=None, at=NOW)


def test_the_day_of_the_test_is_before_what_it_changes() -> None:
    assert day_of(NOW) < date(2027, 1, 1)
