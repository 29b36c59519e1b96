"""A form may lead to a page of ours, and nowhere else."""

from __future__ import annotations

import pytest

from portal.web.local import local


@pytest.mark.parametrize("address", ["/", "/cases", "/cases?view=mine&x=%2F", "/a#b", "/转办"])
def test_a_local_path_is_kept(address: str) -> None:
    assert local(address) == address


@pytest.mark.parametrize(
    "payload",
    [
        "", "cases", "https://evil.example/", "http:/evil.example",
        "//evil.example", "///evil.example",
        "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "\t//evil.example",
        " //evil.example", "/ /evil.example", "javascript:alert(1)", "JavaScript:alert(1)",
        "data:text/html,x", "/%0d%0a\r\nLocation: x", "/x//evil.example", "//[",
        "/\u2028/evil.example",
        "/" + "a" * 3000, "mailto:a@b", ":/evil.example", "/\x00",
    ],
)  # fmt: skip
def test_whatever_could_lead_away_leads_home(payload: str) -> None:
    assert local(payload) == "/"
