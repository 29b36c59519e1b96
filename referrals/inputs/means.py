"""The household's items of income, property and spending, and its relatives among the officials."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from portal.core.fields import Act, FilledLine, FilledWords, Form, Line, Yuan, nothing, wrong
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


class StrikeRelative(Act):
    """Which declared relative is struck out, and why."""

    relative: FilledLine = Field(title=N_("近亲属"))
    reason: FilledWords = Field(title=N_("理由"))


DeclaredIn = Annotated[Declared, BeforeValidator(lambda value: nothing(value) or "")]


class Declare(Act):
    """What is said of close relatives after the registration; a row says as much as the answer."""

    relatives_declared: DeclaredIn = Declared.NOT_ASKED
    relatives: tuple[RelativeIn, ...] = Field(default=(), max_length=20)

    @property
    def declared(self) -> Declared:
        """What was said."""
        return Declared.SOME if self.relatives else self.relatives_declared

    @model_validator(mode="after")
    def _said(self) -> Declare:
        if self.declared is Declared.NOT_ASKED:
            raise wrong("missing", N_("请选择当面询问的结果，或添加人员。"))
        return self
