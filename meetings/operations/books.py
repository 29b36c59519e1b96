"""One book of a pack: laid out, its own pages set, and bound with the papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from meetings.model import Body, Meeting, Pack, PackPart, Topic, TopicPaper
from meetings.operations.printing import sheet
from meetings.papers import pack as layout
from meetings.papers.pack import Cover, Matter, Paper
from meetings.queries import things
from meetings.queries.packs import Known
from meetings.tables import TopicRow
from portal.core.calendar import day_of
from portal.documents import files
from portal.documents.binding import MOST_BYTES, Binder, Mark, Run, Why

_CONTENTS = "目录"


class Book(msgspec.Struct, frozen=True):
    """A bound pack: its bytes, its pages, and where everything stands."""

    data: bytes
    pages: int
    parts: tuple[PackPart, ...]


async def bound(
    meeting: Meeting, pack: Pack, papers: dict[str, TopicPaper], known: dict[str, Known],
    at: datetime,
) -> Book:  # fmt: skip
    """Return the book of a pack; a paper that has no pages stands in it by name."""
    matters = await _matters(pack, papers, known)
    cover = _cover(meeting, await things.body(meeting.body_id), pack.version, at)
    async with Binder() as binder:
        documents = _Documents(binder)
        laid = await _front(documents, cover, matters)
        ours = await documents.add(await sheet("pack_inserts", laid))
        place = {"": ours}
        for each in laid.pieces:
            if each.paper and each.paper not in place:
                held = known[each.paper].stored or papers[each.paper].stored
                place[each.paper] = await documents.add((await files.fetch(held))[1])
        runs = [Run(documents.front, 0, laid.front)]
        runs += [Run(place[each.paper], each.first, each.count) for each in laid.pieces]
        data = await binder.bind(laid.title, runs, list(_marks(laid)))
    return Book(data, laid.pages, tuple(_parts(laid)))


class _Documents:
    """The documents taken in so far: each has a number, and the last one's pages are known."""

    def __init__(self, binder: Binder) -> None:
        self._binder = binder
        self._number = -1
        self.pages = 0
        self.front = 0

    async def add(self, data: bytes) -> int:
        """Take in a document; return its number."""
        self.pages = await self._binder.add(data)
        self._number += 1
        return self._number


async def _front(documents: _Documents, cover: Cover, matters: Sequence[Matter]) -> layout.Pack:
    """Return the pack laid out, cover and contents set: they tell how many pages they take."""
    front = 2
    while True:
        laid = layout.pack(cover, matters, front=front)
        documents.front = await documents.add(await sheet("pack_front", laid, laid.title))
        if documents.pages == front:
            return laid
        front = documents.pages


def _cover(meeting: Meeting, body: Body, version: int, at: datetime) -> Cover:
    return Cover(
        body.name, meeting.title, body.issuer, meeting.begins_at, meeting.place, meeting.chair,
        version, day_of(at),
    )  # fmt: skip


async def _matters(
    pack: Pack, papers: dict[str, TopicPaper], known: dict[str, Known]
) -> list[Matter]:
    ids = list(dict.fromkeys(part.topic for part in pack.parts))
    topics = {each.id: each for each in await things.topics(TopicRow.id.is_in(ids))}
    left = _Room(MOST_BYTES)
    found = []
    for topic_id in ids:
        codes = [part.paper for part in pack.parts if part.topic == topic_id]
        held = [papers[code] for code in codes if code in papers]
        shown = [left.fit(each, known.get(each.code)) for each in held]
        found.append(_matter(topics[topic_id], shown))
    return found


class _Room:
    """What a book still takes: the papers that find no more room stand by name."""

    def __init__(self, room: int) -> None:
        self._left = room

    def fit(self, paper: TopicPaper, known: Known | None) -> Paper:
        """Return a paper as the book shows it."""
        if known is None:
            # One that was found harmless this very moment waits for the next pack.
            waits = Why.QUARANTINED.value if paper.is_readable else paper.state
            return Paper(paper.code, paper.name, 0, waits)
        if known.why or paper.size > self._left:
            return Paper(paper.code, paper.name, 0, known.why or Why.LARGE.value)
        self._left -= paper.size
        return Paper(paper.code, paper.name, known.pages)


def _matter(topic: Topic, papers: Iterable[Paper]) -> Matter:
    return Matter(
        topic.id, topic.title, topic.proposer.name, topic.reporter, topic.minutes, topic.secret,
        tuple(papers),
    )  # fmt: skip


def _marks(laid: layout.Pack) -> Iterable[Mark]:
    """Yield the bookmarks: the contents, then each topic with its papers."""
    yield Mark(_CONTENTS, 2)
    for entry in laid.entries:
        if not entry.paper:
            below = [each for each in laid.entries if each.paper and each.topic == entry.topic]
            yield Mark(entry.words, entry.page, tuple(Mark(e.words, e.page) for e in below))


def _parts(laid: layout.Pack) -> Iterable[PackPart]:
    for entry in laid.entries:
        yield PackPart(entry.topic, entry.paper, entry.page, entry.pages, entry.why)
