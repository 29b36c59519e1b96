"""What a household's items add up to: exact, rounded once, nothing counted twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import Money
from referrals.model import Circumstances, MeansItem, MeansKind, MeansSort, Per
from referrals.rules.means import Earner, income_of, sums, with_sums

WAGES, TRANSFER, MEDICAL = MeansKind.WAGES, MeansKind.TRANSFER, MeansKind.MEDICAL


def item(kind: MeansKind, yuan: str, per: Per = Per.MONTH, whose: str = "") -> MeansItem:
    return MeansItem(kind, Money.parse(yuan), per, whose)


FOUR = [Earner("甲"), Earner("乙"), Earner("丙"), Earner("丁")]

#   items                                                        income    per head  rigid
TABLE = [
    ([], None, None, None),
    ([item(WAGES, "2000")], "2,000.00", "500.00", None),
    ([item(WAGES, "2000"), item(TRANSFER, "1200", Per.YEAR)], "2,100.00", "525.00", None),
    ([item(TRANSFER, "100", Per.ONCE)], "8.33", "2.08", None),
    ([item(MEDICAL, "6000", Per.YEAR), item(MeansKind.HOUSING, "300")], None, None, "800.00"),
    ([item(MeansKind.OTHER_SPENDING, "300")], None, None, None),
    ([item(MeansKind.SAVINGS, "9000", Per.ONCE)], None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("items", "income", "head", "rigid"), TABLE)
def test_the_items_of_four_people_add_up(
    items: list[MeansItem], income: str | None, head: str | None, rigid: str | None
) -> None:
    found = sums(FOUR, items)

    shown = (found.income, found.income_per_head, found.rigid_spending)
    assert tuple(str(each) if each else None for each in shown) == (income, head, rigid)


def test_a_persons_own_figure_counts_where_no_item_is_that_persons() -> None:
    people = [Earner("甲", Money.yuan(900)), Earner("乙", Money.yuan(100))]

    found = sums(people, [item(WAGES, "1000", whose="甲")])

    assert found.income == Money.yuan(1100)
    assert income_of(people[0], [item(WAGES, "1000", whose="甲")]) == Money.yuan(1000)
    assert income_of(people[1], [item(WAGES, "1000", whose="甲")]) == Money.yuan(100)


def test_property_is_no_income() -> None:
    found = sums(FOUR, [item(MeansKind.SAVINGS, "9000", Per.ONCE), item(MeansKind.VEHICLE, "1")])

    assert found.income is None
    assert found.property == Money.yuan(9001)


def test_what_was_typed_goes_before_a_sum() -> None:
    found = sums(FOUR, [item(WAGES, "2000"), item(MEDICAL, "50")])

    empty = with_sums(Circumstances(), found)
    typed = with_sums(Circumstances(income_per_head=Money(0), rigid_spending=Money(7)), found)

    assert (empty.income_per_head, empty.rigid_spending) == (Money.yuan(500), Money.yuan(50))
    assert (typed.income_per_head, typed.rigid_spending) == (Money(0), Money(7))


def test_each_kind_comes_in_is_owned_or_goes_out() -> None:
    sorts = [kind.sort for kind in MeansKind]

    assert [sorts.count(sort) for sort in MeansSort] == [5, 4, 5]
    assert sum(kind.rigid for kind in MeansKind) == 4


@given(st.lists(st.tuples(st.sampled_from(list(Per)), st.integers(1, 10**9)), max_size=8),
       st.integers(1, 9))  # fmt: skip
def test_the_income_per_head_is_within_half_a_fen_of_the_exact_share(
    told: list[tuple[Per, int]], heads: int
) -> None:
    items = [MeansItem(WAGES, Money(fen), per) for per, fen in told]

    found = sums([Earner(str(n)) for n in range(heads)], items)

    exact = sum(fen * (12 if per is Per.MONTH else 1) for per, fen in told)
    assert (found.income_per_head is None) == (not told)
    if found.income_per_head is not None:
        assert abs(found.income_per_head.fen * 12 * heads - exact) * 2 <= 12 * heads
