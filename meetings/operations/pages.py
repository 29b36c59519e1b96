"""Papers into pages, once for the same bytes: pictures set on a sheet, texts and office files set.

What has no pages is noted with its reason, so that nobody tries again; a missing converter is tried
again as soon as there is one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from meetings.model import TopicPaper
from meetings.operations.printing import sheet
from meetings.queries import packs
from meetings.queries.packs import Known
from meetings.tables import PackPartRow
from portal.core import db
from portal.documents import files, office
from portal.documents.binding import Binder, Prepared, Why
from portal.documents.pdf import TooHeavy

# Changed when pages come out otherwise than before.
_RECIPE = 1
# How long a step makes pages.
_SECONDS = 2.0
_PDF = "application/pdf"
_OFFICE = frozenset({"docx", "xlsx"})
_TEXTS = frozenset({"txt", "csv"})
# What is longer than this is for a screen.
_LONGEST_TEXT = 100_000


def source(paper: TopicPaper) -> str:
    """Return what the pages of a paper depend on."""
    return f"{paper.sha256}:{_ending(paper)}:{_RECIPE}"


def _ending(paper: TopicPaper) -> str:
    return paper.name.rpartition(".")[2].lower()


async def pages_of(held: Iterable[TopicPaper]) -> dict[str, Known]:
    """Return the papers as pages, by their codes, as far as they were made."""
    wanted = list(held)
    known = await packs.known(map(source, wanted))
    return {each.code: known[source(each)] for each in wanted if source(each) in known}


async def to_make(held: Iterable[TopicPaper]) -> list[TopicPaper]:
    """Return the papers still to be made into pages, of those with the same bytes one."""
    readable = {source(each): each for each in held if each.is_readable}
    known = await packs.known(readable)
    again = {Why.NO_CONVERTER.value} if office.converter() else set()
    return [each for key, each in readable.items() if key not in known or known[key].why in again]


async def make(held: Sequence[TopicPaper], *, at: datetime) -> int:
    """Make papers into pages for a short while, at least one; return how many were made."""
    until, made = time.monotonic() + _SECONDS, 0
    async with Binder() as binder:
        for each in held:
            await _note(each, await _made(each, binder), at)
            made += 1
            if time.monotonic() > until:
                break
    return made


async def _made(paper: TopicPaper, binder: Binder) -> Prepared:
    try:
        _, data = await files.fetch(paper.stored)
    except (OSError, RuntimeError):
        # Lost or changed on the disk: said by name, like any other paper that cannot be opened.
        return Prepared(why=Why.BROKEN)
    if paper.mime == _PDF:
        return await binder.prepare(data, picture=False)
    if paper.mime.startswith("image/"):
        return await binder.prepare(data, picture=True)
    return await _set(data, _ending(paper), binder)


async def _set(data: bytes, ending: str, binder: Binder) -> Prepared:
    if ending in _TEXTS:
        return await _set_text(data, binder)
    if ending not in _OFFICE:
        return Prepared(why=Why.KIND)
    if not office.converter():
        return Prepared(why=Why.NO_CONVERTER)
    return await _as_made(await office.as_pdf(data, ending), binder)


async def _set_text(data: bytes, binder: Binder) -> Prepared:
    text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
    if len(text) > _LONGEST_TEXT:
        return Prepared(why=Why.KIND)
    try:
        return await _as_made(await sheet("pack_text", text), binder)
    except TooHeavy:
        return Prepared(why=Why.HEAVY)


async def _as_made(made: bytes, binder: Binder) -> Prepared:
    found = await binder.prepare(made, picture=False)
    return Prepared(found.pages, made, found.why) if found.pages else found


async def _note(paper: TopicPaper, made: Prepared, at: datetime) -> None:
    put = await files.put(made.data) if made.data else None
    row = PackPartRow
    try:
        async with db.write():
            kept = put and await files.keep(put, name="part.pdf", mime=_PDF, by=None, at=at)
            await row.delete().where(row.source == source(paper))
            await row.insert(
                row(source=source(paper), stored_id=kept.id if kept else None, pages=made.pages,
                    why=made.why.value if made.why else "")
            )  # fmt: skip
    except BaseException:
        if put:
            await files.discard(put)
        raise
