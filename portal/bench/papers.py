"""CPU seconds a page of minutes takes, and the ratio to bare WeasyPrint on the same HTML.

And the CPU seconds that joining and numbering a large pack takes, its papers being pages already.
Each side lives in a warm process of its own; they take turns, so that whatever else the machine
does falls on both.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from PIL import Image

from meetings import samples
from meetings.papers.minutes import Minutes
from portal.app import furnish
from portal.bench.figures import Figure, at_most
from portal.core.i18n import Language, speaking
from portal.core.settings import Mode, Settings
from portal.documents import pdf
from portal.documents.binding import Mark, Run
from portal.documents.binding.book import Book
from portal.documents.binding.pages import as_pages
from portal.render.environment import render

_GATE = 16
# A pack as the large ones are: so many papers of minutes and a scan each.
_PAPERS, _PAGES, _PACK_GATE = 40, 21, 1.5
_SCAN = (1654, 2339)


def _settings(home: Path) -> Settings:
    return Settings(home=home, mode=Mode.TEST)


def _html(paper: Minutes) -> str:
    with speaking(Language.HANS):
        return render("meetings/pdf/minutes.html", {"paper": paper}, kind="paper")


def _ours(pipe: Connection) -> None:
    """Set papers as the portal's presses do, from the view model on."""
    furnish(_settings(Path(tempfile.mkdtemp())))
    pdf._warm_up(Path(tempfile.mkdtemp()), ())
    _answer(pipe, lambda paper, _ready: pdf._written(_order(_html(paper))))


def _order(html: str) -> Any:
    return pdf._Order(html, "会议纪要", Language.HANS.value, ())


def _bare(pipe: Connection) -> None:
    """Set the ready HTML with WeasyPrint as it comes, with the same fonts."""
    from portal.documents import justify

    # The one thing that is not WeasyPrint's own stays out here.
    justify.patch = lambda: None
    pdf._warm_up(Path(tempfile.mkdtemp()), ())
    _answer(pipe, lambda _paper, html: pdf._warm["html"](
        string=html, base_url="app:///", url_fetcher=pdf._warm["fetcher"]
    ).write_pdf(font_config=pdf._warm["fonts"]))  # fmt: skip


def _binder(pipe: Connection) -> None:
    """Bind the same paper again and again; each time it is a document of its own."""
    furnish(_settings(Path(tempfile.mkdtemp())))
    pdf._warm_up(Path(tempfile.mkdtemp()), ())
    minutes = pdf._written(_order(_html(samples.twenty_pages())))
    paper = _bound([minutes, _scan()], _PAGES - 1, 1)
    _answer(pipe, lambda papers: _bound([paper] * papers, *[_PAGES] * papers))


def _scan() -> bytes:
    out = io.BytesIO()
    Image.effect_noise(_SCAN, 40).save(out, "JPEG")
    return as_pages(out.getvalue(), picture=True).data


def _bound(documents: Sequence[bytes], *pages: int) -> bytes:
    book = Book()
    for each in documents:
        book.add(each)
    marks = [Mark(f"议题{n}", 1 + sum(pages[:n])) for n in range(len(pages))]
    size = book.bind("会议材料汇编", [Run(n, 0, count) for n, count in enumerate(pages)], marks)
    whole = bytearray()
    while len(whole) < size:
        whole += book.piece(len(whole))
    return bytes(whole)


def _answer(pipe: Connection, make: Any) -> None:
    while order := pipe.recv():
        if order == "memory":
            pipe.send(_resident())
            continue
        begun = time.process_time()
        make(*order)
        pipe.send(time.process_time() - begun)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _worker(side: Any) -> Connection:
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    context.Process(target=side, args=(there,), daemon=True).start()
    return here


def _spent(worker: Connection, order: tuple[Minutes, str]) -> float:
    worker.send(order)
    return float(worker.recv())


class Papers(msgspec.Struct, frozen=True):
    """Which papers are set, how often each is compared, and how many fill a process's memory."""

    set: tuple[tuple[int, Callable[[], Minutes]], ...] = (
        (3, samples.three_pages), (6, samples.six_pages), (20, samples.twenty_pages),
        (32, samples.fifty_topics), (90, samples.ninety_pages),
    )  # fmt: skip
    pairs: int = 7
    many: int = 200


def figures(papers: Papers) -> Iterator[Figure]:
    """Yield a row for each paper, and one for the memory of a process that has set many."""
    furnish(_settings(Path(tempfile.mkdtemp())))
    ours, bare = _worker(_ours), _worker(_bare)
    for pages, make in papers.set:
        order = (make(), _html(make()))
        for worker in (ours, bare):
            _spent(worker, order)
        pairs = [(_spent(ours, order), _spent(bare, order)) for _ in range(papers.pairs)]
        mine = median(side for side, _ in pairs) * 1000 / pages
        ratio = round(median(a / b for a, b in pairs), 2)
        yield at_most(f"minutes of {pages} pages, CPU a page", mine, "ms", _GATE,
                      floor_ratio=ratio, floor_gate=1.25)  # fmt: skip
    yield Figure(f"memory of a process after {papers.many} papers",
                 _memory(ours, papers.many), "MiB")  # fmt: skip
    for worker in (ours, bare):
        worker.send(None)
    yield _pack(papers)


def _memory(worker: Connection, many: int) -> float:
    """Return what the process holds after many papers of one page, in MiB."""
    order = (samples.one_page(), "")
    for _ in range(many):
        _spent(worker, order)
    worker.send("memory")
    return float(worker.recv())


def _pack(papers: Papers) -> Figure:
    """Return the row of the pack."""
    binder = _worker(_binder)
    spent = []
    for _ in range(papers.pairs):
        binder.send((_PAPERS,))
        spent.append(float(binder.recv()))
    binder.send(None)
    row = f"pack of {_PAPERS} papers, {_PAPERS * _PAGES} pages: joined and numbered, CPU"
    return at_most(row, median(spent), "s", _PACK_GATE)
