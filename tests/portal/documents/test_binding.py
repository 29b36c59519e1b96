"""Binding: papers stay as they are, numbered through, with bookmarks; what breaks is named."""

from __future__ import annotations

import io

import pdfplumber
import pikepdf
import pytest

from portal.documents.binding import Binder, Mark, Prepared, Run, Why
from tests.hostile import picture
from tests.written import A4, written


async def bound(*documents: bytes, marks: tuple[Mark, ...] = ()) -> bytes:
    """Return these documents as one book, all of their pages in their order."""
    async with Binder() as binder:
        counts = [await binder.add(each) for each in documents]
        runs = [Run(n, 0, count) for n, count in enumerate(counts)]
        return await binder.bind("汇编", runs, marks)


async def prepared(data: bytes, *, picture: bool = False) -> Prepared:
    """Return one paper as pages."""
    async with Binder() as binder:
        return await binder.prepare(data, picture=picture)


async def test_every_page_is_numbered_through_at_its_outer_side_and_stays_as_it_was() -> None:
    data = await bound(written("first", "second"), written("third", size=(842, 595)))

    with pdfplumber.open(io.BytesIO(data)) as book:
        said = [page.extract_text() for page in book.pages]
        assert [words.split("\n")[0] for words in said] == ["first", "second", "third"]
        for number, page in enumerate(book.pages, 1):
            (figure,) = [
                c for c in page.chars if c["text"] == str(number) and round(c["size"]) == 14
            ]
            middle = page.width / 2
            assert figure["x0"] > middle if number % 2 else figure["x0"] < middle
            assert page.height - figure["bottom"] < 40
        assert [(round(p.width), round(p.height)) for p in book.pages] == [
            (595, 842), (595, 842), (842, 595),
        ]  # fmt: skip
        assert "— 3 —" in said[2]


@pytest.mark.parametrize("turn", [90, 180, 270])
async def test_the_number_of_a_turned_page_stands_upright_where_its_reader_sees_the_foot(
    turn: int,
) -> None:
    data = await bound(written("turned", rotate=turn))

    with pdfplumber.open(io.BytesIO(data)) as book:
        page = book.pages[0]
        (figure,) = [c for c in page.chars if c["text"] == "1"]
        assert page.height - figure["bottom"] < 40
        assert figure["x0"] > page.width / 2
        assert figure["upright"]


async def test_a_page_that_leaves_its_state_open_does_not_move_the_number() -> None:
    with pikepdf.open(io.BytesIO(written("open"))) as made:
        made.pages[0].obj.Contents = made.make_stream(b"q 0.1 0 0 0.1 500 500 cm q")
        out = io.BytesIO()
        made.save(out)

    data = await bound(out.getvalue())

    with pdfplumber.open(io.BytesIO(data)) as book:
        (figure,) = [c for c in book.pages[0].chars if c["text"] == "1"]
    assert round(figure["size"]) == 14
    assert figure["bottom"] > A4[1] - 40


async def test_bookmarks_lead_to_their_pages_and_nothing_of_a_papers_own_shell_comes_along() -> (
    None
):
    first = written("first", "second", Title="canary", Author="canary")
    marks = (Mark("议题一", 1, (Mark("汇报", 2),)), Mark("议题二", 3))

    data = await bound(first, written("third", Subject="canary"), marks=marks)

    with pikepdf.open(io.BytesIO(data)) as book, book.open_outline() as outline:
        assert [each.title for each in outline.root] == ["议题一", "议题二"]
        assert [each.title for each in outline.root[0].children] == ["汇报"]
        assert outline.root[1].destination[0].objgen == book.pages[2].objgen
        assert str(book.docinfo["/Title"]) == "汇编"
        assert b"canary" not in b"".join(_plain(book))
    assert data == await bound(first, written("third", Subject="canary"), marks=marks)


def _plain(book: pikepdf.Pdf) -> list[bytes]:
    return [
        each.read_bytes() if isinstance(each, pikepdf.Stream) else each.unparse()
        for each in book.objects
        if not (isinstance(each, pikepdf.Stream) and each.get("/Type") == pikepdf.Name.XRef)
    ]


async def test_a_picture_is_set_on_a_sheet_as_it_lies() -> None:
    for size, sheet in (((400, 300), (842, 595)), ((300, 400), (595, 842))):
        for kind in ("JPEG", "PNG"):
            made = await prepared(picture(kind, size=size), picture=True)
            assert made.pages == 1
            with pdfplumber.open(io.BytesIO(made.data)) as paper:
                (image,) = paper.pages[0].images
                assert (round(paper.pages[0].width), round(paper.pages[0].height)) == sheet
                assert image["width"] == pytest.approx(size[0] * 0.75, abs=1)


async def test_what_cannot_be_shown_is_named_and_a_whole_paper_stays_byte_for_byte() -> None:
    assert await prepared(written("a", "b")) == Prepared(2)
    assert await prepared(written("a", password="geheim")) == Prepared(why=Why.LOCKED)
    assert await prepared(b"%PDF-1.7 cut short") == Prepared(why=Why.BROKEN)
    assert await prepared(picture()[:200], picture=True) == Prepared(why=Why.BROKEN)


async def test_forty_papers_of_eight_hundred_and_forty_pages_are_numbered_and_marked_each() -> None:
    papers = [written(*[f"paper {p} page {n}" for n in range(21)]) for p in range(40)]
    marks = tuple(Mark(f"议题{p}", 1 + 21 * p) for p in range(40))

    data = await bound(*papers, marks=marks)

    with pikepdf.open(io.BytesIO(data)) as book, book.open_outline() as outline:
        assert len(book.pages) == 840
        for number, page in enumerate(book.pages, 1):
            first, *_, last = (each.read_bytes() for each in page.obj.Contents)
            assert first == b"q\n"
            assert b"(\x97 %d \x97) Tj" % number in last
        for mark, item in zip(marks, outline.root, strict=True):
            assert item.title == mark.title
            assert item.destination[0].objgen == book.pages[mark.page - 1].obj.objgen
