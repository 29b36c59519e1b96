"""Papers in the browser: added by a plain form and with a script, looked at beside the form.

What came in as something that acts is looked at, too: nothing of it runs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Dialog, FilePayload, Page, expect

from tests.browser import violations
from tests.hostile import FILES, paper, picture
from tests.journeys.conftest import Someone, Visitors

pytestmark = pytest.mark.journey


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


async def at_a_case(someone: Someone, login: str = "xihu") -> str:
    """Sign in and open a case that may be worked on; return its address."""
    await someone.sign_in(login)
    page = await someone.go("/cases")
    # A draft opens as a registration; this is about cases that have their number.
    row = page.locator('tr[data-href^="/cases/500116120-"]').last
    there = await row.get_attribute("data-href")
    assert there
    await someone.go(there)
    return there


async def choose(page: Page, *files: FilePayload, kind: str = "identity") -> None:
    form = page.locator("form[data-upload]")
    await form.locator("[name=kind]").select_option(kind)
    await form.locator("[name=file]").set_input_files(files)


async def upload(page: Page, *files: FilePayload, kind: str = "identity") -> None:
    await choose(page, *files, kind=kind)
    await page.locator("form[data-upload] button[type=submit]").click()


def lines(page: Page) -> Any:
    return page.locator("#files .file-line")


async def test_without_a_script_the_form_does_it_all(chromium: Browser, visitors: Visitors) -> None:
    with_script = await visitors.open()
    there = await at_a_case(with_script)
    state: Any = await with_script.page.context.storage_state()
    context = await chromium.new_context(java_script_enabled=False, storage_state=state)
    page = await context.new_page()
    await page.goto(visitors.address + there)
    before = await lines(page).count()

    await upload(page, file("plain.jpg", picture(size=(71, 41))))
    await expect(lines(page)).to_have_count(before + 1)
    await page.get_by_role("link", name="身份证件").last.click()

    await expect(page.locator(".viewer img")).to_be_visible()
    await page.locator("#act-take-out summary").click()
    await page.locator("[name=reason]").fill("传错了")
    await page.locator('form[action$="/take-out"] button').click()
    await expect(lines(page).filter(has_text="plain.jpg")).to_have_count(1)
    await expect(page.locator("details .file-line")).to_have_count(1)
    await context.close()


async def test_with_a_script_each_file_shows_its_progress_and_its_own_refusal(
    visitors: Visitors, tmp_path: Path
) -> None:
    someone = await visitors.open()
    await at_a_case(someone)
    page = someone.page
    before = await lines(page).count()
    bars: list[str] = []
    await page.expose_function("seen", lambda name: bars.append(name))
    await page.evaluate("""() => new MutationObserver((all) => {
        for (const each of all) for (const node of each.addedNodes)
            if (node.querySelector?.("progress")) window.seen(node.textContent);
    }).observe(document.querySelector("[data-progress]"), {childList: true})""")

    sent = {"one.jpg": picture(size=(72, 42)), "bad.html": b"<html><b>",
            "huge.pdf": b"0" * 11_000_000, "two.pdf": paper()}  # fmt: skip
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)
    form = page.locator("form[data-upload]")
    await form.locator("[name=file]").set_input_files([tmp_path / name for name in sent])
    await form.locator("button[type=submit]").click()

    await expect(lines(page)).to_have_count(before + 2)
    # What is known to be too large is not even begun.
    assert bars == ["one.jpg", "bad.html", "two.pdf"]
    refused = page.locator("[data-progress] .field-error")
    await expect(refused).to_have_count(2)
    await expect(refused.first).to_contain_text("请打印成 PDF 或截图")
    await expect(refused.last).to_contain_text("超过 10 MB")
    await expect(page.locator("#say")).to_have_text("已上传 2 份材料。")


async def test_files_may_be_dropped(visitors: Visitors) -> None:
    someone = await visitors.open()
    await at_a_case(someone)
    page = someone.page
    before = await lines(page).count()
    data = await page.evaluate_handle(
        """(bytes) => { const held = new DataTransfer();
        held.items.add(new File([new Uint8Array(bytes)], "dropped.jpg")); return held; }""",
        list(picture(size=(73, 43))),
    )

    await page.dispatch_event("form[data-upload]", "drop", {"dataTransfer": data})

    await expect(lines(page)).to_have_count(before + 1)


@pytest.mark.parametrize("width", [1366, 390])
async def test_a_paper_is_looked_at_beside_the_form_by_keys_alone(
    visitors: Visitors, width: int
) -> None:
    someone = await visitors.open(width=width, height=844 if width == 390 else 768)
    await at_a_case(someone)
    page = someone.page
    await upload(page, file(f"look{width}.jpg", picture(size=(1200, 800 + width))))
    line = lines(page).filter(has_text=f"look{width}.jpg")

    await line.locator(".file-what a").focus()
    await page.keyboard.press("Enter")

    sight = page.locator(".viewer-sight img")
    await expect(sight).to_be_visible()
    await expect(page.locator("#viewer-title")).to_be_focused()
    await expect(page.locator("#acts")).to_be_visible()
    narrow = await sight.evaluate("e => e.getBoundingClientRect().width")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".viewer [value='2']")).to_be_checked()
    assert await sight.evaluate("e => e.getBoundingClientRect().width") > narrow
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.keyboard.press("Escape")
    await expect(page.locator(".viewer")).to_have_count(0)


async def test_the_part_with_files_and_the_viewer_are_accessible(
    chromium: Browser, visitors: Visitors
) -> None:
    someone = await visitors.open(bypass_csp=True)
    await at_a_case(someone)
    page = someone.page
    await upload(page, file("axe.jpg", picture(size=(74, 44))))
    # Beneath the list stand, folded, those that were taken out again.
    await page.locator(".file-what a:visible").last.click()
    await expect(page.locator(".viewer")).to_be_visible()

    assert await violations(page) == []


_ACTING = ("JPEG and HTML", "PNG and HTML", "PNG with a text chunk", "PDF with script at opening",
           "PDF with named script", "PDF with form program", "PDF and HTML")  # fmt: skip


async def test_nothing_that_was_sent_in_runs_when_it_is_looked_at(visitors: Visitors) -> None:
    someone = await visitors.open()
    there = await at_a_case(someone)
    page = someone.page
    ran: list[str] = []
    page.on("dialog", lambda shown: _note(shown, ran))
    before = await lines(page).count()
    await upload(page, *(file(*FILES[what]) for what in _ACTING), kind="other")
    await expect(lines(page)).to_have_count(before + len(_ACTING))
    held = re.findall(rf'class="file-what"><a href="({there}/files/\w+)"', await page.content())

    for address in held[-len(_ACTING) :]:
        await someone.go(address)
        await page.locator(".viewer-sight").wait_for()
        await page.wait_for_load_state("networkidle")

    assert ran == []


async def _note(shown: Dialog, ran: list[str]) -> None:
    ran.append(shown.message)
    await shown.dismiss()
