"""Ledgers as a township keeps them, filled with people who cannot exist."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from openpyxl import Workbook

from portal.demo.cast import impossible_id

HEAD = (
    "序号", "受理日期", "姓名", "身份证号", "联系电话", "住址", "救助类型", "求助事由",
    "办结日期", "办理结果",
)  # fmt: skip
_PEOPLE = count()


def number() -> str:
    """Return a resident ID nobody has, another one each time."""
    n = next(_PEOPLE)
    return impossible_id(date(1931, 1, 1) + timedelta(days=n // 1000), n)


def line(n: int = 1, **more: Any) -> list[Any]:
    """Return one row of a ledger; ``more`` says what is different, by the heading's place."""
    told: dict[str, Any] = {
        "reference": f"旧-{n}", "received": date(2026, 3, 2), "name": "王秀兰",
        "doc_number": number(), "phone": "19900000001", "address": "幸福村 3 组",
        "programme": "低保", "request": "家中无劳力", "closed": None, "result": None,
    }  # fmt: skip
    return list((told | more).values())


def xlsx(rows: Iterable[Sequence[Any]], head: Sequence[str] = HEAD, title: str = "") -> bytes:
    """Return a workbook; with a title, the headings stand beneath it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    if title:
        sheet.append([title])
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[Any]], encoding: str, head: Sequence[str] = HEAD) -> bytes:
    """Return the same as a .csv in this encoding."""
    lines = [head, *rows]
    return "\r\n".join(",".join("" if c is None else str(c) for c in r) for r in lines).encode(
        encoding
    )
