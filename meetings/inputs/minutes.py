"""Writing minutes, saying what one thinks of them, signing and issuing."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from meetings.inputs.writing import Revision
from meetings.model import Ending
from portal.core.fields import (
    Act,
    Day,
    FilledLine,
    FilledStory,
    FilledWords,
    Form,
    Line,
    Story,
    Tick,
    wrong,
)
from portal.core.i18n import N_

_PLACE = re.compile(r"\d{1,9}\.\d{1,4}", re.ASCII)


def _place(value: str) -> str:
    if not _PLACE.fullmatch(value):
        raise wrong("place", N_("请从列表中选择段落。"))
    return value


Place = Annotated[Line, AfterValidator(_place)]


class EffectIn(Form):
    """What the decision does to the referral the topic came from."""

    unit: Line = ""
    role: Line = ""
    due_on: Day = None
    binding: Tick = True
    routing: Tick = False


class Writing(Act):
    """One item's text; for a topic out of a referral also what becomes of that.

    ``revision`` is the item's own that was seen; without it, the one that stands.
    """

    item: int = Field(ge=1)
    revision: Revision | None = None
    text: Story = ""
    effect: EffectIn = EffectIn()


class Resolve(Act):
    """A matter resolved under an item: text, units, working days from the issue.

    ``ends`` names an open resolution of the body that this one replaces or cancels when issued.
    """

    item: int = Field(ge=1)
    text: FilledStory = Field(title=N_("议定事项"))
    lead: FilledLine = Field(title=N_("牵头单位"))
    cooperating: tuple[Line, ...] = Field(default=(), max_length=30)
    working_days: int = Field(default=20, ge=1, le=500)
    ends: Line = Field(default="", title=N_("取代或撤销的议定事项"))
    ending: Ending = Ending.REPLACE


class Drop(Act):
    """A drafted resolution that is taken out again."""

    resolution: FilledLine = Field(title=N_("议定事项"))


class AtOnce(Act):
    """The item that comes into force before the minutes are issued."""

    item: int = Field(ge=1)


class Opinion(Act):
    """A unit's opinion; a comment or objection says what."""

    item: int | None = None
    text: FilledWords = Field(title=N_("意见"))


class Circulating(Act):
    """Sending minutes round, and for how many working days."""

    working_days: int = Field(default=3, ge=1, le=30)


class RemarkIn(Act):
    """What a unit says to a paragraph; ``place`` is the item's id, a dot, and its number."""

    place: Place = Field(title=N_("段落"))
    text: FilledWords = Field(title=N_("意见"))


class AnswerIn(Act):
    """The office's answer to a remark."""

    remark: FilledLine = Field(title=N_("意见"))
    answer: FilledWords = Field(title=N_("答复"))


class Overrule(Act):
    """The convener's written decision on an objection."""

    unit: FilledLine = Field(title=N_("提出异议的单位"))
    reason: FilledWords = Field(title=N_("裁定意见"))


_NAMES = re.compile(r"[、，,；;\n]")
_MOST_NAMES, _LONGEST_NAME = 60, 60


def _names(value: Any) -> Any:
    """Read names with 、 or a line's end between them, as an imprint writes them."""
    # A form's one text comes as a list of one, as whatever is told as many does.
    told = [value] if isinstance(value, str) else value
    if not isinstance(told, list | tuple) or not all(isinstance(each, str) for each in told):
        raise wrong("names", N_("请写单位名称，用顿号或换行分开。"))
    names = [name.strip() for each in told for name in _NAMES.split(each)]
    found = tuple(dict.fromkeys(filter(None, names)))
    if len(found) > _MOST_NAMES or any(len(each) > _LONGEST_NAME for each in found):
        raise wrong("names", N_("单位太多或名称太长，请核对。"))
    return found


Names = Annotated[
    tuple[str, ...], BeforeValidator(_names),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]  # fmt: skip


class Distributing(Act):
    """To whom the minutes go: 发, 抄报, 抄送; with none of them to all who were called."""

    to: Names = ()
    up: Names = ()
    copied: Names = Field(default=(), title=N_("抄送"))


class Issue(Act):
    """Issuing needs nothing but the version seen: number and bytes are the portal's."""
