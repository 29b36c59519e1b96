"""HTML into PDF: the only importer of WeasyPrint, in processes of its own, under hard limits.

A paper comes from our templates and escaped data; nothing in it may reach a file or the network, so
the fetcher serves our own assets and refuses the rest by name. Each paper has 10 s of CPU, 20 s of
wall time and 1 GiB of memory; one that needs more ends with ``TooHeavy``, and the pool goes on with
a fresh process.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import resource
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from portal.core import settings as settings_
from portal.core.errors import NotPossible, Unavailable
from portal.core.i18n import N_, Language, say
from portal.documents import fonts

CPU_SECONDS = 10
WALL_SECONDS = 20
MEMORY = 1 << 30
_ASSETS = Path(__file__).parent / "assets"


class TooHeavy(NotPossible):
    """The paper needed more than its limits allow; nothing was issued."""

    code = "too_heavy"


class FetchRefused(Exception):
    """A paper asked for something that is not ours."""


class CpuSpent(Exception):
    """The paper's CPU time is over."""


class Attached(msgspec.Struct, frozen=True):
    """Data carried inside a PDF, such as the rows of a register as JSON."""

    name: str
    data: bytes
    description: str = ""


class _Pool:
    """The warm processes; made at the first paper, made anew after one was ended."""

    def __init__(self) -> None:
        self.executor: ProcessPoolExecutor | None = None

    def get(self) -> ProcessPoolExecutor:
        if self.executor is None:
            held = settings_.current()
            self.executor = ProcessPoolExecutor(
                max_workers=held.pdf_workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_warm_up,
                initargs=(held.home.resolve(), held.font_dirs),
            )
        return self.executor

    def drop(self) -> None:
        """End the processes, also one that does not listen."""
        held, self.executor = self.executor, None
        if held is None:
            return
        for process in list((held._processes or {}).values()):  # noqa: SLF001 - no public way
            process.kill()
        held.shutdown(wait=False, cancel_futures=True)


_pool = _Pool()


async def make(
    html: str, *, title: str, language: Language, attachments: Sequence[Attached] = ()
) -> bytes:
    """Return the PDF of this HTML; the same input gives the same bytes.

    Raises ``TooHeavy`` when a limit is reached, ``FetchRefused`` when the paper asks for anything
    but our own assets.
    """
    job = partial(_make, html, title, language.value, tuple(attachments))
    future: Future[bytes] = _pool.get().submit(job)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), WALL_SECONDS)
    except (BrokenProcessPool, TimeoutError, MemoryError, RecursionError, CpuSpent) as error:
        _pool.drop()
        raise TooHeavy(say(N_("这份文书太大或太复杂，没有生成。请精简内容后再试。"))) from error


def shutdown() -> None:
    """End the processes; the next paper starts new ones."""
    _pool.drop()


def ready() -> None:
    """Raise ``Unavailable`` with the mend when papers cannot be set on this machine."""
    if lines := fonts.missing(settings_.current().home):
        raise Unavailable(say(N_("缺少排版所需的字体：%(what)s"), what="; ".join(lines)))


# --- inside the processes ------------------------------------------------------------------------


_warm: dict[str, Any] = {}


def _warm_up(home: Path, own_fonts: tuple[Path, ...]) -> None:
    """Load WeasyPrint once, with our fonts and none of the system's."""
    os.environ["FONTCONFIG_FILE"] = str(fonts.configure(home, own_fonts))
    # The parent ends the pool; a Ctrl+C in the terminal must not end a paper half-way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, _spent)
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    _warm["fonts"] = FontConfiguration()
    _warm["html"] = HTML
    _warm["fetcher"] = _locked_fetcher()
    _limit_memory()


def _spent(_number: int, _frame: FrameType | None) -> None:
    raise CpuSpent


def _limit_memory() -> None:
    # Above what the process holds when warm: the limit is the paper's, not the library's.
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))


def _locked_fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Locked(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Serves ``app:///name`` from our assets, and data: images; ends the paper for the rest."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            name = url.removeprefix("app:///")
            if name == url or "/" in name or not (_ASSETS / name).is_file():
                raise FatalURLFetchingError(url[:200])
            return URLFetcherResponse(url, (_ASSETS / name).read_bytes())

    _warm["refused"] = FatalURLFetchingError
    return Locked(allowed_protocols=("data",), allow_redirects=False)


def _make(html: str, title: str, language: str, attachments: tuple[Attached, ...]) -> bytes:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    used = int(spent.ru_utime + spent.ru_stime)
    # The soft limit counts the whole life of the process, so it is raised for each paper.
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS, resource.RLIM_INFINITY))
    try:
        return _written(html, title, language, attachments)
    except _warm["refused"] as error:
        # Named anew: the parent does not know WeasyPrint and could not unpack its error.
        raise FetchRefused(str(error)) from None


def _written(html: str, title: str, language: str, attachments: tuple[Attached, ...]) -> bytes:
    document = _warm["html"](string=html, base_url="app:///", url_fetcher=_warm["fetcher"]).render(
        font_config=_warm["fonts"], presentational_hints=False
    )
    document.metadata.title = title
    document.metadata.lang = language
    document.metadata.attachments = [_attachment(each) for each in attachments]
    data: bytes = document.write_pdf(pdf_tags=True)
    return data


def _attachment(each: Attached) -> Any:
    from weasyprint import Attachment

    return Attachment(
        string=each.data, name=each.name, description=each.description, relationship="Data"
    )
