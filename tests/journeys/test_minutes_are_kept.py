"""Minutes as one types them: kept without a button, there again after the page is gone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Someone, Visitors

pytestmark = pytest.mark.journey


async def _drafting(secretary: Someone) -> str:
    """Return the address of minutes that can be written."""
    page = await secretary.go("/meetings?view=over")
    links = page.locator('main a[href^="/meetings/500116-"]')
    held = [await links.nth(n).get_attribute("href") for n in range(await links.count())]
    for address in dict.fromkeys(held):
        await secretary.go(f"{address}/minutes")
        if await page.locator('form[action$="/write"]').count():
            return f"{address}/minutes"
    raise AssertionError("the demo has no minutes to write")


async def test_what_is_typed_into_minutes_is_there_again_without_a_button(
    visitors: Visitors,
) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    address = await _drafting(secretary)
    page = secretary.page
    text = page.locator('form[action$="/write"] textarea[name=text]')
    before = await text.input_value()
    await text.press("Control+End")

    async with page.expect_response(lambda answer: "/drafts/act-write" in answer.url):
        await text.press_sequentially("（三）另行研究。")
    await secretary.go("/meetings")
    await secretary.go(address)

    await expect(text).to_have_value(f"{before}（三）另行研究。")
    # Only who writes sees it; the minutes themselves have not changed yet.
    assert "另行研究" not in await page.locator(".event-text").first.inner_text()
