"""Minutes written live by keys alone: saved as typed, over a lost network, from two pages."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.journeys.conftest import Someone, Visitors

pytestmark = pytest.mark.journey

_SAVED = re.compile(r"已保存")


async def _writing(secretary: Someone) -> str:
    """Return the address of the writing page of minutes that are drafted; it is open then."""
    page = await secretary.go("/meetings?view=over")
    links = page.locator('main a[href^="/meetings/500116-"]')
    held = [await links.nth(n).get_attribute("href") for n in range(await links.count())]
    for address in dict.fromkeys(held):
        await secretary.go(f"{address}/minutes/write")
        if await page.locator("#writing-form").count():
            return f"{address}/minutes/write"
    raise AssertionError("the demo has no minutes to write")


async def _to_text(page: Page) -> None:
    """Walk to the text by keys."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement?.name") == "text":
            break
    await page.keyboard.press("Control+End")


async def test_text_and_phrases_are_typed_by_keys_and_saved_without_a_button(
    visitors: Visitors,
) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    address = await _writing(secretary)
    page = secretary.page
    text, status = page.locator("#writing-form [name=text]"), page.locator("[data-draft-status]")
    await _to_text(page)

    await page.keyboard.type("抓紧办理。")
    await page.keyboard.press("Alt+4")
    await page.keyboard.type("每月通报。")
    # Where a phrase leaves a gap, the next word goes into it.
    await page.keyboard.press("Alt+7")
    await page.keyboard.type("区民政局")
    await page.keyboard.press("Control+End")
    await expect(status.first).to_have_text(_SAVED)
    await page.keyboard.type("从本月起。")
    await page.keyboard.press("Control+s")
    await expect(status.first).to_have_text(_SAVED)
    item = re.search(r"items/(\d+)", str(await page.get_attribute("#writing-form", "data-api")))
    assert item
    await secretary.go(f"{address}?item={item[1]}")

    await expect(text).to_have_value(
        re.compile("抓紧办理。会议要求，每月通报。由区民政局牵头，…配合，于…前办结。从本月起。$")
    )


async def test_what_is_typed_without_network_arrives_when_it_is_back(visitors: Visitors) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    await _writing(secretary)
    page = secretary.page
    status = page.locator("#writing-form [data-draft-status]")
    await _to_text(page)

    await page.context.set_offline(True)
    await page.keyboard.type("断网时写的。")
    await page.keyboard.press("Control+s")
    await expect(status).to_contain_text("没有存上")
    await page.context.set_offline(False)

    await expect(status).to_have_text(_SAVED)
    await page.reload()
    await expect(page.locator("#writing-form [name=text]")).to_have_value(
        re.compile("断网时写的。$")
    )


async def test_two_pages_of_one_item_write_into_one_text(visitors: Visitors) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    address = await _writing(secretary)
    await _to_text(secretary.page)
    await secretary.page.keyboard.type("甲写的。")
    await secretary.page.keyboard.press("Control+s")
    await expect(secretary.page.locator("#writing-form [data-draft-status]")).to_have_text(_SAVED)
    item = re.search(
        r"items/(\d+)", str(await secretary.page.get_attribute("#writing-form", "data-api"))
    )
    assert item
    other = await (await visitors.open()).sign_in("mishu")
    # Of one person's two pages the newer one writes; the older one's words go together with it.
    await other.go(f"{address}?item={item[1]}")
    await _to_text(other.page)
    await other.page.keyboard.type("\n乙写的。")
    await other.page.keyboard.press("Control+s")
    await expect(other.page.locator("#writing-form [data-draft-status]")).to_have_text(_SAVED)
    await secretary.page.keyboard.press("Control+Home")
    await secretary.page.keyboard.type("首先。")
    await secretary.page.keyboard.press("Control+s")

    text = secretary.page.locator("#writing-form [name=text]")
    await expect(text).to_have_value(re.compile("^首先。.*乙写的。$", re.S))
