"""The README's pictures, taken anew: a fresh demo city, served, looked at in Chromium.

make screenshots
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
from pathlib import Path

import pdfplumber
from PIL import Image
from playwright.async_api import Browser, Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("LIANBAN_FONTS", str(ROOT / "var" / "fonts"))

from portal.demo.cast import PASSWORD  # noqa: E402 - the checkout is on the path from here on
from tests.browser import launched  # noqa: E402
from tests.serving import run_portal, serving  # noqa: E402

_TO = ROOT / "docs" / "images"
_SIZE = {"width": 1366, "height": 768}
# Few colours: pages of text stay sharp and the files small.
_COLOURS = 96

# The picture, who looks, the list it starts from, and what of the list is opened: newest or oldest.
_PAGES = (
    ("desk", "xihu", "/", ""),
    ("worklist", "minzheng", "/referrals", ""),
    ("case", "xihu", "/cases?view=over", "oldest /cases/"),
    ("topic", "mishu", "/topics?view=over", "newest /topics/"),
    ("meeting", "mishu", "/meetings", "oldest /meetings/"),
    ("resolutions", "mishu", "/resolutions", ""),
)


async def main() -> None:
    """Take every picture."""
    _TO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        run_portal(home, "demo", LIANBAN_MODE="demo")
        with serving(home, LIANBAN_MODE="demo") as served:
            async with launched() as browser:
                for name, login, address, opens in _PAGES:
                    page = await _signed_in(browser, served.address, login)
                    await _open(page, served.address, address, opens)
                    _keep(name, Image.open(io.BytesIO(await page.screenshot())))
                await _minutes(browser, served.address)


async def _signed_in(browser: Browser, address: str, login: str) -> Page:
    context = await browser.new_context(viewport=_SIZE, locale="zh-CN", color_scheme="light")
    page = await context.new_page()
    await page.goto(f"{address}/sign-in")
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button[type=submit]")
    await page.wait_for_url(f"{address}/")
    return page


async def _open(page: Page, address: str, path: str, opens: str) -> None:
    answer = await page.goto(address + path)
    if opens:
        which, _, start = opens.partition(" ")
        links = page.locator(f'main a[href^="{start}"]:not([href*="?"]):not([href$="/new"])')
        link = links.first if which == "newest" else links.last
        answer = await page.goto(address + str(await link.get_attribute("href")))
    if answer is None or not answer.ok:
        raise SystemExit(f"{path} did not open")


async def _minutes(browser: Browser, address: str) -> None:
    """The first page of issued minutes, as the paper that goes out."""
    page = await _signed_in(browser, address, "mishu")
    await page.goto(f"{address}/meetings?view=over")
    links = page.locator('main a[href^="/meetings/"]')
    for at in [await links.nth(n).get_attribute("href") for n in range(await links.count())]:
        paper = await page.request.get(f"{address}{at}/minutes.pdf")
        if paper.ok:
            with pdfplumber.open(io.BytesIO(await paper.body())) as opened:
                _keep("minutes", opened.pages[0].to_image(resolution=80).original)
            return
    raise SystemExit("the demo city has no issued minutes")


def _keep(name: str, picture: Image.Image) -> None:
    path = _TO / f"{name}.png"
    picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


asyncio.run(main())
