"""The household's means and its declared relatives as pages show them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from portal.core.i18n import gettext
from portal.render import filters
from portal.render.labels import label
from referrals.model import Case, MeansItem, MeansSort, Relative
from referrals.rules.means import Sums

Pairs = tuple[tuple[str, str], ...]


class ItemLine(msgspec.Struct, frozen=True):
    """One item in one line."""

    title: str
    whose: str
    amount: str
    remark: str


class ItemGroup(msgspec.Struct, frozen=True):
    """The items that come in, are owned, or go out."""

    title: str
    lines: tuple[ItemLine, ...]


def lines(found: Sums) -> Pairs:
    """Return what the items add up to, each sum with its words; nothing for what was not told."""
    held = (
        (gettext("家庭月收入"), found.income),
        (gettext("人均月收入"), found.income_per_head),
        (gettext("月刚性支出"), found.rigid_spending),
        (gettext("财产合计"), found.property),
    )
    return tuple((words, filters.money(value)) for words, value in held if value is not None)


def groups(items: Iterable[MeansItem]) -> tuple[ItemGroup, ...]:
    """Return the items in the law's order: income, property, spending."""
    held = tuple(items)
    found = (
        ItemGroup(label(sort), tuple(_line(each) for each in held if each.kind.sort is sort))
        for sort in MeansSort
    )
    return tuple(group for group in found if group.lines)


def _line(item: MeansItem) -> ItemLine:
    amount = filters.money(item.amount)
    if item.kind.sort is not MeansSort.PROPERTY:
        amount = f"{label(item.per)} {amount}"
    return ItemLine(label(item.kind), item.whose or gettext("全家"), amount, item.remark)


class RelativeLine(msgspec.Struct, frozen=True):
    """One close relative in one line."""

    name: str
    about: str
    relation: str
    on_staff: bool


def relatives(held: Iterable[Relative], case: Case) -> tuple[RelativeLine, ...]:
    """Return the declared relatives, each with post and unit, and whose relative it is."""
    return tuple(
        RelativeLine(
            each.name,
            " · ".join(text for text in (each.unit, each.post) if text),
            gettext("%(name)s的%(relation)s")
            % {"name": each.whose or case.applicant_name, "relation": label(each.relation)},
            each.staff_id is not None,
        )
        for each in held
    )
