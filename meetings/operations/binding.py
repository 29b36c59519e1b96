"""Making packs, in steps of the worker: first papers into pages, then one book after the other.

A step finds out by itself what is left: papers nobody has made into pages before, then packs that
have no file yet. Packs of the same topics are one book, made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from meetings import access
from meetings.model import Meeting, Pack, PackState, TopicPaper
from meetings.operations.books import bound
from meetings.operations.packs import WORK, as_text
from meetings.operations.pages import make, pages_of, to_make
from meetings.queries import packs, papers, things
from meetings.tables import PackRow
from portal.core import db
from portal.core.calendar import day_of
from portal.core.i18n import N_, Sentence, say
from portal.directory.model import Person
from portal.directory.queries import person as person_of
from portal.documents import files
from portal.jobs.long import Standing, Step, WorkState, at_the_end

_CONVERTING, _BINDING = N_("整理材料"), N_("装订成册")
_LOST = N_("您已没有生成会议材料汇编的权限，工作停下了；已生成的分册都在。")


class _Made(Exception):
    """Somebody else has made the book meanwhile."""


async def go_on(payload: dict[str, Any], *, at: datetime, cancelled: bool) -> Step:
    """Make some papers into pages, or bind one book; the last step tells what has come of it."""
    meeting = await things.meeting(payload["meeting"])
    held = await packs.of_version(meeting.id, payload["version"])
    waiting = [each for each in held if each.state is PackState.BUILDING]
    by = await person_of(payload["person"], on=day_of(at))
    if cancelled:
        return await _end(waiting, PackState.CANCELLED, _stopped(held, waiting), at)
    if not access.may(by, "meeting.manage", meeting.concerned):
        return await _end(waiting, PackState.FAILED, say(_LOST), at)
    return await _go_on(meeting, held, waiting, by, at)


def _stopped(held: Sequence[Pack], waiting: Sequence[Pack]) -> Sentence:
    return say(N_("已停止生成会议材料汇编，已生成 %(n)s 册。"), n=len(held) - len(waiting))


async def _end(waiting: Sequence[Pack], state: PackState, said: Sentence, at: datetime) -> Step:
    row = PackRow
    async with db.write():
        await row.update({row.state: state.value, row.ended_at: at}).where(
            row.id.is_in([each.id for each in waiting] or [0])
            & (row.state == PackState.BUILDING.value)
        )
    return Step(_BINDING, 0, 0, said)


async def _go_on(
    meeting: Meeting, held: Sequence[Pack], waiting: Sequence[Pack], by: Person, at: datetime
) -> Step:
    wanted = await _wanted(held)
    books = len({_contents(each) for each in held})
    left = await to_make(wanted.values())
    total = books + len(wanted)
    if left:
        done = len(wanted) - len(left) + await make(left, at=at)
        return Step(_CONVERTING, done, total)
    if waiting:
        await _bind(meeting, waiting, wanted, by, at)
        waiting = [each for each in waiting if _contents(each) != _contents(waiting[0])]
    done = total - len({_contents(each) for each in waiting})
    return Step(_BINDING, done, total, None if waiting else _ready(meeting, held))


def _ready(meeting: Meeting, held: Sequence[Pack]) -> Sentence:
    words = N_("会议 %(key)s 的材料汇编第 %(version)s 版已生成，共 %(n)s 册。")
    return say(words, key=meeting.key, version=held[0].version if held else 0, n=len(held))


async def _wanted(held: Iterable[Pack]) -> dict[str, TopicPaper]:
    """Return the papers of these packs by code; what was taken out meanwhile is not among them."""
    codes = {part.paper for each in held for part in each.parts if part.paper}
    topics = sorted({part.topic for each in held for part in each.parts})
    return {each.code: each for each in await papers.live(topics) if each.code in codes}


def _contents(pack: Pack) -> tuple[tuple[int, str], ...]:
    return tuple((part.topic, part.paper) for part in pack.parts)


async def _bind(
    meeting: Meeting, waiting: Sequence[Pack], wanted: dict[str, TopicPaper], by: Person,
    at: datetime,
) -> None:  # fmt: skip
    """Make the first pack's book and give it to every pack of the same contents."""
    same = [each for each in waiting if _contents(each) == _contents(waiting[0])]
    book = await bound(meeting, same[0], wanted, await pages_of(wanted.values()), at)
    put = await files.put(book.data)
    row = PackRow
    try:
        async with db.write():
            kept = await files.keep(put, name="pack.pdf", mime="application/pdf", by=by, at=at)
            taken = await row.update({
                row.state: PackState.READY.value, row.stored_id: kept.id, row.ended_at: at,
                row.pages: book.pages, row.parts: as_text(book.parts),
            }).where(
                row.id.is_in([each.id for each in same]) & (row.state == PackState.BUILDING.value)
            ).returning(row.id)  # fmt: skip
            if not taken:
                raise _Made
    except _Made:
        await files.discard(put)
    except BaseException:
        await files.discard(put)
        raise


@at_the_end
async def end_with(standing: Standing, at: datetime) -> None:
    """Note on packs that nothing more comes of them when their work has failed."""
    if standing.kind == WORK and standing.state is WorkState.FAILED:
        row = PackRow
        await row.update({row.state: PackState.FAILED.value, row.ended_at: at}).where(
            (row.work == standing.code) & (row.state == PackState.BUILDING.value)
        )
