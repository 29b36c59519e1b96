"""The levels of an official text, found in what somebody typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.papers.levels import HEAD_AT_MOST, Level, items, parse, plain

TEXT = """
会议听取了汇报。现纪要如下：
一、关于资金筹集
（一）明确来源。由区财政局统筹。
1. 财政资金；
（1）区级；
（2）镇级。
2. 社会捐赠。
（二）明确去向
二、关于信息推送
以上事项请抓紧办理。
"""


def levels_of(text: str) -> list[Level]:
    return [each.level for each in parse(text)]


def test_the_marks_make_the_levels() -> None:
    assert levels_of(TEXT) == [
        Level.TEXT, Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH, Level.FOURTH,
        Level.THIRD, Level.SECOND, Level.FIRST, Level.TEXT,
    ]  # fmt: skip


def test_each_paragraph_knows_the_marks_it_stands_under() -> None:
    paths = [each.path for each in parse(TEXT)]

    assert paths == [
        (), (1,), (1, 1), (1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 2), (1, 1, 2), (1, 2), (2,), (2,),
    ]  # fmt: skip


def test_a_level_that_was_left_out_counts_as_nothing() -> None:
    assert [each.path for each in parse("一、甲\n1. 乙\n（1）丙")] == [
        (1,),
        (1, 0, 1),
        (1, 0, 1, 1),
    ]


def test_lines_with_cells_make_a_table_under_the_marks_above() -> None:
    first, table, last = parse("一、甲\n| 单位 | 时限 |\n|---|---|\n| 区民政局 | 每日 |\n　以上。")

    assert (first.path, table.path, last.path) == ((1,), (1,), (1,))
    assert table.rows == (("单位", "时限"), ("区民政局", "每日"))
    assert last.text == "以上。"


def test_a_table_comes_from_a_spreadsheet_with_tabs_and_short_rows_are_filled() -> None:
    (table,) = parse("单位\t任务\t时限\n区民政局\t牵头")

    assert table.rows == (("单位", "任务", "时限"), ("区民政局", "牵头", ""))
    assert parse(plain([table])) == (table,)


@pytest.mark.parametrize("line", ["甲|乙", "| 甲", "|", "A|B|C 三类"])
def test_a_stray_stroke_makes_no_table(line: str) -> None:
    assert parse(line)[0].rows == ()


@pytest.mark.parametrize(
    ("typed", "level", "mark"),
    [
        ("一、甲", Level.FIRST, "一、"),
        ("　　十二、 甲", Level.FIRST, "十二、"),
        ("（一）甲", Level.SECOND, "（一）"),
        ("(二)甲", Level.SECOND, "（二）"),
        ("（三) 甲", Level.SECOND, "（三）"),
        ("（四）、甲", Level.SECOND, "（四）"),
        ("1.甲", Level.THIRD, "1."),
        ("1. 甲", Level.THIRD, "1."),
        ("2．甲", Level.THIRD, "2."),
        ("3、甲", Level.THIRD, "3."),
        ("４．甲", Level.THIRD, "4."),
        ("(1)甲", Level.FOURTH, "（1）"),
        ("（12）甲", Level.FOURTH, "（12）"),
    ],
)
def test_a_mark_is_set_as_the_standard_writes_it(typed: str, level: Level, mark: str) -> None:
    (found,) = parse(typed)

    assert (found.level, found.mark, found.head + found.text) == (level, mark, "甲")


@pytest.mark.parametrize(
    "sentence",
    [
        "一、二季度救助人数下降。", "一、二、三产业协调发展。", "三、四级残疾人纳入范围。",
        "（一）至（三）项由区民政局负责。", "（一）、（二）项合并办理。", "(1)和(2)同时办理。",
        "（二）项所列费用不予支付。", "1.5万元由区财政承担。", "3.2023年以前的按原办法办理。",
        "12、15日两天休息。", "2026.11.20召开会议。", "一是加强领导。",
        "第一、二项已办结。",
        "一、", "1.",
    ],
)  # fmt: skip
def test_a_sentence_that_merely_begins_like_a_mark_stays_text(sentence: str) -> None:
    (found,) = parse(sentence)

    assert (found.level, found.mark, found.text) == (Level.TEXT, "", sentence)


@pytest.mark.parametrize(
    "heading",
    [
        "一、一次性临时救助标准", "二、2026年工作安排", "一、三项制度衔接", "（一）及时发放救助金",
        "（三）项目建设", "（二）和谐社区建设", "（一）条件成熟的先行",
    ],
)  # fmt: skip
def test_a_heading_may_begin_with_a_number_or_with_what_often_joins_marks(heading: str) -> None:
    assert parse(heading)[0].level is not Level.TEXT


def test_a_run_in_heading_ends_with_its_first_full_stop() -> None:
    first, second = parse("一、压实责任。各单位要履职。年底考核。\n（一）规范流程。限时办结。")

    assert (first.head, first.text) == ("压实责任。", "各单位要履职。年底考核。")
    assert (second.head, second.text) == ("规范流程。", "限时办结。")


def test_a_heading_without_a_full_stop_is_a_heading_whole() -> None:
    (found,) = parse("一、关于资金筹集，以及使用")

    assert (found.head, found.text) == ("关于资金筹集，以及使用", "")


def test_a_sentence_of_more_than_two_lines_is_no_heading() -> None:
    sentence = "会" * HEAD_AT_MOST + "。"

    (found,) = parse(f"一、{sentence}")

    assert (found.mark, found.head, found.text) == ("一、", "", sentence)


def test_items_of_the_third_and_fourth_level_have_no_face_of_their_own() -> None:
    assert [each.head for each in parse("1. 甲。乙。\n（1）丙。丁。")] == ["", ""]


def test_headings_of_the_first_level_make_items() -> None:
    found = items(parse(TEXT))

    assert [(item.place, len(item.paragraphs)) for item in found] == [(0, 1), (1, 7), (2, 2)]


def test_a_number_typed_twice_does_not_make_two_items_one() -> None:
    found = items(parse("一、甲\n一、乙"))

    assert [(item.place, item.paragraphs[0].head) for item in found] == [(1, "甲"), (2, "乙")]


def test_empty_lines_and_indents_are_the_typists() -> None:
    assert [each.whole for each in parse("\n　　一、甲\n\n  乙  \n")] == ["一、甲", "乙"]


@given(st.text(alphabet="一二十（）()、.．。 1２和项第至甲\n", max_size=60))
def test_what_was_found_is_found_again(text: str) -> None:
    found = parse(text)

    assert parse(plain(found)) == found
