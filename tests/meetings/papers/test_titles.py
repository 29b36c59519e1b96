"""Titles broken at words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.papers.titles import WIDTH, lines


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        ("研究社会救助工作的会议纪要", ("研究社会救助工作的会议纪要",)),
        (
            "关于重特大疾病困难家庭商业保险赔付与扶贫济困医疗基金衔接问题的会议纪要",
            ("关于重特大疾病困难家庭商业保险赔付", "与扶贫济困医疗基金衔接问题的会议纪要"),
        ),
        (
            "江津区社会救助工作联席会议2026年第三次全体会议纪要",
            ("江津区社会救助工作联席会议", "2026年第三次全体会议纪要"),
        ),
    ],
)
def test_a_title_is_broken_at_words(title: str, broken: tuple[str, ...]) -> None:
    assert lines(title) == broken


def test_the_writers_own_lines_count() -> None:
    assert lines("关于甲的\n会议纪要\n") == ("关于甲的", "会议纪要")


def test_a_year_is_not_broken_through() -> None:
    assert all("2026" in line or "20" not in line for line in lines("会" * 19 + "2026年会议纪要"))


@pytest.mark.parametrize("size", [1, 20, 21, 40, 41, 60, 61, 200])
def test_no_line_is_wider_than_the_type_area(size: int) -> None:
    broken = lines("会" * size)

    assert "".join(broken) == "会" * size
    assert max(map(len, broken)) <= WIDTH
    assert len(broken) == -(-size // WIDTH)


@given(st.text(alphabet="的与会议纪要关于社救助（）、2", min_size=1, max_size=70))
def test_nothing_of_a_title_is_lost(title: str) -> None:
    broken = lines(title)

    assert "".join(broken) == title
    assert max(map(len, broken)) <= WIDTH
