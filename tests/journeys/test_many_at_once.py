"""Many referrals at once without the mouse: walked to, picked, looked at, accepted."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from portal.core.i18n import Language
from tests.journeys.conftest import Visitors
from tests.journeys.test_every_page import faults

pytestmark = pytest.mark.journey


async def test_a_handler_accepts_several_referrals_by_keys_alone(visitors: Visitors) -> None:
    handler = await (await visitors.open()).sign_in("yibao")
    page = await handler.go("/referrals?view=to_accept")
    waiting = await page.locator("#worklist tbody tr").count()
    assert waiting >= 2

    for key in "jxjx":
        await page.keyboard.press(key)
    await expect(page.locator("[data-picked-count]")).to_contain_text("2")
    await page.get_by_role("button", name="批量签收").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert await faults(handler, None, Language.HANS) == []
    await page.get_by_role("button", name=re.compile("签收 2 件")).focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")

    await expect(page.locator("main")).to_contain_text("办成 2 件，没有办成 0 件。")
    assert await faults(handler, None, Language.HANS) == []
    await handler.go("/referrals?view=to_accept")
    assert await page.locator("#worklist tbody tr").count() == waiting - 2
