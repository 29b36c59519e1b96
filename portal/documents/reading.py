"""Reading tables that offices keep: .xlsx and .csv, as plain texts and nothing else.

A file comes from outside. What is not a table is refused before it is opened, a workbook that would
swell is refused before it is unpacked, and formulas are refused: what they say depends on who opens
them. Every refusal names the place and the mend.
"""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import msgspec
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from portal.core.errors import Invalid, problem
from portal.core.i18n import N_

LARGEST = 10 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 2000
# A workbook of text packs about ten to one; what packs a hundred to one was made to swell.
_LARGEST_UNPACKED = 200 * 1024 * 1024
_SWELLS = 100
_MOST_PARTS = 500
_LARGEST_SAFE = 10**15
_HEAD_ROWS = 10


class Line(msgspec.Struct, frozen=True):
    """One row: its number in the file, counted from 1, and its cells as texts."""

    number: int
    cells: tuple[str, ...]


def wrong(message: str, **params: Any) -> Invalid:
    """Return the refusal of a file, said at the field it was chosen in."""
    return Invalid([problem("file", message, **params)])


async def table(name: str, data: bytes) -> list[Line]:
    """Return the rows of the first sheet that hold anything; raise ``Invalid`` with the mend."""
    return await asyncio.to_thread(_table, name, data)


def _table(name: str, data: bytes) -> list[Line]:
    if not data:
        raise wrong(N_("文件是空的，请重新选择。"))
    if len(data) > LARGEST:
        raise wrong(N_("文件超过 10 MB，请拆成几个文件分别导入。"))
    if data.startswith(b"PK\x03\x04"):
        return list(_limited(_sheet(data)))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise wrong(N_("这是旧版 .xls 文件或加了密码的文件，请另存为没有密码的 .xlsx 后再导入。"))
    if not name.lower().endswith((".csv", ".txt")) or b"\0" in data:
        raise wrong(N_("只能导入 .xlsx 或 .csv 文件，请把台账另存为其中一种。"))
    return list(_limited(csv.reader(io.StringIO(_text(data), newline=""))))


def _text(data: bytes) -> str:
    """Return the text of a .csv, in UTF-8 or in GB18030 as Chinese spreadsheets save it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise wrong(N_("文件的文字编码无法识别，请另存为 UTF-8 编码的 .csv 或 .xlsx 后再导入。"))


def _sheet(data: bytes) -> Iterator[Iterable[Any]]:
    _refuse_bomb(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size may be a lie.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    except Invalid:
        raise
    except Exception as error:
        # Whatever a damaged workbook does to its reader, it is the file that is at fault.
        raise wrong(
            N_("工作簿打不开，可能已经损坏。请用表格软件打开后另存为 .xlsx 再导入。")
        ) from error


def _refuse_bomb(data: bytes) -> None:
    """Look at what the archive says it holds; its reader stops where that was a lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if _swells(parts, len(data)):
                raise wrong(N_("文件展开后过大，不能导入。请只保留台账一张表，另存为新的 .xlsx。"))
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise wrong(N_("只能导入 .xlsx 或 .csv 文件，请把台账另存为其中一种。"))
            for part in parts:
                _refuse_entities(packed, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        raise wrong(
            N_("工作簿打不开，可能已经损坏。请用表格软件打开后另存为 .xlsx 再导入。")
        ) from error


def _swells(parts: list[zipfile.ZipInfo], packed: int) -> bool:
    whole = sum(part.file_size for part in parts)
    return (
        len(parts) > _MOST_PARTS
        or whole > _LARGEST_UNPACKED
        or (whole > 1_000_000 and whole > packed * _SWELLS)
    )


def _refuse_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # A workbook declares no document type; entities in one are there to swell or to reach out.
    if part.filename.endswith((".xml", ".rels")):
        with packed.open(part) as opened:
            head = opened.read(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise wrong(N_("工作簿里有不该有的内容，不能导入。请用表格软件另存为新的 .xlsx。"))


def _limited(rows: Iterable[Iterable[Any]]) -> Iterator[Line]:
    held = 0
    try:
        for number, row in enumerate(rows, start=1):
            if cells := _cells(row, number):
                held += 1
                yield Line(number, cells)
            if held > MOST_ROWS + _HEAD_ROWS or number > MOST_ROWS * 10:
                raise wrong(N_("超过 10000 行，请拆成几个文件分别导入。"))
    except csv.Error as error:
        raise wrong(N_("这个 .csv 文件读不懂，请用表格软件打开后另存为 .xlsx 再导入。")) from error


def _cells(row: Iterable[Any], number: int) -> tuple[str, ...]:
    """Return the row's cells up to the last that holds something."""
    wide = enumerate(islice(row, MOST_COLUMNS), start=1)
    cells = [_cell(value, number, column) for column, value in wide]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _cell(value: Any, row: int, column: int) -> str:
    text = _plain(value, row, column)
    if text.startswith("="):
        raise wrong(
            N_("第 %(row)s 行 %(column)s 列是公式。请复制整张表，选择性粘贴为“数值”后再导入。"),
            row=row, column=get_column_letter(column),
        )  # fmt: skip
    if len(text) > LONGEST_CELL:
        raise wrong(
            N_("第 %(row)s 行 %(column)s 列超过 2000 个字，请精简后再导入。"),
            row=row, column=get_column_letter(column),
        )  # fmt: skip
    return text


def _plain(value: Any, row: int, column: int) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    return _number(value, row, column)


def _number(value: float, row: int, column: int) -> str:
    if abs(value) >= _LARGEST_SAFE:
        raise wrong(
            N_("第 %(row)s 行 %(column)s 列的长号码被表格存成了数字，末几位已经丢失。"
               "请把这一列设为“文本”，重新填写号码后再导入。"),
            row=row, column=get_column_letter(column),
        )  # fmt: skip
    return str(int(value)) if value == int(value) else str(value)
