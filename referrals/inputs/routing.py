"""Routing rules, what units let the desks know, and handing over the first contact."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from portal.core.fields import Act, Day, FilledLine, FilledWords, Form, Line, Words, wrong
from portal.core.i18n import N_

# The column's own length; a document's number with its title is shorter.
_SOURCE = 60


def _short(value: str) -> str:
    if len(value) > _SOURCE:
        raise wrong("text_too_long", N_("最多 60 个字，请只写文号和名称。"))
    return value


class RuleIn(Form):
    """An exception to who serves a place, from a day on, by a document."""

    programme: FilledLine = Field(title=N_("救助项目"))
    place: FilledLine = Field(title=N_("行政区划"))
    unit: FilledLine = Field(title=N_("承办单位"))
    source: Annotated[FilledLine, AfterValidator(_short)] = Field(title=N_("依据"))
    since: Day = None
    until: Day = None
    note: Words = ""

    @model_validator(mode="after")
    def _in_order(self) -> RuleIn:
        if self.since and self.until and self.until <= self.since:
            raise wrong("order", N_("终止日期要晚于开始日期，请更正。"))
        return self


class EndRule(Act):
    """Why a rule ends, and from which day it holds no more."""

    reason: FilledWords = Field(title=N_("理由"))
    until: Day = None


class UnitNoteIn(Form):
    """What a unit lets the desks know before they send to it."""

    unit: Line = ""
    programme: Line = ""
    text: FilledLine = Field(title=N_("说明"))
    since: Day = None
    until: Day = None

    @model_validator(mode="after")
    def _in_order(self) -> UnitNoteIn:
        if self.since and self.until and self.until <= self.since:
            raise wrong("order", N_("终止日期要晚于开始日期，请更正。"))
        return self


class HandOver(Act):
    """To whom the first contact of a case is handed over, and why."""

    receiver: FilledLine = Field(title=N_("接收人"))
    reason: FilledWords = Field(title=N_("理由"))


class Inform(Act):
    """Which unit is to know of a case, and what of it."""

    unit: FilledLine = Field(title=N_("知会单位"))
    message: Words = ""


class Uninform(Act):
    """Which unit was told by mistake, or need not know any more, and why."""

    unit: FilledLine = Field(title=N_("知会单位"))
    reason: FilledWords = Field(title=N_("理由"))


class SignFor(Form):
    """Which cases one's unit signs for being told of, by their numbers."""

    picked: Annotated[tuple[FilledLine, ...], Field(max_length=200)] = ()


class HandOverAll(Form):
    """All open cases of somebody who leaves: to whom, and why."""

    giver: FilledLine = Field(title=N_("原首问责任人"))
    receiver: FilledLine = Field(title=N_("接收人"))
    reason: FilledWords = Field(title=N_("理由"))


class AnswerOffers(Form):
    """Which offers are answered, and how."""

    picked: tuple[FilledLine, ...] = Field(default=(), max_length=200)
    answer: Literal["accept", "decline"] = "accept"
    reason: Words = ""


class Reason(Form):
    """An act that needs nothing but its reason."""

    reason: FilledWords = Field(title=N_("理由"))
