"""What a household has and spends, item by item, and who of the officials is close to it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from portal.core.money import Money
from referrals.model.choices import Relation


class MeansSort(StrEnum):
    """Whether an item comes in, is owned, or goes out."""

    INCOME = "income"
    PROPERTY = "property"
    SPENDING = "spending"


class MeansKind(StrEnum):
    """What an item is; the first four are the kinds of income the law counts."""

    WAGES = "wages"
    BUSINESS = "business"
    FROM_PROPERTY = "from_property"
    TRANSFER = "transfer"
    OTHER_INCOME = "other_income"
    SAVINGS = "savings"
    DWELLING = "dwelling"
    VEHICLE = "vehicle"
    OTHER_PROPERTY = "other_property"
    MEDICAL = "medical"
    CARE = "care"
    SCHOOLING = "schooling"
    HOUSING = "housing"
    OTHER_SPENDING = "other_spending"

    @property
    def sort(self) -> MeansSort:
        """Whether it comes in, is owned, or goes out."""
        return _SORTS[self]

    @property
    def rigid(self) -> bool:
        """Whether it is spending that cannot be put off 刚性支出."""
        return self.sort is MeansSort.SPENDING and self is not MeansKind.OTHER_SPENDING


_KINDS = tuple(MeansKind)
_SORTS = {
    kind: MeansSort.INCOME if n < 5 else MeansSort.PROPERTY if n < 9 else MeansSort.SPENDING
    for n, kind in enumerate(_KINDS)
}


class Per(StrEnum):
    """Whether an amount comes each month, each year, or once."""

    MONTH = "month"
    YEAR = "year"
    ONCE = "once"


class MeansItem(msgspec.Struct, frozen=True):
    """One item of income, property or spending; ``whose`` is a name, "" the whole household's."""

    kind: MeansKind
    amount: Money
    per: Per = Per.MONTH
    whose: str = ""
    remark: str = ""


class Declared(StrEnum):
    """What was said when asked for close relatives among the officials."""

    NOT_ASKED = ""
    NONE = "none"
    SOME = "some"


class Relative(msgspec.Struct, frozen=True):
    """An official who is a close relative: whose, how, where; the member of the staff if known."""

    name: str
    post: str
    unit: str
    relation: Relation
    whose: str = ""
    staff_id: int | None = None
