"""The numbers of people: resident IDs with their check digit, other documents, phones."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from referrals.inputs import PersonIn, birth_of, check_id, normal_id, normal_phone, sex_of
from referrals.model import Sex
from tests.referrals.typing_in import ON, person, problems

# --- resident ID numbers -------------------------------------------------------------------------

#   as typed                      stored                sex     born
GOOD_IDS = """
    11010519491231002X            11010519491231002X    female  1949-12-31
    11010519491231002x            11010519491231002X    female  1949-12-31
    440524188001015368            440524188001015368    female  1880-01-01
    １１０１０５１９４９１２３１００２Ｘ   11010519491231002X    female  1949-12-31
    110105-19491231-002X          11010519491231002X    female  1949-12-31
    11010519491231002             11010519491231002X    female  1949-12-31
    110105491231002               110105491231002       female  1949-12-31
"""


@pytest.mark.parametrize("row", [line.split() for line in GOOD_IDS.splitlines() if line.strip()])
def test_a_number_is_stored_the_same_however_it_was_typed(row: list[str]) -> None:
    typed, stored, sex, born = row

    assert check_id(typed, ON) == stored
    assert sex_of(stored) == Sex(sex)
    assert birth_of(stored) == date.fromisoformat(born)


def test_spaces_in_a_number_do_not_count() -> None:
    assert check_id(" 110105 1949 1231 002X　", ON) == "11010519491231002X"


#   as typed              what is wrong
BAD_IDS = """
    110105194912310020    id_check
    110105194912310029    id_check
    110105194912301X02    id_digits
    A1010519491231002X    id_digits
    1101051949123100      id_length
    11010519491231002XX   id_length
    1101051949123         id_length
    11010519491331002X    id_birth
    11010519490230002X    id_birth
    11010520301231002X    id_birth
    11010517991231002X    id_birth
    110105491331002       id_birth
    １１０１０５１９４９１２３１００２０    id_check
    ١١٠١٠٥١٩٤٩١٢٣١٠٠٢٠    id_digits
"""


@pytest.mark.parametrize("row", [line.split() for line in BAD_IDS.splitlines() if line.strip()])
def test_a_wrong_number_says_what_is_wrong_with_it(row: list[str]) -> None:
    typed, code = row

    assert problems(PersonIn, person(doc_number=typed)) == {"doc_number": code}


@given(st.dates(date(1900, 1, 1), ON), st.integers(0, 999), st.integers(0, 16))
def test_one_wrong_digit_is_always_noticed(born: date, order: int, place: int) -> None:
    stem = f"500116{born:%Y%m%d}{order:03}"
    number = stem + mod_11_2.calc_check_digit(stem)
    other = str((int(number[place]) + 1) % 10)

    assert check_id(number, ON) == number
    assert birth_of(number) == born
    wrong = number[:place] + other + number[place + 1 :]
    assert problems(PersonIn, person(doc_number=wrong))


def test_the_swallowed_x_is_completed_only_where_it_belongs() -> None:
    assert normal_id("11010519491231002") == "11010519491231002X"
    assert normal_id("44052419800101001") == "44052419800101001"


def test_other_documents_are_not_checked_like_a_resident_id() -> None:
    passport = PersonIn.model_validate(person(doc_kind="passport", doc_number="e1234 5678"))

    assert passport.number == "E12345678"
    assert passport.born is None


def test_having_no_number_needs_its_reason() -> None:
    assert problems(PersonIn, {"name": "无名", "doc_kind": "none"}) == {
        "no_doc_reason": "no_reason"
    }
    assert problems(PersonIn, {"name": "无名"}) == {"doc_number": "no_document"}
    told = {"name": "无名", "doc_kind": "none", "no_doc_reason": "流浪，身份不明"}
    assert PersonIn.model_validate(told | {"sex": "male"}).number == ""


def test_birth_date_and_sex_come_from_the_number() -> None:
    told = PersonIn.model_validate(person(birth_date="1980-01-01", sex="male"))

    assert (told.born, told.told_sex) == (date(1949, 12, 31), Sex.FEMALE)


# --- phones --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("023-12345678", "023-12345678"),
        ("02312345678", "02312345678"),
        ("023-12345678-801", "023-12345678-801"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_a_phone_number_is_stored_as_it_is_dialled(typed: str, stored: str) -> None:
    assert normal_phone(typed) == stored
    assert PersonIn.model_validate(person(phone=typed)).phone == stored


@pytest.mark.parametrize("typed", ["1380013800", "138001380000", "12", "无", "1e9", "13800138000a"])
def test_what_is_no_phone_number_is_refused(typed: str) -> None:
    assert problems(PersonIn, person(phone=typed)) == {"phone": "phone"}
