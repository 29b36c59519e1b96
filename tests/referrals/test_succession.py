"""A district ends: what is open goes over with its history, what comes later goes to the new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.core import clock
from portal.core.errors import NotFound, NotPossible
from portal.core.settings import Settings
from portal.directory import operations as directory
from portal.directory import queries
from portal.jobs.tables import Job
from portal.notices.tables import Notice
from referrals import jobs, operations
from referrals.queries import lists, locate
from referrals.queries.folder import open_folder
from referrals.queries.routing import routes
from tests.referrals import divided
from tests.referrals.divided import CHANGE, Divided, moment
from tests.referrals.scenes import registration

AFTER = moment(date(2025, 11, 10))


# As long as its database: set up a second time in the same one, it would meet its own people.
@pytest.fixture(scope="session")
async def district(database: Settings) -> Divided:
    """The district with a request in hand, its units ended, everything carried over."""
    held = await divided.set_up("500105003", "medical_security")
    await held.end_units(moment(date(2025, 11, 4)))
    await directory.redraw(at=AFTER)
    await jobs.unit_ended(held.units["old bureau"].id, at=AFTER)
    return held


def _keys(page: Any) -> list[str]:
    return [each.key for each in page.items]


async def test_an_open_case_goes_over_with_number_history_and_clocks(district: Divided) -> None:
    case, referral = await district.as_it_stands()
    was = district.referral

    assert (case.number, referral.number) == (district.case.number, was.number)
    assert referral.unit_id == district.units["new bureau"].id
    assert (case.division_path, referral.state) == ("/500000/CQ-LJQ/500105003/", was.state)
    assert (referral.due_at, referral.yellow_at, referral.finish_due_at) == (
        was.due_at, was.yellow_at, was.finish_due_at,
    )  # fmt: skip
    tags = [each.tag for each in (await open_folder(case.id)).entries]
    assert tags[:3] == ["case:register", "case:accept", "referral:send"]
    assert tags.count("referral:carry") == 1
    assert tags.count("case:carry") == 1


async def test_the_new_district_works_on_it_and_reads_its_history(
    district: Divided, entering: Any
) -> None:
    handler, supervisor = district.people["new handler"], district.people["new supervisor"]
    listed = await lists.referrals(handler, lists.Wanted(), at=AFTER)
    cases = await lists.cases(supervisor, lists.Wanted(), at=AFTER)
    visit = await entering(handler)
    page = await visit.sees(f"/referrals/{district.referral.key}")

    assert district.referral.key in _keys(listed)
    assert district.case.key in _keys(cases)
    assert "原单位撤并，由接续单位接办" in page
    assert "签收" in page
    offered = (await visit.reads(f"/referrals/{district.referral.key}"))["actions"]
    assert "complete" in {each["name"] for each in offered}


async def test_the_old_district_loses_the_acts_and_its_department_still_reads_the_case(
    district: Divided,
) -> None:
    handler, supervisor = district.people["old handler"], district.people["old supervisor"]

    with pytest.raises(NotFound):
        await locate.referral(district.referral.key, handler, at=AFTER)
    with pytest.raises(NotFound):
        await locate.case(district.case.key, supervisor, at=AFTER)
    assert await locate.case(district.case.key, handler, at=AFTER) == district.case.id


async def test_the_window_that_stayed_keeps_its_case(district: Divided) -> None:
    clerk = await queries.person(district.people["clerk"].id, on=CHANGE)

    page = await lists.cases(clerk, lists.Wanted(), at=AFTER)

    assert district.case.key in _keys(page)
    assert clerk.memberships[0].unit.division_path == "/500000/CQ-LJQ/500105003/"


async def test_carrying_over_again_changes_nothing(district: Divided) -> None:
    before = await open_folder(district.case.id)

    done = await operations.carry_over(at=AFTER + timedelta(days=1))
    moved = await directory.redraw(at=AFTER + timedelta(days=1))

    assert await open_folder(district.case.id) == before
    assert (done.referrals, done.cases, moved) == ({}, {}, 0)


async def test_the_new_units_are_told_once_how_much_came(district: Divided) -> None:
    handler = district.people["new handler"]

    told = await Notice.select().where(
        (Notice.person_id == handler.id) & (Notice.kind == "referral:carry")
    )

    assert len(told) == 1


async def test_the_end_of_a_unit_leaves_a_job_for_its_last_midnight(district: Divided) -> None:
    code = district.units["old bureau"].code

    row = await Job.select().where((Job.kind == "directory.unit_ended") & (Job.key == code)).first()

    assert row
    assert row["due_at"] == moment(CHANGE, 0)


async def test_a_request_opened_later_reaches_the_successors_units(
    district: Divided, entering: Any
) -> None:
    clerk = await queries.person(district.people["clerk"].id, on=CHANGE)
    at = clock.now() - timedelta(minutes=5)
    case = await operations.register(registration(), by=clerk, at=at)
    visit = await entering(clerk)
    await visit.acts(f"/cases/{case.key}", "accept")
    held = await routes(["medical_aid"], case.division_path, on=clock.office_day(at))
    page = await visit.sees(f"/cases/{case.key}/send?programme=medical_aid")
    with pytest.raises(NotPossible) as refused:
        await divided.send(case, district.units["old bureau"], by=clerk, at=clock.now())
    sent = await divided.send(case, district.units["new bureau"], by=clerk, at=clock.now())
    worklist = await lists.referrals(
        district.people["new handler"], lists.Wanted(view="to_accept"), at=clock.now()
    )

    assert case.division_path == "/500000/CQ-LJQ/500105003/"
    assert held["medical_aid"].unit == await queries.unit_by_code("CQ-LJQ-medical_security")
    assert page
    assert district.units["new bureau"].name in str(refused.value.sentence)
    assert sent.key in _keys(worklist)


async def test_before_the_change_the_old_units_serve_by_the_same_question(
    district: Divided,
) -> None:
    then = await queries.division_on(district.street, on=CHANGE - timedelta(days=1))

    before = await routes(["medical_aid"], then.path, on=CHANGE - timedelta(days=1))
    after = await routes(["medical_aid"], then.path, on=CHANGE)

    assert before["medical_aid"].unit
    assert before["medical_aid"].unit.code == "500105-medical_security"
    assert after["medical_aid"].unit
    assert after["medical_aid"].unit.code == "CQ-LJQ-medical_security"
