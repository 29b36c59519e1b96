"""Editable twins of official papers as .docx, on the grid of GB/T 9704-2012.

The type area, the grid of 22 lines of 28 characters and the page numbers are the standard's. The
faces are called by the names they have in the offices' word processors, whose own fonts set them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Face = Literal["fang", "hei", "kai", "biaosong", "song"]
Align = Literal["left", "center", "right", "both"]

_FACES: dict[Face, str] = {
    "fang": "仿宋_GB2312", "hei": "黑体", "kai": "楷体_GB2312", "biaosong": "方正小标宋简体",
    "song": "宋体",
}  # fmt: skip
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT, "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}  # fmt: skip
_RED = "E60012"
# In twentieths of a point: 225 mm in 22 lines, and what a character of 16 pt is set closer so that
# 28 of them stand in 156 mm. It is the text's own spacing and no grid of characters: a grid with
# less room than the glyph is read as two cells for each by one of the word processors.
_PITCH, _CLOSER = 579, -5
_SIZE = 16
# From the page's lower edge to a number whose top is 7 mm below the type area of 225 mm.
_FOOT = Mm(23)
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class Run(msgspec.Struct, frozen=True):
    """A piece of text in one face; ``size`` in points."""

    text: str
    face: Face = "fang"
    size: float = 16
    red: bool = False


class Line(msgspec.Struct, frozen=True):
    """A paragraph; ``first`` and ``left`` are indents in points, ``right`` text at the margin."""

    runs: tuple[Run, ...]
    align: Align = "both"
    first: float = 0
    left: float = 0
    right: tuple[Run, ...] = ()
    red_rule: bool = False
    before: float = 0
    after: float = 0


class Table(msgspec.Struct, frozen=True):
    """A table, the head first; ``widths`` in millimetres, none for even columns."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    size: float = 14


class Imprint(msgspec.Struct, frozen=True):
    """版记: the lines that stand between rules at the foot of the last page."""

    lines: tuple[Line, ...]


Block = Line | Table | Imprint


class Paper(msgspec.Struct, frozen=True):
    """A document: its title for the file's properties, and what stands in it."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


def make(paper: Paper) -> bytes:
    """Return the document; the same paper gives the same bytes."""
    held = Document()
    held.core_properties.title, held.core_properties.author = paper.title, ""
    held.core_properties.comments = ""
    _page(held, landscape=paper.landscape)
    _spell(held.styles.element)
    _plain(held.styles["Normal"])
    for block in paper.blocks:
        _add(held, block)
    _numbers(held)
    return _still(held)


def _add(held: Any, block: Block) -> None:
    match block:
        case Line():
            _fill(held.add_paragraph(), block, _width(held))
        case Table():
            _table(held, block)
        case Imprint():
            _imprint(held, block)


def _width(held: Any) -> Length:
    section = held.sections[0]
    return Length(section.page_width - section.left_margin - section.right_margin)


def _page(held: Any, *, landscape: bool) -> None:
    section = held.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = _FOOT
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin = section.right_margin = Mm(20)
        section.footer_distance = Mm(10)
        return
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(_PITCH))


def _spell(styles: Any) -> None:
    """Say that the text is Chinese, for lines to break and words to be checked as such."""
    language = next(styles.iter(qn("w:lang")))
    language.set(qn("w:eastAsia"), "zh-CN")


def _plain(style: Any) -> None:
    style.font.size = Pt(_SIZE)
    _closer(style.element.get_or_add_rPr(), _CLOSER)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    style.paragraph_format.widow_control = False
    _face(style.element.get_or_add_rPr(), "fang")


def _closer(properties: Any, twips: int) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twips))
    # The schema has its place before the size.
    properties.find(qn("w:sz")).addprevious(spacing)


def _face(properties: Any, face: Face) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), _FACES[face])
    # The template's own language theme would win over the name.
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)


def _fill(paragraph: Any, line: Line, width: Length) -> None:
    shape = paragraph.paragraph_format
    paragraph.alignment = _ALIGN[line.align]
    shape.first_line_indent, shape.left_indent = Pt(line.first), Pt(line.left)
    shape.space_before, shape.space_after = Pt(line.before), Pt(line.after)
    _runs(paragraph, line.runs)
    if line.right:
        shape.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run("\t")
        _runs(paragraph, line.right)
    if line.red_rule:
        _rules(paragraph._p.get_or_add_pPr(), "w:pBdr", {"bottom": (16, _RED)})


def _runs(paragraph: Any, runs: Iterable[Run]) -> None:
    for each in runs:
        run = paragraph.add_run(each.text)
        if each.size != _SIZE:
            run.font.size = Pt(each.size)
            _closer(run._r.rPr, 0)
        _face(run._r.get_or_add_rPr(), each.face)
        if each.red:
            run.font.color.rgb = RGBColor.from_string(_RED)


def _rules(properties: Any, name: str, sides: dict[str, tuple[int, str]]) -> None:
    """Draw lines at the sides of a paragraph or cell; their width in eighths of a point."""
    borders = OxmlElement(name)
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            size, colour = sides[side]
            rule = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", str(size)), ("space", "0"),
                               ("color", colour)):  # fmt: skip
                rule.set(qn(f"w:{key}"), value)
            borders.append(rule)
    properties.append(borders)


def _table(held: Any, told: Table) -> None:
    table = held.add_table(rows=0, cols=len(told.rows[0]), style="Table Grid")
    for place, row in enumerate(told.rows):
        cells = table.add_row().cells
        for at, (cell, text) in enumerate(zip(cells, row, strict=True)):
            face: Face = "hei" if place == 0 else "fang"
            align: Align = "center" if place == 0 else "left"
            line = Line((Run(text, face, told.size),), align)
            _fill(cell.paragraphs[0], line, _width(held))
            if told.widths:
                cell.width = Mm(told.widths[at])
    if told.widths:
        # One word processor reads the columns' widths, another the cells'.
        table.autofit = False
        for column, width in zip(table.columns, told.widths, strict=True):
            column.width = Mm(width)
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))


def _imprint(held: Any, told: Imprint) -> None:
    """Set the imprint as a table that floats to the foot of the page it comes to stand on."""
    table = held.add_table(rows=0, cols=1)
    table.autofit = False
    place = OxmlElement("w:tblpPr")
    for key, value in (("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "left"),
                       ("tblpYSpec", "bottom")):  # fmt: skip
        place.set(qn(f"w:{key}"), value)
    table._tbl.tblPr.append(place)
    last = len(told.lines) - 1
    for at, line in enumerate(told.lines):
        cell = table.add_row().cells[0]
        cell.width = _width(held)
        _fill(cell.paragraphs[0], line, Length(_width(held) - Mm(5)))
        sides = {"top": (8 if at == 0 else 6, "000000")} if at in {0, last} else {}
        if at == last:
            sides["bottom"] = (8, "000000")
        _rules(cell._tc.get_or_add_tcPr(), "w:tcBorders", sides)
    # Word wants a paragraph after a table; as low as it gets.
    _fill(held.add_paragraph(), Line((Run("", size=1),)), _width(held))


def _numbers(held: Any) -> None:
    """Put the page's number below the type area, on the right of odd pages, the left of even."""
    held.settings.odd_and_even_pages_header_footer = True
    section = held.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = _ALIGN[align]
        indent = paragraph.paragraph_format
        indent.left_indent = indent.right_indent = Pt(14)
        _runs(paragraph, (Run("— ", "song", 14),))
        _page_field(paragraph)
        _runs(paragraph, (Run(" —", "song", 14),))


def _page_field(paragraph: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("1")
    run.font.size = Pt(14)
    _face(run._r.get_or_add_rPr(), "song")
    field.append(run._r)
    paragraph._p.append(field)


def _still(held: Any) -> bytes:
    """Return the file with every part dated alike: it says nothing of when it was made."""
    made, still = io.BytesIO(), io.BytesIO()
    held.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=_first):
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), old.read(name), zipfile.ZIP_DEFLATED)
    return still.getvalue()


def _first(name: str) -> tuple[bool, str]:
    # Some readers look for the list of contents at the very beginning.
    return name != "[Content_Types].xml", name
