"""CPU seconds a page of minutes takes, and the ratio to bare WeasyPrint on the same HTML.

Each side lives in a warm process of its own; they take turns, so that whatever else the machine
does falls on both.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from meetings import samples
from meetings.papers.minutes import Minutes
from portal.app import furnish
from portal.bench.figures import Figure, at_most
from portal.core.i18n import Language, speaking
from portal.core.settings import Mode, Settings
from portal.documents import pdf
from portal.render.environment import render

_GATE = 16


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


def _memory(worker: Connection, many: int) -> float:
    """Return what the process holds after many papers of one page, in MiB."""
    order = (samples.one_page(), "")
    for _ in range(many):
        _spent(worker, order)
    worker.send("memory")
    return float(worker.recv())
