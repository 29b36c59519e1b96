"""Units and people as the system administrator sees them."""

from __future__ import annotations

import re

import pytest

from portal.core.ids import new_code
from portal.directory.model import Role
from portal.office.pages import HANDLERS
from tests.portal.web.conftest import Hire, Open, enter, token_of

KEEPER = (Role.SYSADMIN, "civil_affairs")


@pytest.mark.parametrize("path", ["/admin/people", "/admin/people/new", "/admin/units"])
@pytest.mark.parametrize("role", [Role.CLERK, Role.HANDLER, Role.SUPERVISOR, Role.AUDITOR])
async def test_only_the_system_administrator_looks_after_people_and_units(
    opened: Open, hired: Hire, path: str, role: Role
) -> None:
    person, keeper = await hired(role), await hired(*KEEPER)
    async with opened(*HANDLERS) as client:
        await enter(client, person)
        assert (await client.get(path)).status_code == 403
        await enter(client, keeper)
        assert (await client.get(path)).status_code == 200


async def test_lists_are_searched_and_turned_page_by_page(opened: Open, hired: Hire) -> None:
    keeper = await hired(*KEEPER)
    people = {(await hired()).login for _ in range(30)}
    async with opened(*HANDLERS) as client:
        await enter(client, keeper)
        seen, there = set[str](), "/admin/people"
        while there:
            page = (await client.get(there)).text
            seen |= set(re.findall(r'data-label="账号">([^<]+)<', page))
            more = re.search(r'rel="next" href="([^"]+)"', page)
            there = more[1].replace("&amp;", "&") if more else ""
        one = (await client.get("/admin/people", params={"q": min(people)})).text
        none = (await client.get("/admin/people", params={"q": "没有这个人"})).text
        units = (
            await client.get("/admin/units", params={"q": "西湖", "kind": "intake_window"})
        ).text

        assert people <= seen
        assert one.count("<tr data-href") == 1
        assert "没有符合条件的人员" in none
        assert "西湖镇受理窗口" in units
        assert (await client.get("/admin/people?cursor=x")).status_code == 422


async def test_a_new_account_gets_a_code_that_is_shown_once(opened: Open, hired: Hire) -> None:
    keeper = await hired(*KEEPER)
    login = f"zhang.{new_code()[:8].lower()}"
    async with opened(*HANDLERS) as client:
        token = await enter(client, keeper)
        form = {"_csrf": token, "login": login, "name": "张三", "language": "zh-Hans"}
        made = await client.post("/admin/people", data=form)
        again = await client.post("/admin/people", data=form)
        wrong = await client.post("/admin/people", data={**form, "login": "X", "role": "sysadmin"})
        code = re.search(r"<strong>([^<]{20,})</strong>", made.text)
        there = re.search(r'action="(/admin/people/\w+)/reset"', made.text)

        assert made.status_code == 200
        assert code
        assert there
        assert code[1] not in (await client.get(there[1])).text
        assert again.status_code == 422
        assert "已有人使用这个账号名" in again.text
        assert wrong.status_code == 422

        client.cookies.clear()
        token = token_of((await client.get("/activate")).text)
        first = {
            "_csrf": token,
            "code": code[1],
            "new": "four plain words",
            "again": "four plain words",
        }
        assert (await client.post("/activate", data=first)).status_code == 303


async def test_an_account_is_reset_signed_out_and_disabled(opened: Open, hired: Hire) -> None:
    keeper, person = await hired(*KEEPER), await hired()
    there = f"/admin/people/{person.code}"
    async with opened(*HANDLERS) as client:
        await enter(client, person)
        theirs = {"cookie": f"lianban={client.cookies['lianban']}"}
        form = {"_csrf": await enter(client, keeper)}

        assert "激活码只显示这一次" in (await client.post(f"{there}/reset", data=form)).text
        assert (await client.get("/", headers=theirs)).status_code == 200
        assert (await client.post(f"{there}/end-sessions", data=form)).status_code == 303
        assert (await client.get("/", headers=theirs)).status_code == 303
        assert (await client.post(f"{there}/disable", data=form)).status_code == 303
        page = (await client.get(there)).text
        assert "已停用" in page
        assert "账号已停用。" in page


async def test_nobody_looks_after_his_own_account(opened: Open, hired: Hire) -> None:
    keeper = await hired(*KEEPER)
    async with opened(*HANDLERS) as client:
        form = {"_csrf": await enter(client, keeper)}
        for act in ("reset", "end-sessions", "disable"):
            answer = await client.post(f"/admin/people/{keeper.code}/{act}", data=form)
            assert answer.status_code == 403
        assert (await client.get("/admin/people/nobody")).status_code == 404


async def test_a_unit_shows_who_works_there(opened: Open, hired: Hire) -> None:
    keeper, person = await hired(*KEEPER), await hired()
    unit = person.memberships[0].unit
    async with opened(*HANDLERS) as client:
        await enter(client, keeper)
        page = (await client.get(f"/admin/units/{unit.code}")).text

        assert f'href="/admin/people/{person.code}"' in page
        assert "窗口受理员" in page
        assert (await client.get("/admin/units/nowhere")).status_code == 404
