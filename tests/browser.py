"""The browser of the tests and of the README's pictures, and what axe says of a page in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

_AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
# Chromium without windows; the whole browser needs half as much again for the same pages.
_PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
_WITHOUT_A_SCREEN = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer",
                     "--in-process-gpu"]  # fmt: skip
# Colours in the middle of a transition are nobody's choice.
_SETTLED = "Promise.all(document.getAnimations().map(each => each.finished))"


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Start the browser, and end it with the block."""
    program = next((found for each in _PROGRAMS if (found := shutil.which(each))), None)
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=program, args=_WITHOUT_A_SCREEN)
        yield browser
        await browser.close()


async def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with an open page: the rule, and the first thing that breaks it.

    >>> await violations(page)
    ['image-alt: <img src="/logo.png">']
    """
    await page.evaluate(_SETTLED)
    await page.evaluate(_AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = await page.evaluate('axe.run({resultTypes: ["violations"]})')
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in result["violations"]]
