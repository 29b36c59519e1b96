"""Changes of the calendar as they are typed, uploaded or sent: one input for page and API."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from litestar.datastructures import UploadFile
from pydantic import AfterValidator, BeforeValidator, Field

from portal.core.errors import Invalid, problem
from portal.core.fields import FilledLine, Form, Line, Story, Words, wrong
from portal.core.i18n import N_
from portal.directory import operations
from portal.directory.arrangement import Line as Row
from portal.directory.arrangement import read
from portal.directory.queries.changes import Change
from portal.web import forms
from portal.web.visit import Request, Typed

_LARGEST = 65_536
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def _year(value: int) -> int:
    if not _FIRST_YEAR <= value <= _LAST_YEAR:
        raise wrong("year", N_("请填写四位数的年份，如 2027。"))
    return value


def _number(value: object) -> object:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit()):
        raise wrong("year", N_("请填写四位数的年份，如 2027。"))
    return int(text[:9])


Year = Annotated[int, BeforeValidator(_number), AfterValidator(_year)]


class DayIn(Form):
    """One day as a row of a form."""

    day: Line = ""
    name: Line = ""
    off: Line = "yes"


class ArrangementIn(Form):
    """A year's arrangement: pasted as a table, uploaded, or typed by rows."""

    year: Year = Field(title=N_("年份"))
    source: Words = Field(title=N_("依据"), min_length=1, max_length=200)
    csv: Story = ""
    days: tuple[DayIn, ...] = Field((), max_length=200)


class OwnDaysIn(Form):
    """Days a division has of its own."""

    division: FilledLine = Field(title=N_("行政区划"))
    source: Words = Field("", max_length=200)
    days: tuple[DayIn, ...] = Field((), max_length=60)


class OwnDayGone(Form):
    """A day a division is no longer to have of its own."""

    division: FilledLine
    day: date


class Nothing(Form):
    """An act that needs no more words than its button."""


async def ask_year(request: Request) -> Change:
    """Read a year's arrangement and ask for it; raise ``Invalid`` with what is wrong where."""
    given = await forms.read(ArrangementIn, request)
    text = given.csv or await _uploaded(request, given)
    if not text and not given.days:
        raise Invalid([problem("csv", N_("请粘贴或上传放假安排，或逐日填写。"))])
    lines, field = (read(text), "csv") if text else (_rows(given.days), "days")
    return await operations.ask_year(
        given.year, given.source, lines, by=request.person, at=request.at, field=field
    )


async def _uploaded(request: Request, given: ArrangementIn) -> str:
    """Return the text of the uploaded file, which then stands in the form; "" without one."""
    found = await forms.files(request, "file")
    text = await _text(found[0]) if found else ""
    if text:
        request.visit.typed = Typed({**given.model_dump(), "csv": text})
    return text


async def _text(file: UploadFile) -> str:
    data = await file.read()
    if len(data) > _LARGEST:
        raise Invalid([problem("file", N_("文件太大，放假安排只有几十行，请核对。"))])
    return decoded(data)


def decoded(data: bytes) -> str:
    """Return a table's text as spreadsheets write it; raise ``Invalid`` for other files."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid([problem("file", N_("文件不是文本表格，请另存为 CSV 后再上传。"))])


def _rows(days: tuple[DayIn, ...]) -> tuple[Row, ...]:
    return tuple(Row(n, each.day, each.name, each.off) for n, each in enumerate(days, 1))


async def ask_own(request: Request) -> Change:
    """Read the days a division is to have of its own and ask for them."""
    given = await forms.read(OwnDaysIn, request)
    return await operations.ask_own(
        given.division, given.source, _rows(given.days), by=request.person, at=request.at
    )


async def ask_own_removed(request: Request) -> Change:
    """Read which day a division is no longer to have of its own, and ask for that."""
    given = await forms.read(OwnDayGone, request)
    return await operations.ask_own_removed(
        given.division, given.day, by=request.person, at=request.at
    )
