"""The working-day calendar through its pages and the API."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from portal.core import clock, db
from portal.core.ids import next_number
from portal.core.settings import Settings
from portal.directory import operations
from portal.directory.model import ChangeState, Role
from portal.directory.queries import changes, days
from portal.directory.queries.days import CHANGES
from portal.directory.tables import CalendarDay, CalendarYear, DivisionDay
from portal.jobs.tables import Job
from portal.office.api import HANDLERS as API
from portal.office.pages import HANDLERS
from tests.portal.web.conftest import Hire, Open, enter

KEEPER = (Role.SYSADMIN, "civil_affairs")
# A year nobody will announce for long.
YEAR = 2098
CSV = f"date,name,is_off_day\n{YEAR}-01-01,元旦,yes\n{YEAR}-01-04,元旦,no\n"


@pytest.fixture(autouse=True)
async def _calendar(database: Settings) -> AsyncIterator[None]:
    """What a test changes of the calendar is taken back for the tests of other files."""
    yield
    async with db.write():
        await next_number(CHANGES)
        await CalendarDay.delete().where(CalendarDay.day >= date(YEAR, 1, 1))
        await CalendarYear.delete().where(CalendarYear.year == YEAR)
        await DivisionDay.delete(force=True)
        await Job.delete().where(Job.kind.like("calendar.%"))


async def finished(code: str) -> None:
    """Let the jobs of a change come to their end."""
    going = {ChangeState.LOOKING: operations.look_on, ChangeState.COUNTING: operations.recount_on}
    while (held := await changes.change(code)).state in going:
        await going[held.state](code, at=clock.now())


async def asks(client: httpx.AsyncClient, token: str, **fields: Any) -> httpx.Response:
    form = {"_csrf": token, "year": str(YEAR), "source": "国务院办公厅通知", **fields}
    return await client.post("/admin/calendar/import", data=form)


def code_in(address: str) -> str:
    return address.rpartition("/")[2]


@pytest.mark.parametrize("path", ["/admin/calendar", "/admin/calendar/import"])
async def test_only_the_system_administrator_looks_after_the_calendar(
    opened: Open, hired: Hire, path: str
) -> None:
    async with opened(*HANDLERS) as client:
        for role in (Role.CLERK, Role.HEAD, Role.SECADMIN, Role.AUDITOR):
            await enter(client, await hired(role))
            assert (await client.get(path)).status_code == 403
        await enter(client, await hired(*KEEPER))
        assert (await client.get(path)).status_code == 200


async def test_an_arrangement_is_pasted_looked_at_and_put_in_force(
    opened: Open, hired: Hire
) -> None:
    async with opened(*HANDLERS) as client:
        token = await enter(client, await hired(*KEEPER))
        asked = await asks(client, token, csv=CSV)
        there = asked.headers["location"]
        looking = (await client.get(there)).text
        await finished(code_in(there))
        looked = (await client.get(there)).text
        nothing_yet = await days.days_of(YEAR)
        confirmed = await client.post(f"{there}/confirm", data={"_csrf": token})
        await finished(code_in(there))
        shown = (await client.get("/admin/calendar")).text

        assert asked.status_code == 303
        assert "正在查看影响" in looking
        assert "确认生效" not in looking
        assert "确认生效" in looked
        assert f"{YEAR}-10-01" in looked, "a usual day that is missing"
        assert nothing_yet == ()
        assert confirmed.status_code == 303
        assert [each.off for each in await days.days_of(YEAR)] == [True, False]
        assert f'href="/admin/calendar/years/{YEAR}"' in shown
        assert "元旦" in (await client.get(f"/admin/calendar/years/{YEAR}")).text
        assert (await client.post(f"{there}/confirm", data={"_csrf": token})).status_code == 409


async def test_what_is_wrong_is_said_by_row_and_everything_typed_stays(
    opened: Open, hired: Hire
) -> None:
    async with opened(*HANDLERS) as client:
        token = await enter(client, await hired(*KEEPER))
        pasted = await asks(client, token, csv=CSV.replace("01-04", "01-03"))
        typed = await asks(client, token, **{"days.0.day": f"{YEAR}-02-30", "days.0.name": "春节"})
        nothing = await asks(client, token)

        assert pasted.status_code == typed.status_code == nothing.status_code == 422
        assert "第 3 行" in pasted.text
        assert f"{YEAR}-01-03,元旦,no" in pasted.text
        assert 'href="#f-days-0-day"' in typed.text
        assert 'value="春节"' in typed.text


async def test_an_uploaded_table_is_read_as_spreadsheets_write_it(
    opened: Open, hired: Hire
) -> None:
    async with opened(*HANDLERS) as client:
        token = await enter(client, await hired(*KEEPER))
        form = {"_csrf": token, "year": str(YEAR), "source": "通知"}

        async def upload(data: bytes) -> httpx.Response:
            file = {"file": ("a.csv", data, "text/csv")}
            return await client.post("/admin/calendar/import", data=form, files=file)

        good = await upload(CSV.encode("gb18030"))
        wrong = await upload(CSV.replace("01-04", "01-03").encode())
        binary = await upload(b"PK\x03\x04\xff\xff\xff\x81")

        assert good.status_code == 303
        assert f"{YEAR}-01-03,元旦,no" in wrong.text, "what was uploaded can be corrected in place"
        assert binary.status_code == 422


async def test_a_row_is_added_to_the_form_without_a_script(opened: Open, hired: Hire) -> None:
    async with opened(*HANDLERS) as client:
        token = await enter(client, await hired(*KEEPER))
        page = await asks(client, token, _add="days", **{"days.0.day": f"{YEAR}-01-01"})

        assert page.status_code == 422
        assert "有 0 处" not in page.text
        assert 'name="days.1.day"' in page.text


async def test_a_divisions_own_day_is_listed_and_taken_back(opened: Open, hired: Hire) -> None:
    async with opened(*HANDLERS) as client:
        token = await enter(client, await hired(*KEEPER))
        form = {"_csrf": token, "division": "500233", "days.0.day": f"{YEAR}-07-15",
                "days.0.name": "防汛停工", "days.0.off": "yes"}  # fmt: skip
        asked = await client.post("/admin/calendar/own-days", data=form)
        there = asked.headers["location"]
        await finished(code_in(there))
        await client.post(f"{there}/confirm", data={"_csrf": token})
        await finished(code_in(there))
        listed = (await client.get("/admin/calendar")).text
        gone = {"_csrf": token, "division": "500233", "day": f"{YEAR}-07-15"}
        taken = await client.post("/admin/calendar/own-days/remove", data=gone)
        unknown = await client.post("/admin/calendar/own-days", data={**form, "division": "999999"})

        assert "防汛停工" in listed
        assert "忠县" in listed
        assert taken.status_code == 303
        assert "取消忠县的当地安排" in (await client.get(taken.headers["location"])).text
        assert unknown.status_code == 404


async def test_the_api_does_the_same(opened: Open, hired: Hire) -> None:
    async with opened(*HANDLERS, *API) as client:
        headers = {"x-csrf-token": await enter(client, await hired(*KEEPER))}

        async def post(path: str, **given: Any) -> httpx.Response:
            return await client.post(f"/api/v1{path}", json=given, headers=headers)

        asked = (await post("/calendars", year=YEAR, source="通知", csv=CSV)).json()
        await finished(asked["code"])
        looked = (await client.get(f"/api/v1/calendar-changes/{asked['code']}")).json()
        done = await post(f"/calendar-changes/{asked['code']}/confirm")
        await finished(asked["code"])
        own = (await post("/calendars/own-days", division="500233",
                          days=[{"day": f"{YEAR}-07-15", "name": "防汛停工"}])).json()  # fmt: skip
        dropped = (await post(f"/calendar-changes/{own['code']}/drop")).json()
        wrong = await post("/calendars", year=YEAR, source="通知", csv="no table")

        assert (asked["state"], looked["state"]) == ("looking", "looked")
        assert done.json()["state"] == "counting"
        assert dropped["state"] == "dropped"
        assert wrong.status_code == 422
        assert wrong.json()["errors"][0]["field"] == "csv"
        year = (await client.get(f"/api/v1/calendars/{YEAR}?division=500233")).json()
        assert [each["off"] for each in year["days"]] == [True, False]
        assert year["own"] == []


async def test_everybody_reads_the_calendar_over_the_api_and_nobody_else_changes_it(
    opened: Open, hired: Hire
) -> None:
    async with opened(*HANDLERS, *API) as client:
        headers = {"x-csrf-token": await enter(client, await hired(Role.CLERK))}
        years = (await client.get("/api/v1/calendars")).json()["items"]
        asked = await client.post("/api/v1/calendars", json={}, headers=headers)

        assert {2025, 2026} <= {each["year"] for each in years}
        assert asked.status_code == 403
        assert (await client.get("/api/v1/calendars/1999")).status_code == 404
        assert re.search(r"2026-10-10", (await client.get("/api/v1/calendars/2026")).text)
