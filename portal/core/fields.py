"""The kinds of field the forms are made of: texts, money, days, ticks and counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from portal.core.calendar import OFFICE
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.money import Money


def wrong(code: str, message: str, **params: Any) -> PydanticCustomError:
    """Return an error with a text of ours; the code is for programs."""
    return PydanticCustomError(code, message, params)


def today() -> date:
    """Return the day it is in the offices; forms read dates against it."""
    return datetime.now(OFFICE).date()


# What no keyboard types: control characters, halves of a pair, marks that turn or hide a text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")


def _tidy(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    plain = _UNSEEN.sub("", _BREAKS.sub("\n", value))
    return unicodedata.normalize("NFC", plain).strip()


def _tidy_line(value: Any) -> Any:
    return re.sub(r"\s*\n\s*", " ", _tidy(value)) if isinstance(value, str) else value


def _long(limit: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        if len(value) > limit:
            raise wrong(
                "text_too_long",
                N_("最多 %(limit)s 个字，现为 %(length)s 个字。请精简，或把细节作为材料提交。"),
                limit=limit,
                length=len(value),
            )
        return value

    return check


def _filled(value: str) -> str:
    if not value:
        raise wrong("missing", N_("请填写这一项。"))
    return value


Line = Annotated[str, BeforeValidator(_tidy_line), AfterValidator(_long(80))]
Words = Annotated[str, BeforeValidator(_tidy), AfterValidator(_long(500))]
Story = Annotated[str, BeforeValidator(_tidy), AfterValidator(_long(4000))]
FilledLine = Annotated[Line, AfterValidator(_filled)]
FilledWords = Annotated[Words, AfterValidator(_filled)]
FilledStory = Annotated[Story, AfterValidator(_filled)]


def _money(value: Any) -> Any:
    if value is None or value == "":
        return Money(0)
    if isinstance(value, Money):
        return value
    if isinstance(value, bool | float):
        raise wrong("money", N_("金额请以文字填写，如 7000.00，以免丢失分。"))
    try:
        return Money.parse(str(value))
    except ValueError:
        raise wrong("money", N_("金额请写成 7000 或 7000.00，单位为元，不带正负号。")) from None


def _maybe_money(value: Any) -> Any:
    return None if value is None or value == "" else _money(value)


# The API describes an amount as the text it is written as.
_WRITTEN = {"type": "string", "examples": ["7000.00"]}
_TEXT = PlainSerializer(str, return_type=str)

Yuan = Annotated[Money, BeforeValidator(_money), _TEXT, WithJsonSchema(_WRITTEN)]
MaybeYuan = Annotated[
    Money | None,
    BeforeValidator(_maybe_money),
    WithJsonSchema({"anyOf": [_WRITTEN, {"type": "null"}]}),
]

_WORDS = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "昨天": -1, "昨日": -1}
# Eight digits, or separated: 2026111 could be two days and is neither.
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?", re.ASCII)


def read_day(text: str, on: date) -> date:
    """Return the day written as 20261125, 2026-11-25, 2026年11月25日, 11-25, 今天 or 明天.

    Raises ``ValueError`` for anything else and for days that do not exist.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "")
    if plain in _WORDS:
        return on + timedelta(days=_WORDS[plain])
    if found := _COMPACT.fullmatch(plain) or _FULL.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.fullmatch(plain):
        return date(on.year, int(found[1]), int(found[2]))
    raise ValueError(f"not a day: {text[:40]!r}")


_NO_DAY = N_("日期没有看懂，或这一天不存在。请写成 2026-11-25、20261125 或 11-25。")


def asked_day(name: str, text: str) -> date | None:
    """Return the day that an address asks for, None for none; raise ``Invalid`` for no day."""
    if not text.strip():
        return None
    try:
        return read_day(text, today())
    except ValueError:
        raise Invalid([problem(name, _NO_DAY)]) from None


def _day(value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return read_day(str(value), today())
    except ValueError:
        raise wrong("date", _NO_DAY) from None


Day = Annotated[date | None, BeforeValidator(_day)]


def _past(value: date | None) -> date | None:
    if value is not None and value > today():
        raise wrong("future", N_("日期在将来，请核对。"))
    return value


PastDay = Annotated[Day, AfterValidator(_past)]


def _yes(value: Any) -> Any:
    return value in {True, "true", "yes", "on", "1"} if isinstance(value, str) else bool(value)


Tick = Annotated[bool, BeforeValidator(_yes)]


def nothing(value: Any) -> Any:
    """Return None for an empty field of a form."""
    return None if value == "" else value


def count(value: Any) -> Any:
    """Return 0 for an empty field of a form."""
    return 0 if value is None or value == "" else value


Count = Annotated[int, BeforeValidator(count), Field(ge=0, le=100_000)]


class Form(BaseModel):
    """The base of every form."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Act(Form):
    """The base of every act on a thing: which version of it was seen."""

    version: int = Field(ge=0)
