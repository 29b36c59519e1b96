"""The official papers measured in the PDF, glyph by glyph, against GB/T 9704-2012."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from meetings import samples
from portal.core.settings import Settings
from tests import stored

MM = 72 / 25.4
PITCH = 29.62
Line = list[dict[str, Any]]

# A paper knows no database: one of them will do.
pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.papers,
]  # fmt: skip

PAPERS = {
    "1": ("minutes", samples.one_page), "6": ("minutes", samples.six_pages),
    "20": ("minutes", samples.twenty_pages), "60": ("minutes", samples.sixty_pages),
    "notice": ("notice", samples.the_notice),
}  # fmt: skip


@cache
def _bytes() -> dict[str, bytes]:
    return {}


@pytest.fixture
async def paper(request: pytest.FixtureRequest, database: Settings) -> Any:
    """A sample paper, opened for measuring; set once."""
    name: str = request.param
    if name not in _bytes():
        kind, make = PAPERS[name]
        _bytes()[name] = await samples.sheet(kind, make())
    with pdfplumber.open(io.BytesIO(_bytes()[name])) as opened:
        yield opened


def _lines(page: Any, size: float) -> list[Line]:
    """Return the page's lines of one size of type, glyphs of a fallback face counted with them."""
    held: dict[int, Line] = defaultdict(list)
    for char in page.chars:
        if abs(char["size"] - size) < 0.1:
            held[round((page.height - char["matrix"][5]) / 4)].append(char)
    found = [sorted(chars, key=lambda c: c["x0"]) for _, chars in sorted(held.items())]
    return [line for line in found if line]


def _text_pages(paper: Any) -> list[Any]:
    """Return the pages that hold text only: neither the head of page 1 nor people and imprint."""
    return list(paper.pages[1:-2])


@pytest.mark.parametrize("paper", ["6", "20"], indirect=True)
def test_a_page_of_text_holds_22_lines_between_the_margins(paper: Any) -> None:
    pages = _text_pages(paper)
    assert pages
    for page in pages:
        lines = _lines(page, 16)
        assert len(lines) == 22, page.page_number
        tops = [min(c["top"] for c in line if "Noto" not in c["fontname"]) for line in lines]
        assert tops[0] / MM == pytest.approx(37, abs=1)
        bottoms = max(c["bottom"] for c in lines[-1] if "Noto" not in c["fontname"])
        assert bottoms / MM == pytest.approx(262, abs=1)
        assert min(line[0]["x0"] for line in lines) / MM == pytest.approx(28, abs=1)


def _full(paper: Any) -> Iterator[Line]:
    """Return the lines that run over the whole width: those a paragraph goes on after."""
    for page in _text_pages(paper):
        for line in _lines(page, 16):
            if line[-1]["x1"] / MM > 182:
                yield line


@pytest.mark.parametrize("paper", ["6", "20", "60"], indirect=True)
def test_full_lines_end_flush_and_hold_28_characters(paper: Any) -> None:
    full = list(_full(paper))
    assert len(full) > 20

    edges = [line[-1]["x1"] / MM for line in full]
    assert max(edges) - min(edges) <= 0.3
    begun = [line for line in full if line[0]["x0"] / MM < 28.2]
    whole = [line for line in begun if all(ord(c["text"]) > 0x2E80 for c in line)]
    assert whole
    assert {len(line) for line in whole} <= {27, 28}
    assert sum(len(line) == 28 for line in whole) >= 0.9 * len(whole)


@pytest.mark.parametrize("paper", ["1", "6", "20", "60"], indirect=True)
def test_the_red_mark_stands_72_mm_below_the_edge_over_a_rule_of_156(paper: Any) -> None:
    page = paper.pages[0]
    mark = [c for c in page.chars if c["top"] / MM < 95 and "XiaoBiaoSong" in c["fontname"]]
    assert min(c["top"] for c in mark) / MM == pytest.approx(72, abs=1)
    assert {c["non_stroking_color"] for c in mark} == {mark[0]["non_stroking_color"]}
    red = mark[0]["non_stroking_color"]
    assert red[0] > 0.7
    assert max(red[1:]) < 0.3
    rule = max(page.rects, key=lambda r: r["width"])
    assert rule["width"] / MM == pytest.approx(156, abs=1)


@pytest.mark.parametrize("paper", ["6", "20", "60"], indirect=True)
def test_a_page_number_stands_7_mm_below_the_text_outside(paper: Any) -> None:
    for page in paper.pages:
        number = [c for c in page.chars if abs(c["size"] - 14) < 0.1 and c["top"] / MM > 264]
        text = "".join(c["text"] for c in number)
        assert text == f"— {page.page_number} —"
        # The top of the em box: an ideographic face stands 0.88 em above its baseline.
        top = (page.height - number[0]["matrix"][5] - 0.88 * 14) / MM
        assert top == pytest.approx(269, abs=1)
        left, right = number[0]["x0"] / MM, number[-1]["x1"] / MM
        # One character in from the edge of the text: right on odd pages, left on even ones.
        edge = right if page.page_number % 2 else left
        assert edge == pytest.approx(184 - 4.94 if page.page_number % 2 else 28 + 4.94, abs=1)


@pytest.mark.parametrize("paper", ["1", "6", "20", "60"], indirect=True)
def test_the_imprint_ends_with_its_last_rule_at_262_mm(paper: Any) -> None:
    rules = [r for r in (*paper.pages[-1].rects, *paper.pages[-1].lines)
             if r["width"] / MM > 150 and r["top"] / MM > 200]  # fmt: skip
    assert max(r["bottom"] for r in rules) / MM == pytest.approx(262, abs=1)
    assert all(r["width"] / MM == pytest.approx(156, abs=1) for r in rules)


@pytest.mark.parametrize("paper", ["6"], indirect=True)
def test_a_title_of_three_lines_is_centred_and_leaves_the_text_on_the_grid(paper: Any) -> None:
    page = paper.pages[0]
    title = _lines(page, 22)
    assert len(title) == 3
    for line in title:
        middle = (line[0]["x0"] + line[-1]["x1"]) / 2 / MM
        assert middle == pytest.approx(28 + 156 / 2, abs=0.5)
    # Every line of the text below stands where a line of a full page would.
    grid = [page.height - line[0]["matrix"][5] for line in _lines(paper.pages[1], 16)]
    text = [page.height - line[0]["matrix"][5] for line in _lines(page, 16)
            if line[0]["top"] > title[-1][0]["bottom"]]  # fmt: skip
    assert text
    assert all(min(abs(at - each) for each in grid) < 0.2 for at in text)


@pytest.mark.parametrize("paper", ["6"], indirect=True)
def test_four_lines_of_copies_stand_above_who_printed_it_and_below_the_last_name(
    paper: Any,
) -> None:
    page = paper.pages[-1]
    first = min(r["top"] for r in (*page.rects, *page.lines) if r["width"] / MM > 150)
    imprint = [line for line in _lines(page, 14) if first < line[0]["top"] < 262 * MM]
    # One line says to whom above it goes, four to whom else, the last who printed it and when.
    assert len(imprint) == 6
    assert max(line[-1]["bottom"] for line in _lines(page, 16)) < first


@pytest.mark.parametrize("paper", ["6"], indirect=True)
def test_each_level_has_its_face_and_rare_names_keep_the_grid(paper: Any) -> None:
    faces = {c["fontname"].partition("+")[2] for page in paper.pages for c in page.chars}
    for face in ("FandolFang", "FandolHei", "FandolKai", "GB-XiaoBiaoSong"):
        assert any(face in each for each in faces), face
    heads = {"一、": "FandolHei", "（一": "FandolKai"}
    for page in paper.pages:
        for line in _lines(page, 16):
            begins = "".join(c["text"] for c in line[:2])
            if begins in heads and line[0]["x0"] / MM > 35:
                assert heads[begins] in line[0]["fontname"], begins
    rare = [c for page in paper.pages for c in page.chars if c["text"] in "㐱䶮𬭸"]
    assert rare
    assert all("Noto" in c["fontname"] for c in rare)


@pytest.mark.parametrize("paper", ["60"], indirect=True)
def test_tables_and_many_names_leave_sixty_pages_on_the_grid(paper: Any) -> None:
    first = _baselines(paper.pages[1], 16)[0]
    grid = [first + n * PITCH for n in range(22)]
    whole = 0
    for page in paper.pages[1:-1]:
        lines = _baselines(page, 16)
        assert all(min(abs(at - each) for each in grid) < 0.3 for at in lines), page.page_number
        whole += len(lines) == 22

    ruled = [page for page in paper.pages[1:-1] if page.rects]
    assert len(ruled) >= 9
    assert whole + len(ruled) >= len(paper.pages) - 5
    for page in ruled:
        tops = sorted({round(r["top"], 2) for r in page.rects})
        heights = [(b - a) / PITCH for a, b in pairwise(tops) if b - a > 2]
        assert heights
        assert all(abs(each - round(each)) < 0.03 for each in heights), page.page_number


def _baselines(page: Any, size: float) -> list[float]:
    return [page.height - line[0]["matrix"][5] for line in _lines(page, size)]


@pytest.mark.parametrize(
    ("paper", "count"), [("1", 1), ("6", 6), ("20", 20), ("60", 60)], indirect=["paper"]
)
def test_the_samples_have_the_pages_they_are_named_by(paper: Any, count: int) -> None:
    assert len(paper.pages) == count


@pytest.mark.parametrize("paper", ["notice"], indirect=True)
def test_a_letter_has_its_mark_its_double_rules_and_no_number_on_page_1(paper: Any) -> None:
    page = paper.pages[0]
    mark = [c for c in page.chars if "XiaoBiaoSong" in c["fontname"] and c["top"] / MM < 50]
    assert min(c["top"] for c in mark) / MM == pytest.approx(30, abs=1)
    # A double rule is a box with the room between its two lines cut out of it.
    upper, lower = _double_rules(page)
    assert (upper["top"] - max(c["bottom"] for c in mark)) / MM == pytest.approx(4, abs=1)
    assert (page.height - lower["bottom"]) / MM == pytest.approx(20, abs=1)
    assert upper["thick"] > upper["thin"] > 0
    assert lower["thin"] > lower["thick"] > 0
    assert not [c for c in page.chars if c["top"] / MM > 264 and c["text"].isdigit()]


def _double_rules(page: Any) -> list[dict[str, float]]:
    """Return the double rules, the upper first: ``thick`` is the upper line of each."""
    wide = {(round(r["top"], 2), round(r["bottom"], 2)): r for r in page.rects
            if r["width"] / MM == pytest.approx(170, abs=1)}  # fmt: skip
    held = sorted(wide)
    boxes = [each for each in held if each[1] - each[0] > 3]
    gaps = [each for each in held if each not in boxes]
    return [
        {"top": box[0], "bottom": box[1], "thick": gap[0] - box[0], "thin": box[1] - gap[1]}
        for box, gap in zip(boxes, gaps, strict=True)
    ]


@pytest.mark.usefixtures("database")
def test_the_minutes_the_demo_city_issued_stand_on_the_same_grid(demo_city: Path) -> None:
    counts = []
    for file in (demo_city / "files").glob("*/*"):
        with pdfplumber.open(io.BytesIO(stored.opened(demo_city, file.name))) as paper:
            if "纪要" not in paper.metadata["Title"]:
                continue
            counts.append(len(paper.pages))
            for page in _text_pages(paper):
                assert len(_lines(page, 16)) == 22, (paper.metadata, page.page_number)

    assert sorted(counts) == [1, 2, 2, 6, 20]
