"""Hands on the keyboard and nothing else: every place is reached by Tab, every choice by arrows."""

from __future__ import annotations

from playwright.async_api import Page

_FAR = 160


class Keys:
    """Presses keys on a page, as somebody does who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, *keys: str) -> None:
        """Press these keys, one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def to(self, selector: str, *, back: bool = False) -> Keys:
        """Walk by Tab until this has the focus; fail when it cannot be reached."""
        key = "Shift+Tab" if back else "Tab"
        for _ in range(_FAR):
            if await self._at(selector):
                return self
            await self.page.keyboard.press(key)
        raise AssertionError(f"{selector} cannot be reached by {key}")

    async def _at(self, selector: str) -> bool:
        return bool(await self.page.evaluate("s => document.activeElement.matches(s)", selector))

    async def write(self, name: str, text: str, *, back: bool = False) -> None:
        """Walk to a field and type into it."""
        await self.to(f'[name="{name}"]', back=back)
        await self.page.keyboard.type(text)

    async def tick(self, selector: str, *, back: bool = False) -> None:
        """Walk to a box and tick it, where it is not ticked."""
        await self.to(selector, back=back)
        if not await self.page.evaluate("document.activeElement.checked"):
            await self.press("Space")

    async def choose(self, name: str, value: str) -> None:
        """Walk to a list of choices and go down to one of them."""
        await self.to(f'select[name="{name}"]')
        await self.press("Home")
        for _ in range(_FAR):
            if await self.page.evaluate("document.activeElement.value") == value:
                return
            await self.press("ArrowDown")
        raise AssertionError(f"{name} does not offer {value}")

    async def follow(self, selector: str, key: str = "Enter") -> None:
        """Walk to a link or button and press it; the next page is waited for."""
        await self.to(selector)
        async with self.page.expect_navigation():
            await self.press(key)

    async def send(self) -> None:
        """Send the form in hand by Ctrl+Enter; the next page is waited for."""
        async with self.page.expect_navigation():
            await self.press("Control+Enter")
