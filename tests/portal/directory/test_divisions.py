"""The divisions of the model city, and what took the place of ended ones."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core import clock
from portal.core.errors import NotFound
from portal.directory import operations, queries
from portal.directory.model import Tier, Unit
from portal.directory.tables import Division, DivisionChange

pytestmark = pytest.mark.usefixtures("loaded")

BEFORE, AFTER = date(2025, 11, 5), date(2025, 11, 6)


async def test_the_city_has_its_districts_and_townships() -> None:
    assert await Division.count().where(Division.tier == "district") == 41
    assert await Division.count().where(Division.tier == "township") == 1031


async def test_the_change_of_2025_ends_three_districts_and_begins_one() -> None:
    before = {d.code for d in await queries.divisions(Tier.DISTRICT, on=BEFORE)}
    after = {d.code for d in await queries.divisions(Tier.DISTRICT, on=AFTER)}

    assert before - after == {"500105", "500112", "CQ-LJXQ"}
    assert after - before == {"CQ-LJQ"}


async def test_an_abolished_district_names_its_successor() -> None:
    row = (
        await DivisionChange.select()
        .where((DivisionChange.code == "500105") & (DivisionChange.kind == "abolished"))
        .first()
    )

    assert row
    assert (row["day"], row["to_code"]) == (AFTER, "CQ-LJQ")


async def test_a_township_lies_on_the_path_of_its_district() -> None:
    xihu = await queries.division("500116120")

    assert (xihu.name, xihu.path) == ("西湖镇", "/500000/500116/500116120/")
    assert (xihu.name_hant, xihu.name_en) == ("西湖鎮", "Xihu Town")


@pytest.mark.parametrize(
    ("code", "district"),
    [("500105001", "CQ-LJQ"), ("500112133", "500109"), ("500109006", "CQ-LJQ")],
)
async def test_a_township_that_changed_districts_lies_in_its_new_one(
    code: str, district: str
) -> None:
    assert (await queries.division(code)).path == f"/500000/{district}/{code}/"


async def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFound):
        await queries.division("999999")


async def test_a_township_is_served_by_its_districts_unit(bureau: Unit) -> None:
    xihu = await queries.division("500116120")

    assert await queries.unit_for("civil_affairs", xihu.path, on=AFTER) == bureau
    assert await queries.unit_for("charity", xihu.path, on=AFTER) is None


async def test_an_ended_unit_names_what_took_its_place() -> None:
    jiangbei = await queries.division("500105")
    liangjiang = await queries.division("CQ-LJQ")
    names = ("民政局", "民政局", "Civil Affairs")
    old = await operations.create_unit(
        "civil_affairs", jiangbei, names=names, by=None, at=clock.now()
    )
    new = await operations.create_unit(
        "civil_affairs", liangjiang, names=names, by=None, at=clock.now()
    )
    await operations.end_unit(old, on=AFTER, successor=new, by=None, at=clock.now())
    ended = await queries.unit_by_code("500105-civil_affairs")

    assert ended.valid_on(BEFORE)
    assert not ended.valid_on(AFTER)
    assert await queries.successor(ended) == new
    assert await queries.unit_for("civil_affairs", jiangbei.path, on=AFTER) is None


async def test_loading_again_changes_nothing() -> None:
    count = await Division.count()

    await operations.load(at=clock.now())

    assert await Division.count() == count


async def test_the_announced_years_come_from_the_arrangements() -> None:
    calendar = await queries.working_days()

    assert calendar.announced == frozenset(range(2015, 2027))
    assert calendar.is_working_day(date(2026, 2, 14))
    assert not calendar.is_working_day(date(2026, 2, 16))
