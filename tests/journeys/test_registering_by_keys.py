"""A registration without the mouse: Enter goes on, adds rows, and never takes anything away."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.journeys.conftest import Visitors

pytestmark = pytest.mark.journey


async def _focused(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.name"))


async def _types(page: Page, text: str, *keys: str) -> None:
    await page.keyboard.insert_text(text)
    for key in keys or ("Enter",):
        await page.keyboard.press(key)


async def _names(page: Page, people: dict[str, str]) -> None:
    """Write each member into the row that has the focus, and go on to a row for the next."""
    for n, (name, relation) in enumerate(people.items()):
        assert await _focused(page) == f"members.{n}.name"
        await _types(page, name)
        await page.select_option(f'[name="members.{n}.relation"]', relation)
        await page.select_option(f'[name="members.{n}.doc_kind"]', "none")
        await page.focus(f'[name="members.{n}.income"]')
        await page.keyboard.press("Enter")


async def test_a_household_of_four_is_registered_without_the_mouse(visitors: Visitors) -> None:
    clerk = await (await visitors.open()).sign_in("xihu")
    page = await clerk.go("/cases/new")
    await page.focus("[name=phone]")
    await _types(page, "19900004444", "Control+Enter")
    # The keys go on from what was found, once the page has put them there.
    await page.wait_for_selector("[aria-labelledby=found-title]:focus")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/cases/new/"))

    await page.focus('[name="applicant.name"]')
    await _types(page, "伍秀英")
    assert await _focused(page) == "applicant.doc_kind"
    await page.select_option('[name="applicant.doc_kind"]', "none")
    await page.focus('button[name=_add][value="members"]')
    await page.keyboard.press("Enter")
    await _names(page, {"伍大明": "spouse", "伍小军": "child", "伍小妹": "child"})
    assert await _focused(page) == "members.3.name"
    await page.focus('[name="members.3.name"] >> xpath=ancestor::*[@data-row-item]//button')
    await page.keyboard.press("Enter")
    await expect(page.locator("#members-part [data-row-item]")).to_have_count(3)

    await page.focus("[name=request]")
    await _types(page, "缺少劳动力，药费重，请求救助。", "Control+Enter")
    await page.wait_for_selector(".error-summary")
    assert await page.evaluate("document.activeElement.className") == "error-summary"
    for at in ("applicant", "members.0", "members.1", "members.2"):
        await page.focus(f'[name="{at}.no_doc_reason"]')
        await _types(page, "证件遗失")
    for n, words in enumerate(("修缮房屋", "就近就医", "孩子上学")):
        await page.focus('button[name=_add][value="needs"]')
        await page.keyboard.press("Enter")
        assert await _focused(page) == f"needs.{n}.programme"
        await page.focus(f'[name="needs.{n}.words"]')
        await page.keyboard.insert_text(words)
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url(re.compile(r"/cases/500116120-"))

    await expect(page.locator("main h1")).to_contain_text("4 口人")
    await expect(page.locator("#needs .line")).to_have_count(3)
