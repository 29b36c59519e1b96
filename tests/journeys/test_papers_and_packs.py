"""A topic's papers and its meeting's packs in the browser: added, put in order, bound, fetched."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from portal.core import clock
from portal.core.calendar import OFFICE
from portal.core.i18n import Language
from tests.hostile import picture
from tests.journeys.conftest import Someone, Visitors, act
from tests.journeys.test_every_page import faults
from tests.journeys.test_papers_beside_the_form import file, lines
from tests.written import written

pytestmark = pytest.mark.journey


async def _proposed(someone: Someone) -> str:
    page = await someone.go("/topics/new")
    await page.fill("[name=title]", "关于住院信息推送经费的议题")
    await page.fill("[name=question]", "经费由哪一级承担。")
    await page.fill("[name=cost]", "每年 20 万元，区级财政")
    await page.check("[name=secret]")
    await page.get_by_role("button", name="保存草稿").click()
    await page.wait_for_url(re.compile("/topics/500116-"))
    return page.url.removeprefix(someone.address)


async def _called(someone: Someone, topic: str) -> str:
    page = await someone.go("/meetings/new")
    begins = (clock.now() + timedelta(days=5)).astimezone(OFFICE)
    await page.fill("[name=title]", "住院信息推送专题会议")
    await page.fill("[name=begins_at]", begins.strftime("%Y-%m-%d %H:%M"))
    await page.fill("[name=place]", "三楼会议室")
    await page.fill("[name=chair]", "副区长")
    await page.locator("main form button[type=submit]").last.click()
    await page.wait_for_url(re.compile("/meetings/500116-"))
    meeting = page.url.removeprefix(someone.address)
    await someone.go(topic)
    await act(page, "schedule", meeting=meeting.rpartition("/")[2])
    for step in ("convene", "fix-agenda"):
        await someone.go(meeting)
        await act(page, step)
    return meeting


async def _with_two_papers(page: Page) -> None:
    form = page.locator("form[data-upload]")
    await form.locator("[name=file]").set_input_files(
        [file("汇报.pdf", written("report")), file("现场.jpg", picture(size=(73, 43)))]
    )
    await form.locator("button[type=submit]").click()
    await expect(lines(page)).to_have_count(2)


async def test_papers_are_uploaded_ordered_and_bound_into_a_pack(visitors: Visitors) -> None:
    someone = await (await visitors.open()).sign_in("mishu")
    topic, page = await _proposed(someone), someone.page
    await _with_two_papers(page)
    await page.get_by_role("button", name="下移").first.click()
    await expect(lines(page).first).to_contain_text("现场.jpg")
    await page.get_by_role("link", name="材料 2").click()
    await expect(page.locator("#viewer iframe")).to_be_visible()
    assert await faults(someone, None, Language.HANS) == []
    for step in ("submit", "check", "pool"):
        await someone.go(topic)
        await act(page, step)

    meeting = await _called(someone, topic)
    await act(page, "build-pack")
    await expect(page.locator("#packs tbody tr a").first).to_be_visible(timeout=60_000)
    assert await faults(someone, None, Language.HANS) == []

    there = await page.locator("#packs a", has_text="全册").get_attribute("href")
    answer = await page.request.get(someone.address + str(there))
    assert (await answer.body()).startswith(b"%PDF")
    narrow = await (await visitors.open(width=390, color_scheme="dark")).sign_in(
        "mishu", Language.EN
    )
    for path in (topic, meeting):
        assert await faults(narrow, path, Language.EN) == []
