"""A ledger kept in a spreadsheet 受理台账: which column says what, and what a row tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any

import msgspec
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from portal.core.errors import Invalid, Problem, problem
from portal.core.fields import Act, Form, Words, nothing, read_day, today
from portal.core.i18n import N_
from portal.web.mending import sentence_for
from referrals.inputs.intake import Registration
from referrals.model import Channel, DocKind, Urgency
from referrals.programmes import catalogue

Column = Annotated[Annotated[int, Field(ge=0, lt=60)] | None, BeforeValidator(nothing)]

# What a ledger may say: the words for it, and the headings it goes by, in whichever script.
FIELDS: dict[str, str] = {
    "reference": N_("原编号"),
    "received": N_("受理日期"),
    "name": N_("姓名"),
    "doc_number": N_("证件号码"),
    "no_doc_reason": N_("无证件原因"),
    "birth_date": N_("出生日期"),
    "phone": N_("电话"),
    "address": N_("住址"),
    "programme": N_("救助项目"),
    "request": N_("请求"),
    "channel": N_("来源"),
    "urgency": N_("紧急程度"),
    "closed": N_("办结日期"),
    "result": N_("办理结果"),
}
NEEDED = ("name", "doc_number")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "reference": ("原编号", "编号", "受理编号", "登记编号", "台账编号", "序号", "reference",
                  "number", "no", "case number"),
    "received": ("受理日期", "受理时间", "登记日期", "登记时间", "申请日期", "申请时间", "日期",
                 "received", "date", "received on", "date received"),
    "name": ("姓名", "申请人", "申请人姓名", "求助人", "求助人姓名", "户主", "户主姓名", "name",
             "applicant"),
    "doc_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "身份证", "居民身份证号",
                   "证件号", "id number", "id", "id no"),
    "no_doc_reason": ("无证件原因", "无身份证原因", "no id reason"),
    "birth_date": ("出生日期", "出生年月", "出生年月日", "birth date", "date of birth", "born"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "phone", "mobile"),
    "address": ("住址", "地址", "家庭住址", "现住址", "居住地址", "户籍地址", "address"),
    "programme": ("救助项目", "项目", "救助类型", "救助类别", "申请事项", "申请项目", "业务类型",
                  "事项", "programme", "program", "type"),
    "request": ("请求", "求助事由", "申请理由", "求助内容", "主要诉求", "诉求", "事由", "困难情况",
                "request", "reason"),
    "channel": ("来源", "渠道", "受理渠道", "来访方式", "受理方式", "channel", "source"),
    "urgency": ("紧急程度", "缓急", "缓急程度", "urgency", "priority"),
    "closed": ("办结日期", "办结时间", "完成日期", "closed", "closed on", "date closed"),
    "result": ("办理结果", "处理结果", "结果", "办理情况", "result", "outcome"),
}  # fmt: skip
# 繁體 headings, folded onto the 简体 ones they are read as.
_FOLDED = str.maketrans(
    "編號證碼請電話聯繫絡機戶籍項類別業務緊緩結辦處況時間來訪內訴難無狀態賬救領",
    "编号证码请电话联系络机户籍项类别业务紧缓结办处况时间来访内诉难无状态账救领",
)
_WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "窗口": Channel.WINDOW, "来访": Channel.WINDOW, "现场": Channel.WINDOW,
        "电话": Channel.PHONE, "来电": Channel.PHONE, "热线": Channel.PHONE,
        "网上": Channel.ONLINE, "线上": Channel.ONLINE, "网络": Channel.ONLINE,
        "主动发现": Channel.PROACTIVE, "走访": Channel.PROACTIVE, "摸排": Channel.PROACTIVE,
        "移交": Channel.HANDED_OVER, "转来": Channel.HANDED_OVER, "转办": Channel.HANDED_OVER,
    },
    "urgency": {
        "一般": Urgency.ORDINARY, "普通": Urgency.ORDINARY, "急": Urgency.URGENT,
        "紧急": Urgency.URGENT, "特急": Urgency.EMERGENCY,
    },
}  # fmt: skip
# Where a registration keeps what a column tells, so that its problems find their way back.
_OF_PLACE = {
    "applicant.name": "name", "applicant.doc_number": "doc_number",
    "applicant.no_doc_reason": "no_doc_reason", "applicant.phone": "phone",
    "applicant.birth_date": "birth_date", "address": "address", "request": "request",
    "channel": "channel", "urgency": "urgency", "needs.0.programme": "programme",
}  # fmt: skip


class LedgerColumns(Form):
    """Which column of the file, counted from 0, says what; None where none does."""

    reference: Column = None
    received: Column = None
    name: Column = None
    doc_number: Column = None
    no_doc_reason: Column = None
    birth_date: Column = None
    phone: Column = None
    address: Column = None
    programme: Column = None
    request: Column = None
    channel: Column = None
    urgency: Column = None
    closed: Column = None
    result: Column = None


class LedgerMap(Act):
    """The columns of a ledger, before its rows are checked."""

    columns: LedgerColumns = LedgerColumns()


class LedgerRun(Act):
    """The import itself; with a reason, households with an open case are registered once more."""

    twice_reason: Words = ""


class Told(msgspec.Struct, frozen=True):
    """What one row tells: a registration, and what the ledger says of its past."""

    registration: Registration
    reference: str = ""
    received: date | None = None
    closed: date | None = None


def guess(headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each thing a ledger may say, by the headings' words.

    ``remembered`` holds the heading this window took for it the last time.
    """
    plain = [folded(each) for each in headings]
    found: dict[str, int] = {}
    for name, words in _HEADINGS.items():
        known = [remembered[name]] if name in remembered else []
        for word in (*known, *words):
            at = next((n for n, each in enumerate(plain) if each == folded(word)), None)
            if at is not None and at not in found.values():
                found[name] = at
                break
    return found


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows holds the headings: the one that names the most."""
    return max(range(len(rows)), key=lambda n: (len(guess(rows[n], {})), -n))


def folded(heading: str) -> str:
    """Return a heading as it is compared: in one script, without marks, blanks and notes."""
    plain = unicodedata.normalize("NFKC", heading).translate(_FOLDED).casefold()
    return re.sub(r"[\s*:：]|\(.*?\)|（.*?）", "", plain)


def told(cells: Mapping[str, str]) -> Told:
    """Return what a row tells; raise ``Invalid`` with every problem, each named by its column."""
    given = {name: text for name, text in cells.items() if text}
    wrong: list[Problem] = []
    received, closed = _day(given, "received", wrong), _day(given, "closed", wrong)
    if received and closed and closed < received:
        wrong.append(problem("closed", N_("办结日期早于受理日期，请核对。"), code="order"))
    programme = _programme(given, wrong)
    choices = {name: _choice(given, name, wrong) for name in _WORDS}
    registration = _registration(given, programme, choices, wrong)
    if wrong or registration is None:
        raise Invalid(wrong)
    return Told(registration, given.get("reference", "")[:60], received, closed)


def _day(given: Mapping[str, str], name: str, wrong: list[Problem]) -> date | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        day = read_day(text.split(" ")[0], today())
    except ValueError:
        wrong.append(
            problem(name, N_("日期没有看懂，或这一天不存在。请写成 2026-11-25。"), code="date")
        )
        return None
    if not date(1990, 1, 1) <= day <= today():
        wrong.append(problem(name, N_("日期在将来或早于 1990 年，请核对。"), code="date"))
    return day


def _programme(given: Mapping[str, str], wrong: list[Problem]) -> str:
    text = given.get("programme", "")
    code = _known_programmes().get(folded(text), "") if text else ""
    if text and not code:
        words = N_("没有这个救助项目。请按目录填写名称，如“最低生活保障”或“低保”。")
        wrong.append(problem("programme", words, code="unknown"))
    return code


@cache
def _known_programmes() -> dict[str, str]:
    return {
        folded(word): each.code
        for each in catalogue.programmes().values()
        for word in (each.code, each.zh, each.hant, each.en, *each.aliases)
    }


def _choice(given: Mapping[str, str], name: str, wrong: list[Problem]) -> str:
    text = folded(given.get(name, ""))
    words = _WORDS[name]
    if text and text not in words and text not in words.values():
        said = N_("没有看懂。可以填：%(words)s。")
        wrong.append(problem(name, said, code="choice", words="、".join(words)))
        return ""
    return words.get(text, text)


def _registration(
    given: Mapping[str, str], programme: str, choices: Mapping[str, str], wrong: list[Problem]
) -> Registration | None:
    try:
        return Registration.model_validate(_fields(given, programme, choices))
    except ValidationError as error:
        wrong += [_problem(each) for each in error.errors(include_url=False)]
        return None


def _fields(given: Mapping[str, str], programme: str, choices: Mapping[str, str]) -> dict[str, Any]:
    applicant = {name: given[name] for name in ("name", "phone", "birth_date") if name in given}
    if given.get("doc_number") or not given.get("no_doc_reason"):
        applicant["doc_number"] = given.get("doc_number", "")
    else:
        applicant |= {"doc_kind": DocKind.NONE, "no_doc_reason": given["no_doc_reason"]}
    asked = given.get("request") or given.get("programme", "")
    result = given.get("result", "")
    return {
        "applicant": {"name": "", **applicant},
        "address": given.get("address", ""),
        "request": f"{asked}\n办理结果：{result}" if result else asked,
        "needs": [{"programme": programme}] if programme else [{"words": asked[:500]}],
        **{name: value for name, value in choices.items() if value},
    }  # fmt: skip


def _problem(error: ErrorDetails) -> Problem:
    place = ".".join(map(str, error["loc"]))
    return Problem(_OF_PLACE.get(place, ""), sentence_for(error, None), error["type"])
