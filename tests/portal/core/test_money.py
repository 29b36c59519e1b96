"""Money: read as people write it, shown as offices write it, never a fen lost."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import Money, rounded

_amounts = st.integers(0, 10**14).map(Money)
_any_amounts = st.integers(-(10**14), 10**14).map(Money)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("0", 0),
        ("7000", 700_000),
        ("7000.5", 700_050),
        ("7000.05", 700_005),
        ("7,000.00", 700_000),
        ("1,234,567.89", 123_456_789),
        ("  350 ", 35_000),
        ("¥350", 35_000),
        ("￥350", 35_000),
        ("350元", 35_000),
        ("350 元", 35_000),
        ("７０００．００", 700_000),
        ("7，000", 700_000),
        ("007", 700),
        ("9999999999999.99", 999_999_999_999_999),
    ],
)
def test_an_amount_is_read_as_people_write_it(written: str, fen: int) -> None:
    assert Money.parse(written) == Money(fen)


@pytest.mark.parametrize(
    "written",
    ["", " ", "元", "-5", "+5", "1.234", "1,23", "12,34,567", "1.", ".5", "1e3", "七千",
     "7000.00.0", "7 000", "NaN", "1" * 14, "0x10", "٣"],
)  # fmt: skip
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.parse(written)


def test_a_megabyte_of_digits_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.parse("9" * 1_000_000)


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (700_000, "7,000.00"), (-12_345_678, "-123,456.78")],
)
def test_an_amount_is_shown_as_offices_write_it(fen: int, shown: str) -> None:
    assert str(Money(fen)) == shown


@given(_amounts)
def test_what_is_shown_reads_back_as_the_same_amount(amount: Money) -> None:
    assert Money.parse(str(amount)) == amount


@given(_any_amounts, st.integers(1, 50))
def test_shares_add_up_and_differ_by_a_fen_at_most(amount: Money, parts: int) -> None:
    shares = amount.shared(parts)

    assert len(shares) == parts
    assert Money.total(shares) == amount
    assert max(shares).fen - min(shares).fen <= 1
    assert list(shares) == sorted(shares, reverse=True), "the first ones take what is left over"


def test_money_is_not_shared_among_nobody() -> None:
    with pytest.raises(ValueError, match="one or more"):
        Money(100).shared(0)


@given(_any_amounts, _any_amounts)
def test_adding_and_taking_away_undo_each_other(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert Money.total([one, other]) == one + other


@pytest.mark.parametrize(
    ("value", "whole"),
    [("1/2", 1), ("3/2", 2), ("-1/2", -1), ("-3/2", -2), ("49/100", 0), ("-49/100", 0), ("7", 7)],
)
def test_halves_are_rounded_away_from_zero(value: str, whole: int) -> None:
    assert rounded(Fraction(value)) == whole


@given(st.fractions())
def test_rounding_moves_by_half_at_most_and_mirrors(value: Fraction) -> None:
    assert abs(rounded(value) - value) <= Fraction(1, 2)
    assert rounded(-value) == -rounded(value)


def test_a_factor_is_exact_until_the_one_rounding() -> None:
    assert Money(10_000).times(Fraction(1, 3)) == Money(3_333)
    assert Money(5).times(Fraction(1, 10)) == Money(1)
    assert Money.yuan(25_000).times(Fraction(28, 100)) == Money.yuan(7_000)


def test_nothing_is_false_and_amounts_are_ordered() -> None:
    assert not Money(0)
    assert Money(-1)
    assert Money(1) < Money(2)
    assert Money.total([]) == Money(0)
