"""Every page, in three languages, wide and narrow, light and dark: accessible, whole, uncut."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.core.i18n import Language
from tests.browser import violations
from tests.journeys.conftest import Someone, Visitors
from tests.proofs.conftest import PROVING

pytestmark = [pytest.mark.journey, pytest.mark.proof]

_DESK = ("/", "/handovers", "/settings/away", "/cases", "/cases?view=over", "/cases/new",
         "/referrals", "/notices", "/settings", "/help", "/search", "/views",
         "/calendar")  # fmt: skip
_UNIT = (
    "/",
    "/unit-notes",
    "/informed",
    "/referrals",
    "/referrals?view=over",
    "/views",
    "/calendar",
)
_HEAD = (*_UNIT, "/team", "/team/assign")
_ADMIN = (
    "/",
    "/admin/people",
    "/admin/units",
    "/admin/units/500116-civil_affairs/end",
    "/admin/routing?who_programme=dibao&who_place=500116120",
    "/admin/calendar",
    "/admin/calendar/import",
    "/admin/calendar/own-days",
    "/admin/calendar/years/2026",
    "/admin/webhooks",
)
_OFFICE = ("/", "/topics", "/topics?view=over", "/topics/new", "/meetings", "/meetings?view=now",
           "/meetings?view=over", "/meetings/new", "/resolutions", "/resolutions?view=over",
           "/resolutions/bulletin", "/minutes/check", "/bodies")  # fmt: skip
_OTHERS = ("/", "/notices", "/settings", "/help", "/search")
# A page's own things are found from its lists: by the first link that begins so, and what follows:
# the end of its address, or after a blank how the first link on that page begins.
_FIRST = {
    "xihu": (
        ("/cases", "/cases/500116", ""), ("/referrals", "/referrals/500116", ""),
        ("/cases?view=draft", "/cases/new/", ""), ("/cases?view=to_send", "/cases/500116", "/send"),
        ("/cases?view=over", "/cases/500116", ""), ("/cases?view=to_decide", "/cases/500116", ""),
        ("/cases?view=over", "/cases/500116", " /households/"),
    ),
    "minzheng": (
        ("/referrals", "/referrals/500116", ""),
        ("/referrals?view=to_accept", "/referrals/500116", ""),
        ("/referrals?view=waiting", "/referrals/500116", ""),
    ),
    "yibao": (("/informed", "/cases/500116", ""),),
    "xihu-head": (("/referrals?view=returns", "/referrals/500116", ""),),
    "mishu": (
        ("/topics", "/topics/500116", ""), ("/topics?view=over", "/topics/500116", ""),
        ("/meetings", "/meetings/500116", ""), ("/meetings?view=now", "/meetings/500116", ""),
        ("/meetings?view=now", "/meetings/500116", "/minutes"),
        ("/meetings?view=over", "/meetings/500116", "/minutes"),
        # Minutes that are drafted, and some that went round with remarks.
        ("/meetings?view=over", "/meetings/500116-M-2026-007", "/minutes/write"),
        ("/meetings?view=over", "/meetings/500116-M-2026-005", "/minutes/rounds"),
        ("/resolutions", "/resolutions/500116", ""),
        ("/resolutions?view=over", "/resolutions/500116", ""),
        ("/resolutions/urge?picked=500116-R-2026-0001&picked=none", "/resolutions/500116", ""),
    ),
    "minzheng-head": (
        ("/meetings?view=over", "/meetings/500116", "/minutes"),
        ("/resolutions", "/resolutions/500116", ""),
    ),
    "xitong": (("/admin/people", "/admin/people/", ""),),
}  # fmt: skip
_LOOKS = [(1366, "light"), (390, "dark"), (1366, "dark"), (390, "light")]
_EVERY = [(language, *look) for language in Language for look in _LOOKS]
_WHO = [("xihu", _DESK), ("minzheng", _UNIT), ("mishu", _OFFICE), ("xitong", _ADMIN),
        ("xihu-head", (*_DESK, "/handovers/all", "/cases/import")),
        ("zhaoji", _OFFICE[:-1]), ("minzheng-head", _HEAD),
        ("yibao", ("/", "/informed")),
        ("lingdao", _OTHERS), ("anquan", _OTHERS), ("shenji", _OTHERS)]  # fmt: skip
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Each day every language and every look once at least, each by somebody else; the narrow one
# where the words are longest. Everybody at every look when proving.
_DAILY = [(Language.HANS, 1366, "light"), (Language.EN, 390, "dark"),
          (Language.HANT, 1366, "dark"), (Language.EN, 390, "light")]  # fmt: skip
_SEEN = (
    [(*who, *look) for who in _WHO for look in _EVERY]
    if PROVING
    else [(*who, *look) for who, look in zip(_WHO, _DAILY, strict=False)]
)


@pytest.mark.parametrize(("login", "paths", "language", "width", "scheme"), _SEEN)
async def test_a_page_is_accessible_and_nothing_is_cut(
    visitors: Visitors, login: str, paths: tuple[str, ...], language: Language, width: int,
    scheme: str,
) -> None:  # fmt: skip
    someone = await visitors.open(width=width, color_scheme=scheme)
    await someone.sign_in(login, language)

    found = {path: await faults(someone, path, language) for path in paths}
    for listed, prefix, suffix in _FIRST.get(login, ()):
        path = await _first(someone, listed, f"table a[href^='{prefix}']")
        if suffix.startswith(" "):
            path, suffix = await _first(someone, path, f"main a[href^='{suffix[1:]}']"), ""
        found[path + suffix] = await faults(someone, path + suffix, language)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


async def _first(someone: Someone, path: str, link: str) -> str:
    page = await someone.go(path)
    return await page.locator(link).first.get_attribute("href") or ""


async def faults(someone: Someone, path: str | None, language: Language) -> list[Any]:
    """Return what is wrong with a page, or with the one that is open."""
    page = await someone.go(path) if path is not None else someone.page
    spoken = await page.evaluate("document.documentElement.lang")
    wrong: list[Any] = [] if spoken == language.value else [f"speaks {spoken}"]
    # A page that says what went wrong is accessible too, and no page anybody asked for.
    status = await page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    wrong += [f"answers {status}"] if path is not None and status >= 400 else []
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    wrong += [f"{wide} px too wide"] if wide > 0 else []
    return wrong + await violations(page)


async def test_no_chinese_is_left_on_an_english_page_but_what_people_entered(
    visitors: Visitors,
) -> None:
    someone = await visitors.open()
    await someone.sign_in("xihu", Language.EN)

    for path in ("/cases/new", "/help", "/settings"):
        page = await someone.go(path)
        words = await page.evaluate(
            """[...document.querySelectorAll("main h1, main h2, main label, main button, main th")]
               .filter(e => !e.closest("[lang]:not(html)")).map(e => e.innerText)"""
        )
        assert [word for word in words if _CHINESE.search(word)] == [], path
