"""Our script and style in a browser, on the page of all components, under the real policy."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Request, Route

from portal.core.errors import problem
from portal.core.i18n import Language, speaking
from portal.render.assets import STATIC
from portal.render.environment import render
from portal.render.frame import Flash, Frame, NavItem
from portal.web.security import CONTENT_POLICY
from tests.browser import violations
from tests.proofs.conftest import PROVING

pytestmark = pytest.mark.journey

HOST = "http://lianban.test"
# What a browser and htmx say of an answer of 401 or 409; anything else is a fault of ours.
EXPECTED = ("Failed to load resource", "Response Status Error Code")
NAV = tuple(
    NavItem(f"/{n}", word, current=n == 1)
    for n, word in enumerate(
        ["工作台", "受理", "转办单", "家庭档案", "联席会议", "议定事项", "统计"]
    )
)


def shown(spoken: Language, **frame: Any) -> str:
    """The page of all components with something in every corner of its frame."""
    around = Frame(
        here="/_ui", nav=NAV, person_name="陈晓梅", unit_name="几江街道", unread=3, demo=True,
        flashes=(Flash("已签收。", undo="/undo"),), **frame,
    )  # fmt: skip
    context = {
        "frame": around,
        "csrf_token": "t0k",
        "now": datetime(2026, 11, 23, 8, 48, tzinfo=UTC),
        "problems": [problem("wrong", "请填写姓名，与证件上的一致。")],
    }
    with speaking(spoken):
        return render("portal/ui.html", context)


class House:
    """Answers a browser as the portal would, and keeps what was sent to it."""

    def __init__(self, spoken: Language = Language.HANS, **frame: Any) -> None:
        self.spoken, self.frame = spoken, frame
        self.sent: list[Request] = []
        self.answers: dict[str, dict[str, Any]] = {}

    async def __call__(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST).split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0]
            await route.fulfill(body=file.read_bytes(), content_type=kind)
            return
        if path != "/_ui" or route.request.method != "GET":
            self.sent.append(route.request)
        html = {"body": shown(self.spoken, **self.frame)}
        await route.fulfill(
            content_type="text/html; charset=utf-8",
            headers={"content-security-policy": CONTENT_POLICY},
            **self.answers.get(path, html),
        )


@pytest.fixture
async def house() -> House:
    return House()


@pytest.fixture
async def page(chromium: Browser, house: House) -> AsyncIterator[Page]:
    async with await chromium.new_context(viewport={"width": 1366, "height": 768}) as context:
        await context.route("**/*", house)
        opened = await context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        await opened.goto(f"{HOST}/_ui", wait_until="load")
        yield opened
        assert [text for text in complaints if not text.startswith(EXPECTED)] == []


# Each language, each width and each look once a day; all of them together when proving.
_LOOKS = [(Language.HANS, 1366, "light"), (Language.EN, 390, "dark"),
          (Language.HANT, 390, "light")]  # fmt: skip
_EVERY = list(product(Language, (1366, 390), ("light", "dark")))


@pytest.mark.proof
@pytest.mark.parametrize(("spoken", "width", "theme"), _EVERY if PROVING else _LOOKS)
async def test_every_component_is_accessible_and_fits(
    chromium: Browser, spoken: Language, width: int, theme: Any
) -> None:
    view = {"width": width, "height": 844}
    async with await chromium.new_context(
        viewport=view, color_scheme=theme, bypass_csp=True
    ) as context:  # fmt: skip
        await context.route("**/*", House(spoken))
        opened = await context.new_page()
        await opened.goto(f"{HOST}/_ui", wait_until="load")

        assert await violations(opened) == []
        assert await opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(page: Page) -> None:
    assert await page.evaluate("document.activeElement.className") == "error-summary"

    await page.click(".error-summary a")

    assert await page.evaluate("document.activeElement.id") == "f-wrong"


async def test_keys_walk_the_rows_pick_them_and_open_one(page: Page) -> None:
    await page.focus("#main")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("x")

    assert await page.locator("tr[data-at] [data-pick]").is_checked()
    assert await page.locator("tr[data-at] a").evaluate("link => link === document.activeElement")
    assert await page.inner_text("[data-picked-count]") == "已选 2 条"

    await page.keyboard.press("k")

    assert await page.locator("tr[data-at]").evaluate("row => row.sectionRowIndex") == 0


async def test_space_shows_a_row_in_a_dialog_and_escape_leads_back(
    page: Page, house: House
) -> None:
    house.answers["/_ui"] = {"body": '<dialog class="dialog" aria-label="x"><p>一览</p></dialog>'}
    await page.focus("#main")
    await page.keyboard.press("j")
    await page.keyboard.press(" ")
    await page.wait_for_selector("#dialogs dialog[open]")

    await page.keyboard.press("j")
    assert await page.locator("tr[data-at]").evaluate("row => row.sectionRowIndex") == 0

    await page.keyboard.press("Escape")
    await page.wait_for_selector("#dialogs dialog", state="detached")
    assert await page.evaluate("document.activeElement.closest('tr') !== null")


async def test_slash_goes_to_the_search_but_not_out_of_a_field(page: Page) -> None:
    await page.focus("#main")
    await page.keyboard.press("/")
    assert await page.evaluate("document.activeElement.id") == "quick"

    await page.focus("#f-street")
    await page.keyboard.type("a/b?j")

    assert await page.input_value("#f-street") == "a/b?j"


async def test_keys_that_are_switched_off_do_nothing(page: Page, house: House) -> None:
    house.frame = {"shortcuts": False}
    await page.reload(wait_until="load")
    await page.focus("#main")
    await page.keyboard.press("j")
    await page.keyboard.press("/")

    assert await page.locator("tr[data-at]").count() == 0
    assert await page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("20261125", "2026-11-25 周三"),
        ("2026年11月25日", "2026-11-25 周三"),
        ("２０２６．１１．２５", "2026-11-25 周三"),
        ("2026-02-30", "看不懂这个日期，请写成 2026-11-25 或 11-25。"),
        ("下周", "看不懂这个日期，请写成 2026-11-25 或 11-25。"),
    ],
)
async def test_a_typed_day_is_said_back(page: Page, typed: str, said: str) -> None:
    await page.fill("#f-day", typed)
    await page.focus("#f-street")

    assert await page.inner_text("output[for=f-day]") == said


@pytest.mark.parametrize(
    ("typed", "said", "kept"),
    [
        ("11010519491231002X", "1949-12-31 出生，女", "11010519491231002X"),
        ("11010519491231002", "1949-12-31 出生，女", "11010519491231002X"),
        ("１１０１０５ １９４９１２３１ ００２ｘ", "1949-12-31 出生，女", ""),
        ("110105194912310021", "最后一位校验码不对，请核对号码。", ""),
        ("110105", "证件号码应为 18 位，现为 6 位。", ""),
        ("H12345678", "", ""),
    ],
)
async def test_a_typed_number_is_said_back(page: Page, typed: str, said: str, kept: str) -> None:
    await page.fill("#f-doc", typed)
    await page.focus("#f-street")

    assert (await page.inner_text("output[for=f-doc]")).startswith(said)
    if kept:
        assert await page.input_value("#f-doc") == kept


async def test_a_final_x_that_is_typed_by_hand_stands_once(page: Page) -> None:
    await page.focus("#f-doc")
    await page.keyboard.type("11010519491231002X")
    await page.keyboard.press("Tab")

    assert await page.input_value("#f-doc") == "11010519491231002X"


async def test_enter_in_the_number_goes_on_instead_of_submitting(page: Page, house: House) -> None:
    await page.focus("#f-doc")
    await page.keyboard.press("Enter")

    assert await page.evaluate("document.activeElement.id") == "f-day"
    assert house.sent == []


async def test_rows_are_added_and_taken_away_without_gaps(page: Page) -> None:
    await page.click("[name=_add]")
    await page.click("[name=_add]")
    assert await page.evaluate("document.activeElement.name") == "members.2.name"
    await page.keyboard.type("钱某")

    await page.click("[name=_remove][value='members.1']")

    names = await page.locator("[data-rows] input.form-control").evaluate_all(
        "fields => fields.map(field => field.name)"
    )
    assert names == [
        "members.0.name", "members.0.doc_number", "members.1.name", "members.1.doc_number",
    ]  # fmt: skip
    assert await page.input_value("#f-members-1-name") == "钱某"
    assert await page.get_attribute("label[for=f-members-1-name]", "for") == "f-members-1-name"


async def test_a_draft_is_saved_two_seconds_after_the_last_change(page: Page, house: House) -> None:
    house.answers["/drafts/case"] = {"body": "草稿已保存 17:05"}
    await page.evaluate("document.querySelector('#f-street').form.dataset.draft = '/drafts/case'")
    await page.fill("#f-street", "几江街道")
    assert house.sent == []

    await page.wait_for_selector("text=草稿已保存 17:05", timeout=5000)

    (saved,) = house.sent
    assert saved.headers["x-csrf-token"] == "t0k"
    assert "street=" in (saved.post_data or "")
    assert "_csrf" not in (saved.post_data or "")


async def test_a_draft_that_is_older_than_another_is_not_saved_again(
    page: Page, house: House
) -> None:
    house.answers["/drafts/case"] = {"body": "", "status": 409}
    await page.evaluate("document.querySelector('#f-street').form.dataset.draft = '/drafts/case'")
    await page.focus("#f-street")
    await page.keyboard.type("几")
    await page.keyboard.press("Control+s")
    await page.wait_for_selector("text=另一处已有更新的草稿")
    await page.keyboard.type("江")
    await page.wait_for_timeout(2300)

    assert len(house.sent) == 1


async def test_a_half_written_syllable_is_heard_by_nobody(page: Page) -> None:
    await page.evaluate(
        "window.heard = []; document.querySelector('#f-street')"
        ".addEventListener('input', event => heard.push(event.target.value))"
    )
    client = await page.context.new_cdp_session(page)
    await page.focus("#f-street")
    for part in ("w", "wa", "wang"):
        await client.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    await client.send("Input.insertText", {"text": "王"})

    assert set(await page.evaluate("heard")) == {"王"}


async def test_the_theme_changes_on_the_spot_and_is_kept(page: Page, house: House) -> None:
    await page.fill("#f-street", "写到一半")
    # By key: what fades away above must not move the page under a pointer.
    await page.press("[title=明暗]", "Enter")
    await page.click("[name=theme][value=dark]")

    assert await page.get_attribute("html", "data-theme") == "dark"
    assert await page.input_value("#f-street") == "写到一半"
    (kept,) = house.sent
    assert kept.url == f"{HOST}/settings/look"
    assert "theme=dark" in (kept.post_data or "")


async def test_a_dialog_opens_and_gives_the_focus_back(page: Page) -> None:
    await page.click("[data-opens]")
    assert await page.locator("#ui-dialog").evaluate("dialog => dialog.matches(':modal')")

    await page.keyboard.press("Escape")

    assert await page.evaluate("'opens' in document.activeElement.dataset")


async def test_a_lost_session_is_mended_over_the_page(page: Page, house: House) -> None:
    over = '<dialog class="dialog" aria-label="x"><input name="password"></dialog>'
    house.answers["/rows"] = {"status": 401, "body": ""}
    house.answers["/sign-in"] = {"body": over}
    await page.fill("#f-street", "写到一半")
    await page.evaluate("htmx.ajax('GET', '/rows', '#ui-list').catch(() => null); null")
    await page.wait_for_selector("#dialogs dialog[open]")

    await page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('signed-in',"
        " {bubbles: true, detail: {csrf: 'n3w'}}))"
    )

    # Closing a dialog is told of a moment later.
    await page.wait_for_selector("#dialogs dialog", state="detached")
    assert await page.input_value("#f-street") == "写到一半"
    tokens = await page.locator("[name=_csrf]").evaluate_all("all => all.map(one => one.value)")
    assert set(tokens) == {"n3w"}


async def test_a_refusal_is_said_above_and_leaves_the_form_alone(page: Page, house: House) -> None:
    house.answers["/rows"] = {
        "status": 409,
        "body": '<section class="failure" tabindex="-1" data-focus>变了</section>',
    }
    await page.evaluate("htmx.ajax('GET', '/rows', '#ui-form').catch(() => null); null")
    await page.wait_for_selector("#problem .failure")

    assert await page.evaluate("document.activeElement.className") == "failure"
    assert await page.locator("#f-street").count() == 1


async def test_a_later_swap_does_not_take_the_focus_away(page: Page, house: House) -> None:
    house.answers["/rows"] = {"body": "<p>新的</p>"}
    await page.focus("#quick")
    await page.evaluate("htmx.ajax('GET', '/rows', '#ui-list')")
    await page.wait_for_selector("text=新的")

    assert await page.evaluate("document.activeElement.id") == "quick"


async def test_a_form_being_written_is_not_swapped_away(page: Page, house: House) -> None:
    house.answers["/rows"] = {"body": "<p>新的</p>"}
    await page.evaluate("document.querySelector('#f-street').form.dataset.draft = '/drafts/case'")
    await page.fill("#f-street", "写到一半")
    await page.evaluate("htmx.ajax('GET', '/rows', '#main'); null")
    await page.wait_for_timeout(300)

    assert await page.input_value("#f-street") == "写到一半"


async def test_an_offer_to_undo_leaves_after_ten_seconds(chromium: Browser) -> None:
    async with await chromium.new_context() as context:
        await context.route("**/*", House())
        opened = await context.new_page()
        await opened.clock.install()
        await opened.goto(f"{HOST}/_ui", wait_until="load")
        assert await opened.locator("[data-fades]").count() == 1

        await opened.clock.fast_forward(10_500)

        assert await opened.locator("[data-fades]").count() == 0
