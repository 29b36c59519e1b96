"""Texts put together: what goes together, and what stays side by side."""

from __future__ import annotations

import pytest

from meetings.rules.merging import merge

BASE = "会议同意建立机制，由区医保局牵头。\n会议要求十日内办结。"
_TOGETHER = {
    "nobody wrote": (BASE, BASE, BASE, BASE),
    "one wrote": (BASE, "甲。", BASE, "甲。"),
    "the other wrote": (BASE, BASE, "乙。", "乙。"),
    "both wrote the same": (BASE, "甲。", "甲。", "甲。"),
    "each in a line of their own": (
        "一。\n二。", "一改。\n二。", "一。\n二改。", "一改。\n二改。"),
    "each in a clause of one line": (
        "由甲牵头，乙配合，十日办结。", "由丙牵头，乙配合，十日办结。",
        "由甲牵头，乙配合，二十日办结。", "由丙牵头，乙配合，二十日办结。"),
    "a clause put in beside one that changed": (
        "甲，乙。", "甲改，乙。", "甲，丁，乙。", "甲改，丁，乙。"),
    "a line added under one that changed": ("甲", "甲改", "甲\n乙", "甲改\n乙"),
    "one took a line out, the other changed another": ("甲。\n乙。\n丙。", "乙。\n丙。",
                                                "甲。\n乙。\n丙改。", "乙。\n丙改。"),
    "begun from nothing by one": ("", "甲。", "", "甲。"),
    "the same change beside another": ("甲。乙。丙。", "甲改。乙。丙。", "甲改。乙。丙改。",
                                       "甲改。乙。丙改。"),
}  # fmt: skip
_APART = {
    "one clause, two ways": ("十日内办结。", "二十日内办结。", "十个工作日内办结。"),
    "both at the end": ("甲。", "甲。乙。", "甲。丙。"),
    "both began": ("", "甲。", "乙。"),
    "one took out what the other changed": ("甲。乙。", "甲。", "甲。乙改。"),
    "one put in where the other took out": ("甲。乙。丙。", "丙。", "甲。丁。乙。丙。"),
}


@pytest.mark.parametrize("case", _TOGETHER)
def test_it_goes_together(case: str) -> None:
    base, mine, theirs, merged = _TOGETHER[case]

    assert merge(base, mine, theirs) == merged
    assert merge(base, theirs, mine) == merged


@pytest.mark.parametrize("case", _APART)
def test_it_stays_side_by_side(case: str) -> None:
    base, mine, theirs = _APART[case]

    assert merge(base, mine, theirs) is None
    assert merge(base, theirs, mine) is None


def test_a_long_text_of_like_lines_is_put_together_at_once() -> None:
    base = "".join(f"（{n}）按规定办理，按期办结。\n" for n in range(120))

    merged = merge(base, f"甲。\n{base}", f"{base}乙。")

    assert merged == f"甲。\n{base}乙。"
