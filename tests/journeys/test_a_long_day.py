"""A meeting with many topics and many units in the browser, from the notice to the bulletin.

In `make prove` it is 12 topics and 26 units; daily it is a few of each. The minutes are written,
resolved and sent round without the mouse.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from tests.journeys.conftest import Someone, Visitors
from tests.journeys.keys import Keys
from tests.journeys.large_table import CONVENER, SECRETARY, Member, seat
from tests.journeys.round_table import path, planned, take
from tests.proofs.conftest import times
from tests.serving import Served

pytestmark = [pytest.mark.journey, pytest.mark.proof]

TOPICS, UNITS = times(2, 12), times(3, 26)
_SAVED = re.compile(r"已保存")


async def test_a_meeting_goes_from_its_notice_to_the_bulletin(
    visitors: Visitors, city: Served
) -> None:
    members = seat(city.home, UNITS)
    secretary = await (await visitors.open()).sign_in(SECRETARY)
    meeting = await _planned(secretary, [await _topic(secretary, n) for n in range(1, TOPICS + 1)])
    await take(secretary, meeting, "propose-order")
    await take(secretary, meeting, "convene")

    for place, member in enumerate(members):
        await _answer(visitors, member, meeting, excused=place == len(members) - 1)
    await take(secretary, meeting, "fix-agenda")
    await _pack(secretary, meeting)
    await _sit(secretary, meeting, members[:-1])
    await _write_by_keys(secretary, meeting, members)
    for member in members[:-1]:
        await _agrees(visitors, member, f"{meeting}/minutes")
    await _issue(visitors, secretary, meeting)
    await _carry_out(visitors, secretary, members)

    page = await secretary.go("/resolutions/bulletin")
    told = page.locator("main")
    await expect(told).to_contain_text(f"应办结 {TOPICS} 项，已销号 1 项")
    await expect(page.locator("#running-list tbody tr")).to_have_count(TOPICS - 1)


async def _topic(secretary: Someone, n: int) -> str:
    """Return the address of a topic of one's own in the pool."""
    page = await secretary.go("/topics/new")
    await page.fill("[name=title]", f"关于第{n}项救助衔接的议题")
    await page.fill("[name=question]", f"第{n}项由哪一单位牵头、何时办结。")
    await page.get_by_role("button", name=re.compile("保存")).last.click()
    await page.wait_for_url(re.compile(r"/topics/500111-T-"))
    address = path(page)
    for step in ("submit", "check", "pool"):
        await take(secretary, address, step)
    return address


async def _planned(secretary: Someone, topics: list[str]) -> str:
    meeting = await planned(secretary, "社会救助工作联席会议全体会议")
    for topic in topics:
        await take(secretary, topic, "schedule", meeting=meeting.rpartition("/")[2])
    return meeting


async def _answer(visitors: Visitors, member: Member, meeting: str, *, excused: bool) -> None:
    head = await (await visitors.open()).sign_in(member.login)
    # The notice is where a unit learns of it.
    told = head.page.locator("main", has_text=meeting.rpartition("/")[2])
    await _comes(head, "/notices", told)
    if excused:
        await take(head, meeting, "excuse", reason="参加市级会议。")
    else:
        await take(head, meeting, "attend", name="某某", post="负责人")
    await head.page.context.close()


async def _pack(secretary: Someone, meeting: str) -> None:
    await take(secretary, meeting, "build-pack")
    await _comes(secretary, meeting, secretary.page.locator(f'main a[href^="{meeting}/packs/"]'))


async def _comes(someone: Someone, address: str, what: Locator) -> None:
    """Open a page until the worker has done what is looked for there."""
    for _ in range(60):
        await someone.go(address)
        if await what.count():
            return
        await someone.page.wait_for_timeout(500)
    raise AssertionError(f"it does not come: {address}")


async def _sit(secretary: Someone, meeting: str, there: list[Member]) -> None:
    await take(secretary, meeting, "begin")
    for member in there:
        await take(secretary, meeting, "present", unit=member.unit, name="某某")
    page = await secretary.go(meeting)
    rows = page.locator('form[data-agenda] [data-row], main a[href^="/topics/500111-T-"]')
    links = page.locator('main a[href^="/topics/500111-T-"]')
    assert await rows.count() >= TOPICS
    topics = {await links.nth(n).get_attribute("href") for n in range(await links.count())}
    for topic in sorted(filter(None, topics)):
        await take(secretary, topic, "record-outcome", outcome="agreed", text="会议同意。")
    await take(secretary, meeting, "conclude")


async def _write_by_keys(secretary: Someone, meeting: str, members: list[Member]) -> None:
    """Write each item, resolve something in it, and send the minutes round: keys alone."""
    page, keys = secretary.page, Keys(secretary.page)
    await secretary.go(f"{meeting}/minutes/write")
    for n in range(TOPICS):
        if n:
            async with page.expect_navigation():
                await keys.press("Alt+PageDown")
        await keys.to("#writing-form [name=text]")
        await keys.press("Control+End")
        await page.keyboard.type(f"第{n + 1}项按期办结。")
        await keys.press("Alt+4")
        await page.keyboard.type("每月通报。")
        await keys.press("Control+s")
        await expect(page.locator("[data-draft-status]").first).to_have_text(_SAVED)
        await _resolve_by_keys(keys, n, members[n % (len(members) - 1)].unit)
    await secretary.go(f"{meeting}/minutes")
    fold = 'details:has(form[action$="/circulate"])'
    await keys.unfold(fold)
    await keys.to('form[action$="/circulate"] [type=submit]')
    async with page.expect_navigation():
        await keys.press("Enter")


async def _resolve_by_keys(keys: Keys, n: int, lead: str) -> None:
    form = 'form[action$="/resolve"]'
    await keys.unfold(f"details:has({form})")
    await keys.to(f"{form} [name=text]")
    await keys.page.keyboard.type(f"第{n + 1}项由牵头单位负责，限期办结。")
    await keys.choose("lead", lead)
    await keys.send()
    await expect(keys.page.locator("#resolved")).to_contain_text(f"第{n + 1}项由牵头单位负责")


async def _agrees(visitors: Visitors, member: Member, minutes: str) -> None:
    head = await (await visitors.open()).sign_in(member.login)
    await take(head, minutes, "agree")
    await head.page.context.close()


async def _issue(visitors: Visitors, secretary: Someone, meeting: str) -> None:
    minutes = f"{meeting}/minutes"
    await take(secretary, minutes, "to-signature")
    await take(await (await visitors.open()).sign_in(CONVENER), minutes, "sign")
    await take(secretary, minutes, "issue")
    page = await secretary.go(minutes)
    await expect(page.locator(f'a[href="{minutes}.pdf"]')).to_be_visible()


async def _carry_out(visitors: Visitors, secretary: Someone, members: list[Member]) -> None:
    """Remind everybody at once; the first lead carries its matter out, until it is struck off."""
    page = await secretary.go("/resolutions")
    rows = page.locator("#resolution-list tbody tr")
    await expect(rows).to_have_count(TOPICS)
    for n in range(TOPICS):
        await rows.nth(n).locator("input[name=picked]").check()
    await page.get_by_role("button", name="催办所选").click()
    await page.fill("[name=text]", "请按期办结。")
    await page.get_by_role("button", name=f"催办 {TOPICS} 件").click()
    await expect(page.locator("#results tbody tr")).to_have_count(TOPICS)
    lead = await (await visitors.open()).sign_in(members[0].login)
    await lead.go("/resolutions")
    address = str(await lead.page.locator("#resolution-list a").first.get_attribute("href"))
    for step in ("receive", "start"):
        await take(lead, address, step)
    await take(lead, address, "report", report="已办结。")
    await take(secretary, address, "check")
    await take(await (await visitors.open()).sign_in(CONVENER), address, "strike-off")
