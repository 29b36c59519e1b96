"""What each kind of mistake in a form is called, and how it is mended.

Pydantic says what is wrong in English for programmers; here is what is said to people. A model's
own rule raises ``PydanticCustomError(code, sentence, particulars)`` with a sentence of the
catalogues, or a ``ValueError`` with such a sentence when there are no particulars.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

from portal.core.i18n import N_, Sentence, say

MISSING = N_("请填写“%(field)s”。")
_MISSING_UNNAMED = N_("请填写这一项。")
_UNREADABLE = N_("“%(field)s”填写的内容不符合要求，请核对后重新填写。")
_UNREADABLE_UNNAMED = N_("这里填写的内容不符合要求，请核对后重新填写。")

_NUMBER = N_("请填写数字，例如 3。")
_DAY = N_("请填写日期，例如 2026-11-25。")
_INSTANT = N_("请填写日期和时间，例如 2026-11-25 09:30。")
_TICK = N_("请选择“是”或“否”。")
_CHOICE = N_("请从给出的选项中选择。")
_TEXT = N_("请填写文字。")
_ROWS = N_("请按列表填写。")
_PARTS = N_("请分项填写。")

SENTENCES: dict[str, str] = {
    "extra_forbidden": N_("这里不接受“%(name)s”这一项，请去掉后再提交。"),
    "string_type": _TEXT,
    "string_too_short": N_("至少填写 %(min_length)s 个字。"),
    "string_too_long": N_("最多 %(max_length)s 个字，请缩短。"),
    "string_pattern_mismatch": N_("格式不对，请核对后重新填写。"),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": N_("数字太大，请核对。"),
    "int_from_float": N_("请填写整数，不带小数。"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_places": N_("小数最多 %(decimal_places)s 位。"),
    "greater_than": N_("应大于 %(gt)s。"),
    "greater_than_equal": N_("不能小于 %(ge)s。"),
    "less_than": N_("应小于 %(lt)s。"),
    "less_than_equal": N_("不能大于 %(le)s。"),
    "bool_type": _TICK,
    "bool_parsing": _TICK,
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_past": N_("应为今天以前的日期。"),
    "date_future": N_("应为今天以后的日期。"),
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": _INSTANT,
    "time_type": N_("请填写时间，例如 09:30。"),
    "time_parsing": N_("请填写时间，例如 09:30。"),
    "list_type": _ROWS,
    "tuple_type": _ROWS,
    "set_type": _ROWS,
    "frozen_set_type": _ROWS,
    "too_short": N_("至少要有 %(min_length)s 项。"),
    "too_long": N_("最多 %(max_length)s 项，请减少。"),
    "dict_type": _PARTS,
    "model_type": _PARTS,
    "model_attributes_type": _PARTS,
    "union_tag_not_found": _CHOICE,
    "union_tag_invalid": _CHOICE,
}


def sentence_for(error: ErrorDetails, title: Sentence | None) -> Sentence:
    """Return what to say about this mistake at the field called ``title``."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return say(MISSING, field=title) if title else say(_MISSING_UNNAMED)
    if kind in SENTENCES:
        return say(SENTENCES[kind], **_particulars(context), name=str(error["loc"][-1])[:40])
    if kind in {"value_error", "assertion_error"}:
        return _raised(context.get("error"), title)
    # Pydantic's own codes end here too, when none of our models was expected to give them.
    return say(error["msg"], **context) if _is_ours(error["msg"]) else _unreadable(title)


def _particulars(context: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name != "name"}


def _raised(error: Any, title: Sentence | None) -> Sentence:
    text = str(error)
    return say(text) if _is_ours(text) else _unreadable(title)


def _is_ours(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _unreadable(title: Sentence | None) -> Sentence:
    return say(_UNREADABLE, field=title) if title else say(_UNREADABLE_UNNAMED)
