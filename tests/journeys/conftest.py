"""A demo city served as a user would serve it, and a browser to walk through it.

Every page opened here is watched: a policy violation or a script's error fails the test.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from portal.core.i18n import Language
from portal.demo.cast import PASSWORD
from tests.browser import launched
from tests.serving import Served, serving

# A busy machine may take its time; what never comes is noticed all the same.
expect.set_options(timeout=20_000)

# What a browser says of answers that are refusals on purpose.
_EXPECTED = ("Failed to load resource", "Response Status Error Code")


@pytest.fixture(scope="session")
def city(demo_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo city, served."""
    home = shutil.copytree(demo_city, tmp_path_factory.mktemp("journeys") / "home")
    with serving(home, LIANBAN_MODE="demo") as served:
        yield served


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser of the run."""
    async with launched() as browser:
        yield browser


# The choice stays with the person, so every sign-in makes it anew.
_SPEAK = """async (language) => {
    const token = document.querySelector("[name=_csrf]").value;
    const form = new URLSearchParams({_csrf: token, language, next: "/"});
    await fetch("/settings/look", {method: "POST", body: form});
}"""


class Someone:
    """A person of the demo city in front of a browser."""

    def __init__(self, page: Page, address: str, complaints: list[str]) -> None:
        self.page, self.address, self.complaints = page, address, complaints

    async def go(self, path: str) -> Page:
        """Open a page of the portal."""
        await self.page.goto(self.address + path)
        return self.page

    async def sign_in(self, login: str, language: Language = Language.HANS) -> Someone:
        """Sign in with the demo's password, and speak a language from then on."""
        await self.go("/sign-in")
        await self.page.fill("[name=login]", login)
        await self.page.fill("[name=password]", PASSWORD)
        await self.page.click("main button[type=submit]")
        await self.page.wait_for_url(self.address + "/")
        await self.page.evaluate(_SPEAK, language.value)
        return self


class Visitors:
    """Opens browsers for people, each with a session of its own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    async def open(self, *, width: int = 1366, height: int = 768, **look: Any) -> Someone:
        """Open a browser window."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", **look
        )
        context.set_default_timeout(40_000)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return Someone(page, self.address, self.complaints)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPECTED):
            self.complaints.append(message.text)


@pytest.fixture
async def visitors(chromium: Browser, city: Served) -> AsyncIterator[Visitors]:
    """Opens windows on the demo city; nothing may have been complained of in any of them."""
    opened = Visitors(chromium, city.address)
    yield opened
    for context in opened.contexts:
        await context.close()
    assert opened.complaints == []


async def act(page: Page, action: str, **fields: str) -> None:
    """Open the panel of an act, fill its fields, take it."""
    form = page.locator(f'form[action$="/{action}"]')
    fold = page.locator("details").filter(has=form)
    if await fold.count() and not await fold.evaluate("e => e.open"):
        await fold.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]').first
        if await field.evaluate("e => e.tagName") == "SELECT":
            await field.select_option(value)
        elif await field.get_attribute("type") == "radio":
            await form.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            await field.fill(value)
    # A plain form: what it answers, page or refusal, is the next page.
    async with page.expect_navigation():
        await form.locator("button[type=submit]").last.click()
