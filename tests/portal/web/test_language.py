"""The language: the person's choice, then the cookie, then the browser."""

from __future__ import annotations

import pytest

from portal.core.i18n import Language
from portal.web.language import accepted_language, chosen

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("en-GB,en;q=0.9", Language.EN),
        ("zh-TW,zh;q=0.9,en;q=0.8", Language.HANT),
        ("zh-HK", Language.HANT),
        ("zh-CN,zh;q=0.9", Language.HANS),
        ("fr-FR, en;q=0.3, zh-Hant;q=0.7", Language.HANT),
        ("en;q=0", None),
        ("de", None),
        ("en;q=strange", None),
        ("", None),
    ],
)
def test_the_browsers_best_wish_is_met(header: str, expected: Language | None) -> None:
    assert accepted_language(header) is expected


def test_a_persons_choice_goes_before_cookie_and_browser() -> None:
    assert chosen("en", "zh-Hant", "zh-CN") is Language.EN
    assert chosen(None, "zh-Hant", "en") is Language.HANT
    assert chosen(None, "klingon", "en") is Language.EN
    assert chosen(None, None, None) is Language.HANS
