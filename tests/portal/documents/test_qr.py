"""QR codes."""

from __future__ import annotations

from portal.documents import qr


def test_a_code_needs_no_style_so_a_page_under_our_policy_may_show_it() -> None:
    svg = qr.svg("https://lianban.example/status")

    assert svg.startswith("<svg")
    assert "style=" not in svg
    assert "viewBox" in svg
