"""The joint meeting on a stuck referral in the browser: put to it, decided, struck off."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.async_api import Page, expect

from portal.core import clock
from portal.core.calendar import OFFICE
from tests.journeys.conftest import Someone, Visitors, act

HEADS = {"civil_affairs": "minzheng-head", "medical_security": "yibao-head",
         "insurer": "baoxian-head"}  # fmt: skip
QUESTION = "保险赔付后个人负担部分由哪一部门牵头、从哪一渠道、何时解决。"
RESOLVED = "由区医疗保障局牵头，区民政局配合，建立困难群众住院信息按日推送机制。"


async def decide(visitors: Visitors, handler: Someone, referral: str) -> str:
    """Put the referral to the meeting, hold it, issue its minutes; return the resolution's key."""
    secretary = await (await visitors.open()).sign_in("mishu")
    topic = await _put(handler, referral)
    for step in ("check", "pool"):
        await secretary.go(topic)
        await act(secretary.page, step)
    meeting = await _called(secretary, topic)
    await _held(secretary, topic, meeting)
    minutes = f"{meeting}/minutes"
    await _resolved(secretary, minutes)
    for login in HEADS.values():
        await take(await (await visitors.open()).sign_in(login), minutes, "agree")
    await take(secretary, minutes, "to-signature")
    await take(await (await visitors.open()).sign_in("zhaoji"), minutes, "sign")
    await take(secretary, minutes, "issue")
    page = await secretary.go(minutes)
    await expect(page.locator(f'a[href="{minutes}.pdf"]')).to_be_visible()
    await handler.go(f"/referrals/{referral}")
    await expect(handler.page.locator("main")).to_contain_text("办理中")
    link = page.locator('main a[href^="/resolutions/500116-R-"]').first
    return str(await link.get_attribute("href"))


async def strike_off(visitors: Visitors, resolution: str) -> None:
    """Have the resolution received, carried out by its units, checked, struck off."""
    lead = await (await visitors.open()).sign_in("yibao-head")
    for step in ("receive", "start"):
        await take(lead, resolution, step)
    other = await (await visitors.open()).sign_in("minzheng-head")
    await take(other, resolution, "cooperate", report="已明确接收信息的责任人。")
    await take(lead, resolution, "report", report="机制已建立，首批信息已推送。")
    await take(await (await visitors.open()).sign_in("mishu"), resolution, "check")
    convener = await (await visitors.open()).sign_in("zhaoji")
    await take(convener, resolution, "strike-off")
    await expect(convener.page.locator("main")).to_contain_text("已销号")


async def take(someone: Someone, address: str, step: str, **fields: str) -> None:
    """Take an act on the page of a thing."""
    await someone.go(address)
    await act(someone.page, step, **fields)


async def _put(handler: Someone, referral: str) -> str:
    """Return the address of the topic the referral became; the referral waits for it."""
    page = await handler.go(f"/referrals/{referral}/put-to-meeting")
    await page.fill("[name=title]", "关于个人负担由哪一部门牵头解决的问题")
    await page.fill("[name=question]", QUESTION)
    await page.get_by_role("button", name="提请联席会议").click()
    await page.wait_for_url(re.compile("/topics/500116-"))
    topic = path(page)
    await handler.go(f"/referrals/{referral}")
    await expect(page.locator("main")).to_contain_text("提请联席会议")
    return topic


async def planned(secretary: Someone, title: str) -> str:
    """Return the address of a meeting three days from now, planned by the form."""
    page = await secretary.go("/meetings/new")
    begins = (clock.now() + timedelta(days=3)).astimezone(OFFICE)
    await page.fill("[name=title]", title)
    await page.fill("[name=begins_at]", begins.strftime("%Y-%m-%d %H:%M"))
    await page.fill("[name=place]", "区政府3号会议室")
    await page.fill("[name=chair]", "副区长王㐱")
    await page.get_by_role("button", name="建立会议").click()
    await page.wait_for_url(re.compile(r"/meetings/\d{6}-"))
    return path(page)


async def _called(secretary: Someone, topic: str) -> str:
    """Return the address of a meeting whose notice is out and whose agenda holds the topic."""
    meeting = await planned(secretary, "个案会商会议")
    await take(secretary, topic, "schedule", meeting=meeting.rpartition("/")[2])
    await take(secretary, meeting, "convene")
    return meeting


async def _held(secretary: Someone, topic: str, meeting: str) -> None:
    for step in ("fix-agenda", "begin"):
        await take(secretary, meeting, step)
    for kind in HEADS:
        await take(secretary, meeting, "present", unit=f"500116-{kind}", name="到会人")
    await take(secretary, topic, "record-outcome", outcome="agreed",
                text="会议议定：由区民政局牵头，区医疗保障局配合，十个工作日内办结。")  # fmt: skip
    await take(secretary, meeting, "conclude")


async def _resolved(secretary: Someone, minutes: str) -> None:
    await secretary.go(minutes)
    fields = {"text": RESOLVED, "lead": "500116-medical_security",
              "cooperating.0": "500116-civil_affairs", "working_days": "20"}  # fmt: skip
    await act(secretary.page, "resolve", **fields)
    await take(secretary, minutes, "circulate")


def path(page: Page) -> str:
    """Return the address of an open page, without its host."""
    return "/" + page.url.partition("://")[2].partition("/")[2].partition("?")[0]
