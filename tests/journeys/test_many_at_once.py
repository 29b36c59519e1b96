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


_WITHDRAW = """async (number) => {
    const page = await (await fetch(`/referrals/${number}`)).text();
    const token = /name="_csrf" value="([^"]+)"/.exec(page)[1];
    const version = /name="version" value="([^"]+)"/.exec(page)[1];
    const given = {_csrf: token, version, reason: "当事人撤回", with_all: "yes"};
    const form = new URLSearchParams(given);
    await fetch(`/referrals/${number}/withdraw`, {method: "POST", body: form});
}"""


async def test_two_of_many_fail_are_told_why_and_stay_picked_by_keys_alone(
    visitors: Visitors,
) -> None:
    handler = await (await visitors.open()).sign_in("minzheng")
    page = await handler.go("/referrals?view=to_accept")
    waiting = await page.locator("#worklist tbody tr").count()
    assert waiting >= 4
    for _ in range(waiting):
        await page.keyboard.press("j")
        await page.keyboard.press("x")
    await expect(page.locator("[data-picked-count]")).to_contain_text(str(waiting))
    await page.get_by_role("button", name="批量签收").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    numbers = await page.locator("#able-list tbody a").all_inner_texts()

    desk = await (await visitors.open()).sign_in("desk")
    for number in numbers[:2]:
        await desk.page.evaluate(_WITHDRAW, number)
    await page.get_by_role("button", name=re.compile(f"签收 {waiting} 件")).focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")

    await expect(page.locator("main")).to_contain_text(f"办成 {waiting - 2} 件，没有办成 2 件。")
    assert await faults(handler, None, Language.HANS) == []
    still = page.locator("#results [data-pick]:checked")
    assert {await each.input_value() for each in await still.all()} == set(numbers[:2])
    await page.get_by_role("button", name="重新核对仍勾选的").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_contain_text("0 件可办，2 件不可办")
