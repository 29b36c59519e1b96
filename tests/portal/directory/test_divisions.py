"""The divisions of the model city, and what took the place of ended ones."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core import clock, db
from portal.core.errors import NotFound, NotPossible, Stale
from portal.core.ids import next_number
from portal.directory import operations, queries
from portal.directory.model import Tier, Unit
from portal.directory.queries.days import CHANGES
from portal.directory.tables import (
    CalendarDay,
    CalendarYear,
    DepartmentKind,
    Division,
    DivisionChange,
)

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
    township = await queries.division("500153100")

    assert await queries.unit_for("civil_affairs", township.path, on=AFTER) == bureau
    assert await queries.unit_for("charity", township.path, on=AFTER) is None


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


async def test_a_re_parented_township_lies_in_its_new_district() -> None:
    street = await queries.division("500105001")
    before = await queries.division_on("500105001", on=BEFORE)

    assert street.path == "/500000/CQ-LJQ/500105001/"
    assert await queries.division_on("500105001", on=AFTER) == street
    assert before.path == "/500000/500105/500105001/"
    assert before.parent_id == (await queries.division("500105")).id


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [("500105", 12, 0), ("500112", 30, 0), ("500109", 17, 17), ("CQ-LJQ", 0, 42),
     ("500116", 30, 30)],
)  # fmt: skip
async def test_a_district_has_the_townships_of_the_day(code: str, before: int, after: int) -> None:
    district = await queries.division(code)
    then = await queries.townships(district, on=BEFORE)
    now = await queries.townships(district, on=AFTER)

    assert (len(then), len(now)) == (before, after)
    assert all(each.path.startswith(district.path) for each in (*then, *now))


async def test_an_ended_district_leads_to_what_took_its_place() -> None:
    jiangbei, xihu = await queries.division("500105"), await queries.division("500116120")
    took = await queries.successor_division(jiangbei)

    assert took
    assert took.code == "CQ-LJQ"
    assert await queries.successor_division(xihu) is None


async def test_a_moved_township_is_served_by_its_new_districts_unit() -> None:
    kind, liangjiang = "disabled_federation", await queries.division("CQ-LJQ")
    names = ("残联", "殘聯", "Federation")
    unit = await operations.create_unit(kind, liangjiang, names=names, by=None, at=clock.now())
    now = await queries.division("500105001")
    then = await queries.division_on("500105001", on=BEFORE)

    assert await queries.unit_for(kind, now.path, on=AFTER) == unit
    assert await queries.unit_for(kind, then.path, on=BEFORE) is None


async def test_the_nearest_tier_serves_first() -> None:
    kind, names = "red_cross", ("红会", "紅會", "Red Cross")
    city, xihu = await queries.division("500000"), await queries.division("500116120")
    of_city = await operations.create_unit(kind, city, names=names, by=None, at=clock.now())

    assert await queries.unit_for(kind, xihu.path, on=AFTER) == of_city

    jiangjin = await queries.division("500116")
    own = await operations.create_unit(kind, jiangjin, names=names, by=None, at=clock.now())

    assert await queries.unit_for(kind, xihu.path, on=AFTER) == own


async def test_a_unit_ends_once_and_never_in_favour_of_itself() -> None:
    place, at = await queries.division("500103"), clock.now()
    names = ("慈善会", "慈善會", "Charity")
    unit = await operations.create_unit("charity", place, names=names, by=None, at=at)

    with pytest.raises(NotPossible):
        await operations.end_unit(unit, on=AFTER, successor=unit, by=None, at=at)
    await operations.end_unit(unit, on=AFTER, successor=None, by=None, at=at)
    with pytest.raises(Stale):
        await operations.end_unit(unit, on=BEFORE, successor=None, by=None, at=at)


async def test_every_division_has_a_name_in_three_languages_and_lies_in_another() -> None:
    rows = await Division.select()
    paths = {row["path"] for row in rows}

    assert all(row["name"] and row["name_hant"] and row["name_en"] for row in rows)
    for row in rows:
        above = row["path"].removesuffix(f"{row['code']}/")
        assert above in paths or row["tier"] == "city", row["code"]


@pytest.mark.parametrize(
    ("code", "english"),
    [("500230", "Fengdu County"), ("500108", "Nan'an District"), ("500101148", "Changling Town"),
     ("500156003", "Xiannüshan Subdistrict")],
)  # fmt: skip
async def test_names_are_romanised_as_they_are_spoken(code: str, english: str) -> None:
    assert (await queries.division(code)).name_en == english


async def test_loading_again_changes_nothing() -> None:
    async def counts() -> list[int]:
        return [
            await table.count()
            for table in (Division, DivisionChange, DepartmentKind, CalendarDay, CalendarYear)
        ]

    before = await counts()
    await operations.load(at=clock.now())

    assert await counts() == before


async def test_loading_adds_what_is_missing_and_leaves_what_was_changed() -> None:
    changed = Division.code == "500243217"
    await Division.update({Division.name_en: "Zhufo"}).where(changed)
    await Division.delete().where(Division.code == "500243213")
    await DepartmentKind.delete().where(DepartmentKind.kind == "discipline")

    await operations.load(at=clock.now())

    assert (await queries.division("500243217")).name_en == "Zhufo"
    assert (await queries.division("500243213")).path == "/500000/500243/500243213/"
    assert "discipline" in await queries.kinds()


async def test_the_announced_years_come_from_the_arrangements() -> None:
    calendar = await queries.working_days()

    assert calendar.announced == frozenset(range(2015, 2027))
    assert calendar.is_working_day(date(2026, 2, 14))
    assert not calendar.is_working_day(date(2026, 2, 16))


async def test_a_change_of_the_calendar_is_seen_at_once() -> None:
    assert not (await queries.working_days()).is_announced(date(2027, 1, 1))

    async with db.write():
        await next_number(CHANGES)
        await CalendarYear.insert(CalendarYear(year=2027, source="test"))
    assert (await queries.working_days()).is_announced(date(2027, 1, 1))

    async with db.write():
        await next_number(CHANGES)
        await CalendarYear.delete().where(CalendarYear.year == 2027)
    assert not (await queries.working_days()).is_announced(date(2027, 1, 1))


async def test_a_change_that_was_rolled_back_is_not_remembered() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.write():
            await next_number(CHANGES)
            await CalendarYear.insert(CalendarYear(year=2028, source="test"))
            assert (await queries.working_days()).is_announced(date(2028, 1, 1))
            raise ZeroDivisionError
    async with db.write():
        await next_number(CHANGES)

    assert not (await queries.working_days()).is_announced(date(2028, 1, 1))
