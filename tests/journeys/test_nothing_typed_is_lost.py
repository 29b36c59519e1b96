"""What is typed at the window outlives a lost network, an ended sign-in and a killed server."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from portal.demo.cast import PASSWORD
from tests.journeys.conftest import Someone, Visitors
from tests.serving import Served, serving

pytestmark = pytest.mark.journey

_SAVED = re.compile(r"草稿已保存 \d\d:\d\d")
_UNSAVED = "草稿没有存上"


@pytest.fixture(scope="module")
def own_city(demo_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demo city of one's own, whose server may be killed."""
    home = shutil.copytree(demo_city, tmp_path_factory.mktemp("lost") / "home")
    with serving(home, LIANBAN_MODE="demo") as served:
        yield served


@pytest.fixture
async def clerk(chromium: Browser, own_city: Served) -> AsyncIterator[Someone]:
    """The clerk of 西湖镇 in front of a registration that has just begun."""
    opened = Visitors(chromium, own_city.address)
    someone = await (await opened.open()).sign_in("xihu")
    page = await someone.go("/cases/new")
    await page.fill("[name=phone]", "19900005555")
    await page.locator('form[action="/cases/new"] button[type=submit]').click()
    await page.get_by_role("button", name=re.compile("登记")).last.click()
    await page.wait_for_url(re.compile("/cases/new/"))
    yield someone
    for context in opened.contexts:
        await context.close()
    assert opened.complaints == []


async def _types(page: Page, name: str, text: str) -> None:
    await page.focus(f'[name="{name}"]')
    await page.keyboard.type(text)


async def _keeps(page: Page, said: str | re.Pattern[str]) -> None:
    await page.keyboard.press("Control+s")
    await expect(page.locator("[data-draft-status]")).to_have_text(said)


async def _registers(page: Page) -> str:
    """Fill in what is still missing and register; return the case's number."""
    await page.select_option('[name="applicant.doc_kind"]', "none")
    await page.locator("summary", has_text="更多（无证件").first.click()
    await _types(page, "applicant.no_doc_reason", "证件遗失")
    await _types(page, "request", "，请求临时救助。")
    await page.locator('[name="_add"][value="needs"]').click()
    await _types(page, "needs.0.words", "急需生活费")
    await page.focus('[name="request"]')
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url(re.compile(r"/cases/500116120-"))
    return page.url.rpartition("/")[2].partition("?")[0]


def _rows(served: Served, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(served.home / "lianban.sqlite", timeout=20) as connection:
        found = connection.execute(sql).fetchall()
    connection.close()
    return found


def _cases(served: Served) -> int:
    return int(str(_rows(served, "SELECT count(*) FROM intake_case WHERE number <> ''")[0][0]))


async def test_a_lost_network_loses_nothing_that_was_typed(
    clerk: Someone, own_city: Served
) -> None:
    page, before = clerk.page, _cases(own_city)
    await _types(page, "applicant.name", "钱桂芳")
    await _keeps(page, _SAVED)

    await page.context.set_offline(True)
    await _types(page, "request", "房屋漏雨")
    await _keeps(page, re.compile(_UNSAVED))
    # Sending it now leaves the page as it is, too.
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#flashes")).to_contain_text("网络断开")
    assert await page.input_value('[name="applicant.name"]') == "钱桂芳"
    await page.context.set_offline(False)

    # It is kept without anybody asking, once the network is back; and a fresh page shows all of it.
    await expect(page.locator("[data-draft-status]")).to_have_text(_SAVED)
    await page.reload()
    assert await page.input_value('[name="request"]') == "房屋漏雨"
    await _registers(page)
    assert _cases(own_city) == before + 1


async def test_a_sign_in_that_ended_is_mended_over_the_form(
    clerk: Someone, own_city: Served
) -> None:
    page = clerk.page
    await _types(page, "applicant.name", "孙桂芳")
    _rows(own_city, "DELETE FROM session")
    await _types(page, "request", "无人照料")
    await page.keyboard.press("Control+s")
    over = page.locator("#sign-in-over")
    await expect(over).to_be_visible()
    await over.locator("[name=login]").fill("xihu")
    await over.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")

    await expect(over).to_have_count(0)
    assert await page.input_value('[name="applicant.name"]') == "孙桂芳"
    assert await page.input_value('[name="request"]') == "无人照料"
    await expect(page.locator("[data-draft-status]")).to_have_text(_SAVED)
    number = await _registers(page)
    await expect(page.locator("main")).to_contain_text("孙桂芳")
    assert number


async def test_an_ended_sign_in_noticed_on_sending_keeps_the_form(
    clerk: Someone, own_city: Served
) -> None:
    page = clerk.page
    await _types(page, "applicant.name", "周桂芳")
    await _types(page, "request", "突发火灾")
    _rows(own_city, "DELETE FROM session")
    await page.keyboard.press("Control+Enter")
    over = page.locator("#sign-in-over")
    await expect(over).to_be_visible()
    await over.locator("[name=login]").fill("xihu")
    await over.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(over).to_have_count(0)

    assert await page.input_value('[name="request"]') == "突发火灾"
    assert await _registers(page)


async def test_a_server_killed_in_between_loses_nothing_and_registers_once(
    clerk: Someone, own_city: Served
) -> None:
    page, before = clerk.page, _cases(own_city)
    await _types(page, "applicant.name", "李桂芳")
    await _keeps(page, _SAVED)

    own_city.kill()
    await _types(page, "request", "刚出院")
    await _keeps(page, re.compile(_UNSAVED))
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#flashes")).to_contain_text("网络断开")
    own_city.start()

    # Tried again by itself; then pressed twice, as people do.
    await expect(page.locator("[data-draft-status]")).to_have_text(_SAVED)
    await page.reload()
    assert await page.input_value('[name="applicant.name"]') == "李桂芳"
    assert await page.input_value('[name="request"]') == "刚出院"
    number = await _registers(page)
    assert _cases(own_city) == before + 1
    await page.go_back()
    assert number


async def test_a_form_sent_twice_at_once_registers_one_case(
    clerk: Someone, own_city: Served
) -> None:
    page, before = clerk.page, _cases(own_city)
    await _types(page, "applicant.name", "吴桂芳")
    await page.select_option('[name="applicant.doc_kind"]', "none")
    await page.locator("summary", has_text="更多（无证件").first.click()
    await _types(page, "applicant.no_doc_reason", "证件遗失")
    await _types(page, "request", "请求救助")
    await page.locator('[name="_add"][value="needs"]').click()
    await _types(page, "needs.0.words", "急需生活费")

    statuses = await page.evaluate(
        """async () => {
            const form = document.querySelector("#registration");
            const body = new URLSearchParams(new FormData(form));
            const send = () => fetch(form.action, {method: "POST", body});
            return (await Promise.all([send(), send(), send()])).map(answer => answer.status);
        }"""
    )

    assert set(statuses) == {200}
    assert _cases(own_city) == before + 1
