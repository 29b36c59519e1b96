"""The agenda built by keys alone, by dragging, and by two people at once."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser import violations
from tests.journeys.conftest import Someone, Visitors
from tests.journeys.keys import Keys

pytestmark = pytest.mark.journey

_ROWS = "form[data-agenda] [data-row]"


async def _building(secretary: Someone) -> str:
    """Return the address of a meeting whose agenda of two and more can be ordered."""
    page = await secretary.go("/meetings")
    links = page.locator('main a[href^="/meetings/500116-"]')
    held = [await links.nth(n).get_attribute("href") for n in range(await links.count())]
    for address in dict.fromkeys(held):
        await secretary.go(str(address))
        if await page.locator(_ROWS).count() > 1:
            return str(address)
    raise AssertionError("the demo has no agenda to build")


async def _order(page: Page) -> list[str]:
    rows: list[str] = await page.locator(_ROWS).evaluate_all("rows => rows.map(r => r.dataset.row)")
    return rows


async def test_an_agenda_is_ordered_by_keys_alone_and_each_place_is_spoken(
    visitors: Visitors,
) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    address = await _building(secretary)
    page, keys = secretary.page, Keys(secretary.page)
    before = await _order(page)
    first = before[0]
    await keys.to(f'[data-row="{first}"] [data-drag]')

    async with page.expect_response(lambda answer: answer.url.endswith("/order")):
        await keys.press("Alt+ArrowDown")
        await expect(page.locator("#say")).to_have_text(f"第 2 项，共 {len(before)} 项")

    await expect(page.locator(f'[data-row="{first}"] td').first).to_have_text("2")
    assert await _in_hand(page) == first
    moved = [before[1], first, *before[2:]]
    assert await _order(page) == moved
    assert await violations(page) == []
    await secretary.go(address)
    assert await _order(page) == moved

    await keys.to(f'button[value="{first}:up"]')
    async with page.expect_response(lambda answer: answer.url.endswith("/order")):
        await keys.press("Enter")
    await expect(page.locator(f'[data-row="{first}"] td').first).to_have_text("1")
    # Up there is no further up: the handle takes the focus, not the top of the page.
    assert await _in_hand(page) == first
    await keys.press("Alt+ArrowUp")
    await expect(page.locator("#say")).to_have_text(f"第 1 项，共 {len(before)} 项")


async def _in_hand(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.closest('[data-row]')?.dataset.row"))


async def test_minutes_of_a_row_move_the_times_of_those_beneath(visitors: Visitors) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    await _building(secretary)
    page, rows = secretary.page, secretary.page.locator(_ROWS)
    second = rows.nth(1).locator("td").nth(1)
    was = await second.inner_text()
    field = rows.nth(0).locator("[data-minutes]")
    minutes = int(await field.input_value())

    async with page.expect_response(lambda answer: answer.url.endswith("/order")):
        await field.fill(str(minutes + 15))
        await field.press("Tab")

    await expect(second).not_to_have_text(was)
    # The other forms of the page speak of the new version too.
    versions = await page.locator("#matter [name=version]").evaluate_all("f => f.map(e => e.value)")
    assert len(set(versions)) == 1


async def test_a_row_is_dragged_by_its_handle(visitors: Visitors) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    address = await _building(secretary)
    page = secretary.page
    before = await _order(page)
    handle = await page.locator(f'[data-row="{before[0]}"] [data-drag]').bounding_box()
    goal = await page.locator(f'[data-row="{before[1]}"]').bounding_box()
    assert handle
    assert goal

    async with page.expect_response(lambda answer: answer.url.endswith("/order")):
        x = handle["x"] + handle["width"] / 2
        await page.mouse.move(x, handle["y"] + handle["height"] / 2)
        await page.mouse.down()
        await page.mouse.move(x, goal["y"] + goal["height"] - 2, steps=6)
        await page.mouse.up()

    await secretary.go(address)
    assert await _order(page) == [before[1], before[0], *before[2:]]


async def test_who_was_slower_is_told_and_shown_the_order_as_it_stands(
    visitors: Visitors,
) -> None:
    first = await (await visitors.open()).sign_in("mishu")
    address = await _building(first)
    second = await (await visitors.open()).sign_in("zhaoji")
    await second.go(address)
    before = await _order(first.page)
    for someone in (first, second):
        page = someone.page
        async with page.expect_response(lambda answer: answer.url.endswith("/order")):
            await page.locator(f'[data-row="{before[0]}"] [data-drag]').press("Alt+ArrowDown")

    said = second.page.locator("#agenda [role=alert]")
    await expect(said).to_contain_text("议程已被别人改动，您的调整没有保存")
    assert await _order(second.page) == [before[1], before[0], *before[2:]]
    assert await _in_hand(second.page) == before[0]
    # What is seen now may be ordered again.
    async with second.page.expect_response(lambda answer: answer.url.endswith("/order")) as sent:
        await second.page.locator(f'[data-row="{before[0]}"] [data-drag]').press("Alt+ArrowUp")
    assert (await sent.value).status == 303


async def test_without_script_buttons_order_the_agenda(visitors: Visitors) -> None:
    scripted = await (await visitors.open()).sign_in("mishu")
    address = await _building(scripted)
    plain = await visitors.open(java_script_enabled=False)
    await plain.page.context.add_cookies(await scripted.page.context.cookies())
    page = await plain.go(address)
    keys = [await row.get_attribute("data-row") for row in await page.locator(_ROWS).all()]
    assert not await page.locator("[data-drag]").first.is_visible()

    async with page.expect_navigation():
        await page.locator(f'button[value="{keys[0]}:down"]').click()

    now = [await row.get_attribute("data-row") for row in await page.locator(_ROWS).all()]
    assert now == [keys[1], keys[0], *keys[2:]]


async def test_the_clock_of_the_item_that_is_on_runs_and_says_by_how_much_it_is_over(
    visitors: Visitors,
) -> None:
    secretary = await (await visitors.open()).sign_in("mishu")
    page = await secretary.go("/meetings?view=now")
    links = page.locator('main a[href^="/meetings/500116-"]')
    held = [await links.nth(n).get_attribute("href") for n in range(await links.count())]
    for address in dict.fromkeys(held):
        await secretary.go(str(address))
        if await page.locator("[data-clock]:not([data-still])").count():
            break
    clock = page.locator("[data-clock]")
    shown = await clock.inner_text()

    await expect(clock).not_to_have_text(shown, timeout=3000)
    await expect(page.locator("[data-over-run] .badge")).to_contain_text("超时")
    assert await violations(page) == []
