"""HTML into PDF: the only importer of WeasyPrint, in processes of its own, under hard limits.

A paper comes from our templates and escaped data; nothing in it may reach a file or the network, so
the fetcher serves our own assets and refuses the rest by name. Each paper has 10 s of CPU, 20 s of
wall time and 1 GiB of memory; one that needs more ends with ``TooHeavy``, alone: the papers that
wait are set by a fresh press.
"""

from __future__ import annotations

import asyncio
import logging
import mimetypes
import os
import resource
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from portal.core import settings as settings_
from portal.core.errors import NotPossible, Unavailable
from portal.core.i18n import N_, Language, Sentence, say
from portal.documents import fonts
from portal.documents.press import Broken, NotStarted, Press, Presses, receive, send

CPU_SECONDS = 10
WALL_SECONDS = 20
MEMORY = 1 << 30
_ASSETS = Path(__file__).parent / "assets"


class TooHeavy(NotPossible):
    """The paper needed more than its limits allow; ``reason`` says which; nothing was issued."""

    code = "too_heavy"


class FetchRefused(Exception):
    """A paper asked for something that is not ours."""


class Attached(msgspec.Struct, frozen=True):
    """Data carried inside a PDF, such as the rows of a register as JSON, as they were ``at``."""

    name: str
    data: bytes
    at: datetime
    description: str = ""


class _Order(msgspec.Struct, frozen=True):
    """One paper to set."""

    html: str
    title: str
    language: str
    attachments: tuple[Attached, ...]


class _Answer(msgspec.Struct, frozen=True):
    """The paper, or the address it may not have."""

    data: bytes = b""
    refused: str = ""


# With these a press ends when a paper outgrows it; when its wall time is over, it is killed. Any
# other status is a fault of ours, and its traceback stands in the log.
_OUT_OF_CPU, _OUT_OF_MEMORY, _TOO_DEEP = 81, 82, 83
_REASONS = {
    _OUT_OF_CPU: "cpu",
    _OUT_OF_MEMORY: "memory",
    _TOO_DEEP: "depth",
    -signal.SIGKILL: "time",
}

_presses: list[Presses] = []


async def make(
    html: str, *, title: str, language: Language, attachments: Sequence[Attached] = ()
) -> bytes:
    """Return the PDF of this HTML; the same input gives the same bytes.

    Raises ``TooHeavy`` when a limit is reached, ``FetchRefused`` when the paper asks for anything
    but our own assets, ``Unavailable`` when papers cannot be set on this machine.
    """
    order = msgspec.msgpack.encode(_Order(html, title, language.value, tuple(attachments)))
    try:
        message = await asyncio.wrap_future(_running().order(order))
    except Broken as error:
        if error.status not in _REASONS:
            raise
        sentence = say(N_("这份文书太大或太复杂，没有生成。请精简内容后再试。"))
        raise TooHeavy(sentence, reason=_REASONS[error.status]) from error
    except NotStarted as error:
        raise Unavailable(_not_ready("portal doctor")) from error
    answer = msgspec.msgpack.decode(message, type=_Answer)
    if answer.refused:
        raise FetchRefused(answer.refused)
    return answer.data


def _running() -> Presses:
    if not _presses:
        _presses.append(Presses(settings_.current().pdf_workers, _start))
    return _presses[0]


def _start() -> Press:
    held = settings_.current()
    if lines := fonts.unusable(held.font_dirs):
        raise Unavailable(_not_ready("; ".join(lines)))
    folders = [str(each.resolve()) for each in (held.home, *held.font_dirs)]
    return Press("portal.documents.pdf", folders, seconds=WALL_SECONDS)


def _not_ready(mend: str) -> Sentence:
    return say(N_("这台机器暂时不能生成文书。请系统管理员检查：%(mend)s"), mend=mend)


def shutdown() -> None:
    """End the presses; the next paper starts new ones."""
    while _presses:
        _presses.pop().close()


# --- inside a press ------------------------------------------------------------------------------


_warm: dict[str, Any] = {}


def main(folders: Sequence[str]) -> None:
    """Set the papers ordered through the standard input until nobody is there to order."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not end up among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    home, *own_fonts = map(Path, folders)
    _warm_up(home, own_fonts)
    send(b"", answers)
    try:
        while (order := receive(orders)) is not None:
            send(_set(order), answers)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except RecursionError:
        os._exit(_TOO_DEEP)


def _warm_up(home: Path, own_fonts: Sequence[Path]) -> None:
    """Load WeasyPrint once, with our fonts and none of the system's."""
    os.environ["FONTCONFIG_FILE"] = str(fonts.configure(home, own_fonts))
    # Pages come first where papers and pages share the cores.
    os.nice(5)
    # The portal ends its presses; a Ctrl+C in the terminal must not end a paper half-way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, _spent)
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    from portal.documents import justify

    justify.patch()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    _warm.update(html=HTML, fonts=FontConfiguration(), refused=FatalURLFetchingError)
    _warm["fetcher"] = _locked_fetcher()
    _limit_memory()


def _spent(_number: int, _frame: FrameType | None) -> None:
    # Not an exception: somebody between here and the paper could catch it.
    os._exit(_OUT_OF_CPU)


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
            kind = {"Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream"}
            return URLFetcherResponse(url, (_ASSETS / name).read_bytes(), kind)

    return Locked(allowed_protocols=("data",), allow_redirects=False)


def _set(order: bytes) -> bytes:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    used = int(spent.ru_utime + spent.ru_stime)
    # The soft limit counts the whole life of the process, so it is raised for each paper.
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS, resource.RLIM_INFINITY))
    try:
        answer = _Answer(_written(msgspec.msgpack.decode(order, type=_Order)))
    except _warm["refused"] as error:
        answer = _Answer(refused=str(error))
    return msgspec.msgpack.encode(answer)


def _written(order: _Order) -> bytes:
    document = _warm["html"](
        string=order.html, base_url="app:///", url_fetcher=_warm["fetcher"]
    ).render(font_config=_warm["fonts"], presentational_hints=False)
    document.metadata.title = order.title
    document.metadata.lang = order.language
    document.metadata.attachments = [_attachment(each) for each in order.attachments]
    data: bytes = document.write_pdf(pdf_tags=True)
    return data


def _attachment(each: Attached) -> Any:
    from weasyprint import Attachment

    return Attachment(
        string=each.data, name=each.name, description=each.description, relationship="Data",
        created=each.at, modified=each.at,
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
