"""Spreadsheets: one sheet of plain values. Nothing in it is ever computed by whoever opens it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.core.calendar import OFFICE

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int | date | datetime | None
# The widest column, in characters; a full-width character counts twice.
_WIDEST, _NARROWEST = 60, 8


async def spreadsheet(title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return an .xlsx with a heading row; texts stay texts, whatever sign they begin with."""
    return await asyncio.to_thread(_made, title, columns, rows)


def _made(title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for n, width in enumerate(_widths(columns, rows), start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.append([_cell(sheet, name, bold=True) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _plain(value))
    if isinstance(value, str):
        # A text that begins with = + - @ would be a formula; the type says that it is none, and
        # the quote keeps it one when somebody edits the cell.
        cell.data_type = "s"
        cell.style = "Normal"
        cell.quotePrefix = value[:1] in set("=+-@\t\r")
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return str(ILLEGAL_CHARACTERS_RE.sub("", value))
    if isinstance(value, datetime):
        return value.astimezone(OFFICE).replace(tzinfo=None)
    return value


def _widths(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> list[int]:
    widest = [_width(name) for name in columns]
    for row in rows:
        widest = [max(held, _width(value)) for held, value in zip(widest, row, strict=True)]
    return [min(max(each + 2, _NARROWEST), _WIDEST) for each in widest]


def _width(value: Value) -> int:
    if isinstance(value, datetime):
        return 16
    text = "" if value is None else str(value)
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)
