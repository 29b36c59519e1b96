"""The first case in the browser: from the look-up through the joint meeting to its closure.

Five people at the window and in the units, five more around the meeting's table.
"""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.async_api import Page, expect

from portal.demo.first_case import story
from referrals.programmes import catalogue
from tests.journeys.conftest import Someone, Visitors, act
from tests.journeys.round_table import decide, strike_off

pytestmark = pytest.mark.journey


async def _register(clerk: Someone) -> str:
    page, told = clerk.page, story()
    await clerk.go("/cases/new")
    await page.fill("[name=phone]", "19900009999")
    await page.locator('form[action="/cases/new"] button[type=submit]').click()
    await page.get_by_role("button", name=re.compile("登记")).last.click()
    await page.wait_for_url(re.compile("/cases/new/"))
    await page.fill('[name="applicant.name"]', told["applicant"]["name"])
    await page.select_option('[name="applicant.doc_kind"]', "none")
    await _unfold(page, "applicant.no_doc_reason")
    await page.fill('[name="applicant.no_doc_reason"]', told["applicant"]["document_reason"])
    await page.fill('[name="applicant.birth_date"]', "19490301")
    await page.fill('[name="request"]', "急性心肌梗死住院，个人负担 25000 元，家庭难以承受。")
    await page.select_option('[name="channel"]', "proactive")
    for name in ("own_share", "out_of_catalogue"):
        await page.fill(f'[name="circumstances.{name}"]', told["costs"][name])
    await page.select_option('[name="circumstances.insured_group"]', "dibao")
    await page.check('[name="circumstances.insured_event"]')
    async with page.expect_response(re.compile("/cases/new/")):
        await page.click("button[name=_suggest]:not([aria-hidden])")
    await page.wait_for_load_state("networkidle")
    for code in told["needs"]:
        await page.check(f'[name=suggested][value="{code}"]')
    await page.check('[name="consent.given"]')
    await page.check('[name="consent.outward"]')
    await page.get_by_role("button", name="登记", exact=True).click()
    await page.wait_for_url(re.compile(r"/cases/500116120-"))
    return page.url.rpartition("/")[2].partition("?")[0]


async def _unfold(page: Page, name: str) -> None:
    field = page.locator(f'[name="{name}"]')
    if not await field.is_visible():
        fold = page.locator("details").filter(has=field).first
        await fold.locator("summary").first.click()


async def _send(clerk: Someone, number: str) -> None:
    page = clerk.page
    await clerk.go(f"/cases/{number}/send")
    kinds = {"转介": "outward", "转办": "transfer", "转送": "pass_up"}
    for told in story()["referrals"]:
        row = page.locator(f'input[value="{told["programme"]}"][name$=".programme"]')
        at = (await row.get_attribute("name") or "").removesuffix(".programme")
        await page.check(f'[name="{at}.take"]')
        await page.select_option(f'[name="{at}.unit"]', f"500116-{told['unit']}")
        await page.select_option(f'[name="{at}.role"]', told["role"])
        await page.select_option(f'[name="{at}.kind"]', kinds[told["kind"]])
    await page.click("button[name=_step][value=check]")
    await page.wait_for_load_state("networkidle")
    await page.click("button[name=_step][value=send]")
    await page.wait_for_url(re.compile(rf"/cases/{number}$"))


async def _complete(handler: Someone, number: str, yuan: str) -> None:
    await handler.go(f"/referrals/{number}")
    fields = {"outcome": "granted", "amounts.money": yuan, "answer": "经审核符合条件，已发放。"}
    await act(handler.page, "complete", **fields)


async def test_the_first_case_goes_from_the_window_through_the_meeting_to_its_closure_notice(
    visitors: Visitors,
) -> None:
    clerk = await (await visitors.open()).sign_in("xihu")
    desk = await (await visitors.open()).sign_in("xihu-head")
    insurer = await (await visitors.open()).sign_in("baoxian")
    medical = await (await visitors.open()).sign_in("yibao")
    lead = await (await visitors.open()).sign_in("minzheng")

    number = await _register(clerk)
    await act(clerk.page, "accept")
    await _send(clerk, number)
    sent = await _numbers(clerk.page)

    await insurer.go(f"/referrals/{sent['insurance_claim']}")
    await act(insurer.page, "accept")
    await _complete(insurer, sent["insurance_claim"], "7000")

    asked = story()["referrals"][1]["asks_return"]
    await medical.go(f"/referrals/{sent['medical_aid']}")
    await act(
        medical.page, "ask-return", code=asked["code"], basis=asked["basis"],
        suggested_unit=f"500116-{asked['suggested_unit']}",
    )  # fmt: skip
    await desk.go(f"/referrals/{sent['medical_aid']}")
    await act(desk.page, "overrule-return", reason="该项目由贵单位主管，请办理。")
    await _complete(medical, sent["medical_aid"], "4000")

    await lead.go(f"/referrals/{sent['medical_fund']}")
    await act(lead.page, "accept")
    resolution = await decide(visitors, lead, sent["medical_fund"])
    await _complete(lead, sent["medical_fund"], "3000")
    await strike_off(visitors, resolution)

    for key in sent.values():
        await clerk.go(f"/referrals/{key}")
        await act(clerk.page, "confirm", call_back="satisfied")
    await clerk.go(f"/cases/{number}")
    await act(clerk.page, "close")

    await clerk.go(f"/cases/{number}")
    await expect(clerk.page.locator("main")).to_contain_text("已办结")
    await _papers_are_there(clerk, number)


async def _numbers(page: Page) -> dict[str, str]:
    """Return the numbers of the referrals on the case's page, by programme."""
    found = {}
    for told in story()["referrals"]:
        title = catalogue.get(told["programme"]).zh
        row = page.locator("#main .line, #main li, #main tr").filter(has_text=title)
        link = row.locator('a[href^="/referrals/"]').first
        found[told["programme"]] = (await link.inner_text()).strip()
    return found


async def _papers_are_there(clerk: Someone, number: str) -> None:
    cookies = {c["name"]: c["value"] for c in await clerk.page.context.cookies()}
    for paper in ("receipt", "closure"):
        for language in ("zh-Hans", "zh-Hant", "en"):
            address = f"{clerk.address}/cases/{number}/{paper}.pdf?lang={language}"
            async with httpx.AsyncClient(cookies=cookies, timeout=30) as client:
                first, again = await client.get(address), await client.get(address)
            assert first.status_code == 200
            assert first.content.startswith(b"%PDF")
            assert first.content == again.content
