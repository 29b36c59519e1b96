"""Whom a remark mentions, and that nobody is named who does not read it."""

from __future__ import annotations

import pytest

from portal.directory.model import Person
from referrals.rules.mentions import mentioned, with_mentions

READERS = (
    Person(1, "a", "yibao", "李明"), Person(2, "b", "yibao-head", "李明华"),
    Person(3, "c", "minzheng", "王芳"), Person(4, "d", "xihu", "王芳"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("请@李明看一下", "yibao"),
        ("@李明华，@李明：请核对", "yibao-head yibao"),
        ("＠李明 ＠李明", "yibao"),
        ("cc @yibao-head", "yibao-head"),
        ("@yibao，谢谢", "yibao"),
        ("发到 li@yibao.cn 即可", ""),
        ("见 @ 后面", ""),
    ],
)
def test_a_name_after_an_at_mentions_whoever_has_it(text: str, logins: str) -> None:
    found = mentioned(text, (), READERS)

    assert found.problems == ()
    assert [each.login for each in found.people] == logins.split()


@pytest.mark.parametrize(("text", "named"), [("@赵六看看", "赵六看看"), ("@nobody", "nobody")])
def test_who_does_not_read_it_is_named_as_a_problem(text: str, named: str) -> None:
    found = mentioned(text, (), READERS)

    assert found.people == ()
    assert [(each.field, each.code) for each in found.problems] == [("text", "no_reader")]
    assert named in str(found.problems[0].sentence)


def test_two_of_one_name_are_told_apart_by_the_list() -> None:
    assert [each.code for each in mentioned("@王芳", (), READERS).problems] == ["several"]

    chosen = mentioned("@王芳 请看", ("xihu",), READERS)

    assert chosen.problems == ()
    assert [each.login for each in chosen.people] == ["xihu"]


def test_whoever_is_chosen_has_to_be_a_reader_and_is_written_into_the_text() -> None:
    found = mentioned("请看", ("yibao", "stranger"), READERS)

    assert [each.field for each in found.problems] == ["mentions"]
    assert with_mentions("请看", found.people) == "请看\n@李明"
    assert with_mentions("请@李明看", found.people) == "请@李明看"
