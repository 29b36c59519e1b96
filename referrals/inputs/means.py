"""The household's items of income, property and spending, and its relatives among the officials."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from portal.core.fields import FilledLine, Form, Line, Yuan, nothing, wrong
from portal.core.i18n import N_
from portal.core.money import Money
from referrals.model import Declared, MeansItem, MeansKind, Per, Relation


def _given(amount: Money) -> Money:
    if not amount:
        raise wrong("missing", N_("请填写这一项。"))
    return amount


class MeansIn(Form):
    """One item: what, whose, how much, how often."""

    kind: MeansKind = Field(title=N_("收支项目"))
    whose: Line = ""
    amount: Annotated[Yuan, AfterValidator(_given)] = Field(
        default_factory=Money, validate_default=True
    )
    per: Per = Per.MONTH
    remark: Line = ""

    @property
    def item(self) -> MeansItem:
        """The item as it is kept."""
        return MeansItem(self.kind, self.amount, self.per, self.whose, self.remark)


def _not_self(relation: Relation) -> Relation:
    if relation is Relation.SELF:
        raise wrong("relation", N_("请选择与该人员的亲属关系。"))
    return relation


class RelativeIn(Form):
    """An official of the handling units or the village committee who is a close relative."""

    name: FilledLine = Field(title=N_("该人员姓名"))
    post: FilledLine = Field(title=N_("职务"))
    unit: Line = ""
    relation: Annotated[Relation, AfterValidator(_not_self)] = Field(title=N_("亲属关系"))
    whose: Line = ""
    # By sign-in name, where it is a person of the units on the portal.
    staff: Line = ""


DeclaredIn = Annotated[Declared, BeforeValidator(lambda value: nothing(value) or "")]
