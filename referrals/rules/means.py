"""What a household's items add up to; exact, and the same wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import msgspec

from portal.core.money import Money
from referrals.model import Circumstances, MeansItem, MeansSort, Per

# What comes once counts over the twelve months an application looks back on.
_MONTHS = {Per.MONTH: 1, Per.YEAR: 12, Per.ONCE: 12}


class Earner(msgspec.Struct, frozen=True):
    """A person of the household: the name, and the monthly income as told in one figure."""

    name: str
    income: Money = Money(0)


class Sums(msgspec.Struct, frozen=True):
    """What the items add up to; None where nothing was told that could be added."""

    income: Money | None = None
    income_per_head: Money | None = None
    rigid_spending: Money | None = None
    property: Money | None = None


def monthly(item: MeansItem) -> Fraction:
    """Return an item's amount a month in fen, not yet rounded."""
    return Fraction(item.amount.fen, _MONTHS[item.per])


def sums(people: Sequence[Earner], items: Iterable[MeansItem]) -> Sums:
    """Return the household's income and rigid spending a month, the income per head, the property.

    A person's own figure counts where no item of income is that person's; so nothing counts twice.
    Each sum is rounded once, to whole fen.
    """
    held = tuple(items)
    income = _income(people, held)
    rigid = [monthly(each) for each in held if each.kind.rigid]
    owned = [each.amount for each in held if each.kind.sort is MeansSort.PROPERTY]
    heads = max(1, len(people))
    return Sums(
        income=None if income is None else _money(income),
        income_per_head=None if income is None else _money(income / heads),
        rigid_spending=_money(sum(rigid, Fraction())) if rigid else None,
        property=Money.total(owned) if owned else None,
    )


def _income(people: Sequence[Earner], items: Sequence[MeansItem]) -> Fraction | None:
    own = [each for each in items if each.kind.sort is MeansSort.INCOME]
    itemised = {each.whose for each in own}
    figures = [p.income.fen for p in people if p.income and p.name not in itemised]
    if not own and not figures:
        return None
    return sum(map(monthly, own), Fraction(sum(figures)))


def income_of(person: Earner, items: Iterable[MeansItem]) -> Money:
    """Return one person's income a month: the items of that name, or the figure as told."""
    own = [each for each in items
           if each.kind.sort is MeansSort.INCOME and each.whose == person.name]  # fmt: skip
    return _money(sum(map(monthly, own), Fraction())) if own else person.income


def _money(fen: Fraction) -> Money:
    return Money(1).times(fen)


def with_sums(told: Circumstances, found: Sums) -> Circumstances:
    """Return the circumstances the suggestions look at: what was typed, else what adds up.

    A typed figure goes before a sum; where both are there and differ, the form asks why.
    """
    return msgspec.structs.replace(
        told,
        income_per_head=found.income_per_head
        if told.income_per_head is None
        else told.income_per_head,
        rigid_spending=told.rigid_spending or found.rigid_spending or Money(0),
    )
