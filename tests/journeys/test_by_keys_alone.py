"""The three pieces of work that fill a day, by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from portal.core.i18n import Language
from portal.demo.cast import people
from tests.journeys.conftest import Visitors
from tests.journeys.keys import Keys
from tests.journeys.test_every_page import faults

pytestmark = pytest.mark.journey

_UNITS = {"medical_aid": "medical_security", "dibao": "civil_affairs",
          "housing_aid": "housing_construction"}  # fmt: skip

# Registers, accepts and sends for people of the clerk's; what a program would do over the API.
_SEND_MANY = """async (told) => {
    const token = document.querySelector("[name=_csrf]").value;
    const post = async (path, body) => {
        const headers = {"content-type": "application/json", "x-csrf-token": token};
        const answer = await fetch("/api/v1" + path, {method: "POST", headers,
                                                      body: JSON.stringify(body)});
        if (!answer.ok) throw new Error(path + " " + await answer.text());
        return answer.json();
    };
    const keys = [];
    const one = async (person) => {
        const made = await post("/cases", {
            applicant: {name: person.name, doc_number: person.number}, request: "生活困难",
            needs: [{programme: "dibao"}], consent: {given: true, outward: true}});
        const taken = await post(`/cases/${made.number}/accept`, {version: made.version});
        const item = {programme: "dibao", unit: "500116-civil_affairs", role: "lead"};
        const sent = await post(`/cases/${made.number}/referrals`,
                                {version: taken.version, items: [item]});
        keys.push(sent.items[0].key);
    };
    for (let n = 0; n < told.length; n += 4) await Promise.all(told.slice(n, n + 4).map(one));
    return keys;
}"""
_ACCEPT = """async (keys) => {
    const token = document.querySelector("[name=_csrf]").value;
    const headers = {"content-type": "application/json", "x-csrf-token": token};
    for (const key of keys) {
        const there = `/api/v1/referrals/${key}`;
        const version = (await (await fetch(there)).json()).version;
        const body = JSON.stringify({version});
        const answer = await fetch(`${there}/accept`, {method: "POST", headers, body});
        if (!answer.ok) throw new Error(await answer.text());
    }
}"""


async def test_a_household_of_four_is_registered_and_sent_to_three_departments(
    visitors: Visitors,
) -> None:
    clerk = await (await visitors.open()).sign_in("xihu")
    page, keys, family = clerk.page, Keys(clerk.page), [*people(seed=41)][:4]

    await clerk.go("/")
    async with page.expect_navigation():
        await keys.press("n")
    await _look_up(page, keys, family[0].number, family[0].name)
    await keys.follow('form[action="/cases/new/begin"] button')
    await _household(page, keys, family)
    await _needs(page, keys)
    await keys.send()
    await page.wait_for_url(re.compile(r"/cases/500116120-"))
    await expect(page.locator("main")).to_contain_text(family[3].name)

    await keys.unfold("#act-accept")
    await keys.to("#act-accept button")
    await keys.send()
    await keys.follow('a[href$="/send"]')
    await _send(page, keys)

    assert await page.locator('a.line-number[href^="/referrals/"]').count() >= 3
    for unit in ("江津区民政局", "江津区医疗保障局", "江津区住房和城乡建设委员会"):
        await expect(page.locator("main")).to_contain_text(unit)
    assert await faults(clerk, None, Language.HANS) == []


async def _look_up(page: Page, keys: Keys, number: str, name: str) -> None:
    # The number has the focus from the beginning; a reader's Enter goes on to the name.
    await page.keyboard.type(number)
    await keys.press("Enter")
    assert await page.evaluate("document.activeElement.name") == "name"
    await page.keyboard.type(name)
    async with page.expect_response(re.compile("/cases/new")):
        await keys.press("Control+Enter")
    await expect(page.locator("#found-title")).to_have_text("没有登记过")


async def _household(page: Page, keys: Keys, family: list[object]) -> None:
    if not await page.input_value('[name="applicant.name"]'):
        await keys.write("applicant.name", family[0].name)
    for index, member in enumerate(family[1:]):
        await keys.to('[name="_add"][value="members"]')
        await keys.press("Enter")
        # Whoever adds a row types at once.
        assert await page.evaluate("document.activeElement.name") == f"members.{index}.name"
        await page.keyboard.type(member.name)
        await keys.choose(f"members.{index}.relation", ("spouse", "child", "parent")[index])
        await keys.write(f"members.{index}.doc_number", member.number)
        # Enter in a field goes on to the next one: it neither sends nor takes a row away.
        await keys.press("Enter")
    assert await page.locator('[name^="members."][name$=".name"]').count() == 3


async def _needs(page: Page, keys: Keys) -> None:
    await keys.write("request", "母亲住院，收入断了，房屋成危房。")
    await keys.write("circumstances.income_per_head", "300")
    await keys.write("circumstances.own_share", "25000")
    await keys.tick('[name="circumstances.dwelling_hardship"]')
    await keys.to("button[name=_suggest]:not([tabindex])")
    async with page.expect_response(re.compile("/cases/new/")):
        await keys.press("Enter")
    await expect(page.locator('[name=suggested][value="medical_aid"]')).to_be_attached()
    offered = await page.locator("[name=suggested]").evaluate_all("all => all.map(e => e.value)")
    for code in reversed([each for each in offered if each in _UNITS]):
        await keys.tick(f'[name=suggested][value="{code}"]', back=True)
    assert await page.locator("[name=suggested]:checked").count() == 3
    await keys.tick('[name="consent.given"]')
    await keys.tick('[name="consent.outward"]')


async def _send(page: Page, keys: Keys) -> None:
    rows, wanted = page.locator('input[name$=".programme"]'), set(_UNITS)
    for n in range(await rows.count()):
        at = (await rows.nth(n).get_attribute("name") or "").removesuffix(".programme")
        code = await rows.nth(n).get_attribute("value") or ""
        if code not in wanted:
            continue
        wanted.remove(code)
        await keys.tick(f'[name="{at}.take"]')
        await keys.choose(f"{at}.unit", f"500116-{_UNITS[code]}")
        await keys.choose(f"{at}.role", "lead" if code == "dibao" else "cooperating")
    await keys.send()
    await expect(page.locator("h1")).to_have_text("核对后转办")
    await keys.to("button[name=_step][value=send]")
    async with page.expect_navigation():
        await keys.press("Enter")
    said = await page.locator("body").inner_text()
    assert not page.url.endswith("/send"), said


async def test_a_handler_returns_a_referral_and_names_the_unit(visitors: Visitors) -> None:
    clerk = await (await visitors.open()).sign_in("xihu")
    told = [{"name": each.name, "number": each.number} for each in [*people(seed=42)][:1]]
    (key,) = await clerk.page.evaluate(_SEND_MANY, told)
    handler = await (await visitors.open()).sign_in("minzheng")
    page, keys = handler.page, Keys(handler.page)

    await handler.go(f"/referrals/{key}")
    await keys.to("a.skip[href='#acts']")
    await keys.press("Enter")
    await keys.unfold("#act-ask-return")
    await keys.choose("code", "not_our_duty")
    await keys.write("basis", "职责在医保部门")
    await keys.choose("suggested_unit", "500116-medical_security")
    await keys.send()

    await expect(page.locator("main")).to_contain_text("申请退回")
    assert await faults(handler, None, Language.HANS) == []


async def test_forty_are_accepted_at_once_and_two_say_why_not(visitors: Visitors) -> None:
    clerk = await (await visitors.open()).sign_in("xihu")
    told = [{"name": each.name, "number": each.number} for each in [*people(seed=43)][:40]]
    sent = await clerk.page.evaluate(_SEND_MANY, told)
    other = await (await visitors.open()).sign_in("minzheng-head")
    handler = await (await visitors.open()).sign_in("minzheng")
    page, keys = handler.page, Keys(handler.page)

    await handler.go("/referrals?view=to_accept")
    await keys.follow('a[href*="rows=100"]')
    for key in sent:
        await keys.tick(f'[data-pick][value="{key}"]', back=await _lies_before(page, key))
    await expect(page.locator("[data-picked-count]")).to_contain_text("40")
    await keys.to('button[name=act][value="accept"]', back=True)
    async with page.expect_navigation():
        await keys.press("Enter")
    await expect(page.get_by_role("button", name="签收 40 件")).to_be_visible()

    # Meanwhile the head accepts two of them.
    await other.page.evaluate(_ACCEPT, sent[:2])
    await keys.to(".actions .btn-primary")
    async with page.expect_navigation():
        await keys.press("Enter")

    await expect(page.locator("main")).to_contain_text("办成 38 件，没有办成 2 件。")
    for key in sent[:2]:
        row = page.locator("#results tr").filter(has_text=key)
        await expect(row).to_contain_text("没有办成")
        await expect(row.locator("td").last).to_contain_text("别人已经更改了它")
    assert await faults(handler, None, Language.HANS) == []


async def _lies_before(page: Page, key: str) -> bool:
    """Return whether a row's box comes before whatever has the focus."""
    return bool(
        await page.evaluate(
            """key => {
                const box = document.querySelector(`[data-pick][value="${key}"]`);
                return Boolean(document.activeElement.compareDocumentPosition(box) & 2);
            }""",
            key,
        )
    )
