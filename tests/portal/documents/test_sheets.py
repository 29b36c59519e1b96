"""Spreadsheets: plain values; a text that looks like a formula is a text."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from portal.documents.sheets import Value, spreadsheet


async def _read(rows: list[list[Value]]) -> Any:
    data = await spreadsheet("表", ["一", "二"], rows)
    return openpyxl.load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "=cmd|' /C calc'!A0"]
)
async def test_no_text_becomes_a_formula(text: str) -> None:
    sheet = await _read([[text, "x"]])

    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == text
    assert sheet["A2"].quotePrefix


async def test_values_keep_their_kinds_and_instants_are_told_in_the_offices_time() -> None:
    at = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)

    sheet = await _read([["冉㐱", 3], [date(2026, 11, 25), at], [None, "a\x00b"]])

    assert [cell.value for cell in sheet[1]] == ["一", "二"]
    assert sheet["A2"].value == "冉㐱"
    assert sheet["B2"].value == 3
    assert sheet["A3"].value == datetime(2026, 11, 25)  # noqa: DTZ001 - as spreadsheets hold days
    assert sheet["B3"].value == datetime(2026, 11, 25, 0, 30)  # noqa: DTZ001
    assert sheet["B4"].value == "ab"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B4"
