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
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from portal.core import settings as settings_
from portal.core.errors import NotPossible, Unavailable
from portal.core.i18n import N_, Language, Sentence, say
from portal.documents import fonts
from portal.documents.limits import (
    OUT_OF_MEMORY,
    REASONS,
    TOO_DEEP,
    WALL_SECONDS,
    behave,
    limit_cpu,
    limit_memory,
)
from portal.documents.press import Broken, NotStarted, Press, Presses, receive, send

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
        if error.status not in REASONS:
            raise
        sentence = say(N_("这份文书太大或太复杂，没有生成。请精简内容后再试。"))
        raise TooHeavy(sentence, reason=REASONS[error.status]) from error
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
        os._exit(OUT_OF_MEMORY)
    except RecursionError:
        os._exit(TOO_DEEP)


def _warm_up(home: Path, own_fonts: Sequence[Path]) -> None:
    """Load WeasyPrint once, with our fonts and none of the system's."""
    os.environ["FONTCONFIG_FILE"] = str(fonts.configure(home, own_fonts))
    behave()
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    from portal.documents import justify

    justify.patch()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    _warm.update(html=HTML, fonts=FontConfiguration(), refused=FatalURLFetchingError)
    _warm["fetcher"] = _locked_fetcher()
    limit_memory()


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
    limit_cpu()
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
