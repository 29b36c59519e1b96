"""The .docx twins of minutes and register: the standard's grid, the papers' very words."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from meetings import samples
from meetings.model import Minutes as Held
from meetings.papers import word
from meetings.papers.minutes import Minutes
from portal.core.i18n import Language, speaking
from portal.documents.word import make
from tests.meetings.round_table import Table
from tests.reading import words_of_twin


def _twin(paper: Minutes) -> Any:
    with speaking(Language.HANS):
        return Document(io.BytesIO(make(word.minutes(paper))))


@pytest.fixture(scope="module")
def twin() -> Any:
    return _twin(samples.six_pages())


def test_the_page_has_the_standards_margins_and_grid(twin: Any) -> None:
    section = twin.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)

    # Word counts in twentieths of a point.
    assert [round(each.mm, 1) for each in (section.page_width, section.page_height)] == [210, 297]
    assert [round(each.mm, 1) for each in margins] == [37, 35, 28, 26]
    # 22 lines in 225 mm, and 28 characters in 156 mm where a 29th has no room.
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    closer = int(twin.styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 22 * pitch <= Mm(225).pt < 23 * pitch
    assert 28 * (16 + closer) <= Mm(156).pt < 28.2 * (16 + closer)


def test_levels_stand_in_their_faces_and_the_mark_is_red(twin: Any) -> None:
    faces: dict[str, str] = {}
    for paragraph in twin.paragraphs:
        for run in paragraph.runs:
            if run.text == "\t":
                continue
            fonts = run._r.rPr.rFonts
            assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii"))
            faces.setdefault(run.text[:2], fonts.get(qn("w:eastAsia")))
    mark = next(run for each in twin.paragraphs for run in each.runs if run.text.endswith("纪要"))

    assert faces["一、"] == "黑体"
    assert faces["（一"] == "楷体_GB2312"
    assert faces["1."[:2]] == "仿宋_GB2312"
    assert faces["出席"] == "黑体"
    assert str(mark.font.color.rgb) == "E60012"
    assert mark._r.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"


def test_it_says_what_the_paper_says(twin: Any) -> None:
    paper = samples.six_pages()
    text = words_of_twin(_bytes(twin))

    for paragraph in paper.paragraphs:
        assert paragraph.rows or "".join(paragraph.whole.split()) in text
    for each in (paper.mark, "".join(paper.title), paper.office, *paper.people[0].entries,
                 *(name for held in paper.copies for name in held.names)):  # fmt: skip
        assert "".join(each.split()) in text


def _bytes(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_tables_are_tables_with_a_head_that_repeats() -> None:
    twin = _twin(samples.sixty_pages())
    told = [each.rows for each in samples.sixty_pages().paragraphs if each.rows]
    *tables, imprint = twin.tables

    assert [tuple(tuple(cell.text for cell in row.cells) for row in each.rows) for each in tables
            ] == told  # fmt: skip
    assert all(each.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for each in tables)
    place = imprint._tbl.tblPr.find(qn("w:tblpPr"))
    assert place.get(qn("w:tblpYSpec")) == "bottom"


def test_numbers_stand_right_on_odd_pages_and_left_on_even_ones(twin: Any) -> None:
    section = twin.sections[0]

    assert twin.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        (field,) = paragraph._p.findall(qn("w:fldSimple"))
        assert field.get(qn("w:instr")) == "PAGE"
        assert paragraph._p.pPr.jc.get(qn("w:val")) == side
        assert "".join(piece.text for piece in paragraph._p.iter(qn("w:t"))) == "— 1 —"


def test_the_same_paper_has_the_same_bytes() -> None:
    with speaking(Language.HANS):
        one, other = make(word.minutes(samples.one_page())), make(word.minutes(samples.one_page()))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as held:
        assert held.namelist()[0] == "[Content_Types].xml"
        assert held.testzip() is None


async def _draft(table: Table) -> Held:
    _, topic = await table.escalated()
    return await table.written(topic)


async def test_who_reads_a_draft_takes_it_along_and_the_number_is_open(
    table: Table, visiting: Any
) -> None:
    minutes = await _draft(table)
    address = f"/meetings/{minutes.key}/minutes.docx"
    visit = await visiting(table.person("secretary"))
    page = await visit.sees(f"/meetings/{minutes.key}/minutes")

    answer = await visit.client.get(address)

    text = words_of_twin(answer.content)
    assert address in page
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "第期" in text
    assert "会议同意。" in text
    other = await visiting(table.person("leader"))
    assert (await other.client.get(address)).status_code == 404


async def test_the_registers_twin_holds_the_rows_that_are_asked_for(
    table: Table, visiting: Any
) -> None:
    held = await table.resolved()
    visit = await visiting(table.person("secretary"))

    answer = await visit.client.get(f"/resolutions/register.docx?q={held.number}")

    _head, *rows = Document(io.BytesIO(answer.content)).tables[0].rows
    assert [str(held.number) in row.cells[0].text for row in rows] == [True]
    assert f"/resolutions/register.docx?q={held.number}" in await visit.sees(
        f"/resolutions?q={held.number}"
    )
