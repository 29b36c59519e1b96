"""Tables that come from outside: read as plain texts, or refused with the mend."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from portal.core.errors import Invalid
from portal.documents.reading import LARGEST, MOST_ROWS, table


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def spoiled(data: bytes, part: str, text: bytes) -> bytes:
    """The same workbook with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(**(parts | {part: text}))


async def test_a_workbook_is_read_as_texts_with_the_numbers_of_its_rows() -> None:
    data = workbook(
        ["姓名", "日期", "数"],
        [],
        ["王 ", date(2026, 3, 2), 3.0],
        [None, datetime.fromisoformat("2026-03-02 09:30"), 1.5],
    )

    lines = await table("a.xlsx", data)

    assert [(line.number, line.cells) for line in lines] == [
        (1, ("姓名", "日期", "数")),
        (3, ("王", "2026-03-02", "3")),
        (4, ("", "2026-03-02 09:30", "1.5")),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_a_csv_is_read_in_the_encodings_offices_use(encoding: str) -> None:
    lines = await table("台账.csv", "姓名,住址\r\n王㐱,幸福村\r\n".encode(encoding))

    assert [line.cells for line in lines] == [("姓名", "住址"), ("王㐱", "幸福村")]


_SHEET = "xl/worksheets/sheet1.xml"
_BOMB = b"<x>" + b" " * 150_000_000 + b"</x>"
_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

HOSTILE: dict[str, tuple[str, bytes]] = {
    "nothing at all": ("a.xlsx", b""),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "a picture by the name of a workbook": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(64)),
    "a page by the name of a workbook": ("a.xlsx", b"<html><script>1</script></html>"),
    "a program by the name of a table": ("a.csv", b"MZ\0\0" + bytes(64)),
    "an archive that is no workbook": ("a.xlsx", packed(readme=b"x")),
    "an archive cut short": ("a.xlsx", workbook(["a"])[:-40]),
    "a workbook with a broken sheet": ("a.xlsx", spoiled(workbook(["a"]), _SHEET, b"<x")),
    "a workbook with entities": ("a.xlsx", spoiled(workbook(["a"]), _SHEET, _ENTITIES)),
    "a workbook that swells": ("a.xlsx", spoiled(workbook(["a"]), _SHEET, _BOMB)),
    "a workbook of too many parts": (
        "a.xlsx", packed(**{"xl/workbook.xml": b"<x/>"}, **{f"p{n}": b"" for n in range(600)})),
    "a formula": ("a.xlsx", workbook(["姓名"], ["=HYPERLINK(1)"])),
    "a formula in a csv": ("a.csv", "姓名\n=1+1\n".encode()),
    "a number that has lost its end": ("a.xlsx", workbook(["身份证号"], [500116196306170428])),
    "a cell as long as a book": ("a.csv", b"a\n" + b"x" * 3000),
    "a field beyond what a csv may hold": ("a.csv", b'"' + b"x" * 200_000),
    "a text in no encoding": ("a.csv", b"\xff\xff\xff"),
    "eleven megabytes": ("a.csv", b"x" * (LARGEST + 1)),
    "too many rows": ("a.csv", b"a\n" * (MOST_ROWS + 20)),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
async def test_what_is_no_table_is_refused_with_the_mend(what: str) -> None:
    with pytest.raises(Invalid) as refused:
        await table(*HOSTILE[what])

    (said,) = refused.value.problems
    assert said.field == "file"
    assert "请" in str(said.sentence)


async def test_what_a_file_says_of_its_size_is_not_believed() -> None:
    data = workbook(["a"], ["b"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(_SHEET).replace(
            b"<sheetData>", b'<dimension ref="A1:A1"/><sheetData>', 1
        )

    lines = await table("a.xlsx", spoiled(data, _SHEET, sheet))

    assert len(lines) == 2
