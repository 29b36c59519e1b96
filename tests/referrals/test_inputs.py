"""What may be sent: dates, amounts and texts as people type them, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from portal.core.money import Money
from referrals.inputs import (
    Acceptance,
    AmountsIn,
    AskPapers,
    CircumstancesIn,
    Completion,
    Confirmation,
    LookUp,
    NoteIn,
    PersonIn,
    Plain,
    Registration,
    Sending,
    read_day,
)
from tests.referrals.typing_in import ON, PERSON, person, problems

MEGABYTE = "长" * 1_000_000


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-25", "2026-11-25"),
        ("2026-1-5", "2026-01-05"),
        ("20261125", "2026-11-25"),
        ("2026/11/25", "2026-11-25"),
        ("2026.11.25", "2026-11-25"),
        ("2026年11月25日", "2026-11-25"),
        ("2026 年 1 月 5 日", "2026-01-05"),
        ("２０２６－１１－２５", "2026-11-25"),
        ("11-25", "2026-11-25"),
        ("11月25日", "2026-11-25"),
        ("今天", "2026-11-24"),
        ("明天", "2026-11-25"),
        ("昨天", "2026-11-23"),
        ("后天", "2026-11-26"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert read_day(typed, ON) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    ["2026-02-30", "2026-13-01", "2-29", "2026111", "202611", "25", "0000-01-01", "下周",
     "2026-11-25T10:00", "٢٠٢٦-١١-٢٥"],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(typed, ON)
    assert problems(PersonIn, person(birth_date=typed)) == {"birth_date": "date"}


def test_nobody_is_born_in_the_future() -> None:
    assert problems(PersonIn, person(birth_date="2999-01-01")) == {"birth_date": "future"}
    assert problems(LookUp, {"name": "李", "birth_date": "2999-01-01"}) == {"birth_date": "future"}


def test_an_empty_day_is_none() -> None:
    assert PersonIn.model_validate(person(birth_date="")).birth_date is None


# --- amounts, counts, ticks ----------------------------------------------------------------------


def test_an_amount_is_exact_and_nothing_is_zero() -> None:
    told = CircumstancesIn.model_validate(
        {"own_share": "25,000.50", "medical_cost": "", "income_per_head": ""}
    )

    assert told.own_share == Money(2_500_050)
    assert told.medical_cost == Money(0)
    assert told.income_per_head is None, "not told is not zero"


@pytest.mark.parametrize("typed", ["-1", "1.234", "七千", "1e3", 7000.5, True, [], {}])
def test_what_is_no_amount_is_refused(typed: Any) -> None:
    assert problems(AmountsIn, {"money": typed}) == {"money": "money"}


@pytest.mark.parametrize("typed", ["-1", "1.5", "100001", [], {}, "很多"])
def test_what_is_no_count_is_refused(typed: Any) -> None:
    assert set(problems(AmountsIn, {"persons": typed})) == {"persons"}


@pytest.mark.parametrize(
    ("sent", "ticked"),
    [("on", True), ("true", True), (True, True), ("", False), ("false", False), (None, False)],
)
def test_a_tick_is_read_from_forms_and_programs(sent: Any, ticked: bool) -> None:
    assert PersonIn.model_validate(person(in_school=sent)).in_school is ticked


# --- texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  李桂香 ", "李桂香"),
        ("李\u200b桂香\ufeff", "李桂香"),
        ("李\x00桂香", "李桂香"),
        ("李\ud800桂香", "李桂香"),
        ("李\u202e桂香", "李桂香"),
        ("李\r\n 桂香", "李 桂香"),
        ("e\u0301", "é"),
        ("𮧵", "𮧵"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
    ],
)
def test_a_name_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert PersonIn.model_validate(person(name=typed)).name == kept


def test_a_story_keeps_its_lines() -> None:
    assert NoteIn.model_validate({"version": 1, "text": "一\r\n二\u2028三\n"}).text == "一\n二\n三"


@pytest.mark.parametrize("typed", ["", "  ", "\n", "\u200b", "\x00"])
def test_a_text_of_nothing_is_missing(typed: str) -> None:
    assert problems(NoteIn, {"version": 1, "text": typed}) == {"text": "missing"}


def test_a_megabyte_is_refused_wherever_it_is_typed() -> None:
    told = person(
        name=MEGABYTE, doc_number=MEGABYTE, phone=MEGABYTE, birth_date=MEGABYTE, income=MEGABYTE,
        relation=MEGABYTE,
    )  # fmt: skip

    assert problems(PersonIn, told) == {
        "name": "text_too_long", "doc_number": "text_too_long", "phone": "phone",
        "birth_date": "date", "income": "money", "relation": "enum",
    }  # fmt: skip


@pytest.mark.parametrize("sent", [None, 1, 1.5, True, [], {}, ["x"]])
def test_the_wrong_kind_of_value_is_a_problem_and_never_a_crash(sent: Any) -> None:
    for field in PersonIn.model_fields:
        found = problems(PersonIn, person(**{field: sent}))
        assert set(found) <= {field, "doc_number"}, field


# --- forms ---------------------------------------------------------------------------------------


def test_every_problem_comes_at_once_with_its_place() -> None:
    told = {
        "applicant": person(name="", doc_number="110105194912310020", phone="x"),
        "members": [person(), person(birth_date="2026-02-30"), {"name": "无名"}],
        "causes": ["illness", "boredom"],
        "request": " ",
        "colour": "red",
    }

    assert problems(Registration, told) == {
        "applicant.name": "missing",
        "applicant.doc_number": "id_check",
        "applicant.phone": "phone",
        "members.1.birth_date": "date",
        "members.2.doc_number": "no_document",
        "causes.1": "enum",
        "request": "missing",
        "colour": "extra_forbidden",
    }


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        (Plain, {"version": 1}),
        (Acceptance, {"version": 1}),
        (AskPapers, {"version": 1, "items": [{"name": "户口簿"}]}),
        (LookUp, {"phone": "13800138000"}),
        (PersonIn, PERSON),
    ],
)
def test_a_field_nobody_asked_for_is_refused(model: type[BaseModel], sent: dict[str, Any]) -> None:
    assert problems(model, sent) == {}
    assert problems(model, sent | {"colour": "red"}) == {"colour": "extra_forbidden"}


def test_every_act_names_the_version_that_was_seen() -> None:
    assert problems(Plain, {}) == {"version": "missing"}
    assert problems(Plain, {"version": -1}) == {"version": "greater_than_equal"}


@pytest.mark.parametrize(
    "given_", [{}, {"name": "李桂香"}, {"birth_date": "1949-12-31"}, {"name": " ", "phone": ""}]
)
def test_looking_up_needs_something_to_look_for(given_: dict[str, str]) -> None:
    assert problems(LookUp, given_) == {"": "nothing"}


def test_papers_are_asked_with_a_list_and_a_limit() -> None:
    assert problems(AskPapers, {"version": 1, "items": []}) == {"items": "too_short"}
    asked = AskPapers.model_validate({"version": 1, "items": [{"name": "户口簿"}]})
    assert asked.working_days == 10
    late = {"version": 1, "items": [{"name": "户口簿"}], "working_days": 61}
    assert problems(AskPapers, late) == {"working_days": "less_than_equal"}


def test_one_sending_has_one_lead_at_most() -> None:
    item = {"programme": "dibao", "unit": "u1", "role": "lead"}

    assert problems(Sending, {"version": 1, "items": [item]}) == {}
    assert problems(Sending, {"version": 1, "items": [item, item]}) == {"": "one_lead"}


def test_no_response_is_not_an_outcome_to_choose() -> None:
    sent = {"version": 1, "outcome": "no_response", "answer": "未答复"}

    assert problems(Completion, sent) == {"": "outcome"}


def test_the_days_of_a_call_back_are_days() -> None:
    sent = {"version": 1, "call_back": "unreachable", "tried_on": ["2026-11-20", "2026-11-21"]}
    told = Confirmation.model_validate(sent)

    assert told.tried_on == (date(2026, 11, 20), date(2026, 11, 21))
