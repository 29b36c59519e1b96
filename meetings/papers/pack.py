"""会议材料汇编: cover, contents, a head before each topic, the papers; pure.

Every page has its number before anything is set: what is set tells the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from meetings.papers.levels import han
from portal.core.i18n import N_, Sentence, say

# Why a paper stands as a named page; the words of each reason the binder knows.
REASONS = {
    "locked": N_("文件有密码或权限限制，没有装订。"),
    "broken": N_("文件打不开，可能已损坏，没有装订。"),
    "heavy": N_("文件太复杂，装订没有完成。"),
    "large": N_("本册材料太多，这份没有装订。"),
    "kind": N_("这种文件不能排成页面，没有装订。"),
    "no_converter": N_("这台机器没有安装文档转换程序（LibreOffice），没有装订。"),
    "quarantined": N_("文件还在等待病毒检查，没有装订。"),
    "infected": N_("文件被查出病毒，没有装订。"),
}


class Paper(msgspec.Struct, frozen=True):
    """A paper of a topic: its name, how many pages it has; or ``why`` it is not shown."""

    code: str
    name: str
    pages: int
    why: str = ""

    @property
    def title(self) -> str:
        """What the contents call it: the name without what tells its kind."""
        return self.name.rpartition(".")[0] or self.name


class Matter(msgspec.Struct, frozen=True):
    """A topic with its papers, in their order."""

    id: int
    title: str
    proposer: str
    reporter: str
    minutes: int
    secret: bool
    papers: tuple[Paper, ...]


class Entry(msgspec.Struct, frozen=True):
    """A line of the contents; a topic without a paper's code, its papers below it."""

    topic: int
    paper: str
    words: str
    page: int
    pages: int
    why: str = ""


class Insert(msgspec.Struct, frozen=True):
    """A page of ours among the papers: a topic's head, or the name of what is not shown."""

    number: str
    matter: Matter
    paper: Paper | None = None

    @property
    def reason(self) -> Sentence:
        """Why the paper is not shown."""
        return say(REASONS[self.paper.why if self.paper else "broken"])


class Piece(msgspec.Struct, frozen=True):
    """What comes next in the book: pages of a paper, or so many of ours."""

    paper: str
    first: int
    count: int


class Pack(msgspec.Struct, frozen=True):
    """A pack laid out; ``front`` is how many pages cover and contents take."""

    body: str
    meeting: str
    issuer: str
    at: datetime
    place: str
    chair: str
    version: int
    made_on: date
    front: int
    entries: tuple[Entry, ...]
    inserts: tuple[Insert, ...]
    pieces: tuple[Piece, ...]
    pages: int

    @property
    def secret(self) -> bool:
        """Whether something in it is not to be passed on."""
        return any(each.matter.secret for each in self.inserts)

    @property
    def title(self) -> str:
        """What the file is called inside."""
        return f"{self.meeting} 会议材料汇编（第{self.version}版）"


class Cover(msgspec.Struct, frozen=True):
    """What the cover says of the meeting."""

    body: str
    meeting: str
    issuer: str
    at: datetime
    place: str
    chair: str
    version: int
    made_on: date


def pack(cover: Cover, matters: Sequence[Matter], *, front: int) -> Pack:
    """Return the pack with the number of every page, cover and contents taking ``front``."""
    entries: list[Entry] = []
    inserts: list[Insert] = []
    pieces: list[Piece] = []
    page = front + 1
    for place, matter in enumerate(matters, 1):
        for entry, piece, insert in _laid(han(place), matter, page, len(inserts)):
            entries.append(entry)
            pieces.append(piece)
            inserts += [insert] if insert else []
            page += piece.count
    return Pack(
        **msgspec.structs.asdict(cover), front=front, entries=tuple(entries),
        inserts=tuple(inserts), pieces=tuple(pieces), pages=page - 1,
    )  # fmt: skip


def _laid(
    number: str, matter: Matter, page: int, ours: int
) -> Iterable[tuple[Entry, Piece, Insert | None]]:
    """Yield a topic's head and papers; ``ours`` counts the pages of ours that come before."""
    head = Insert(number, matter)
    words = f"{number}、{matter.title}"
    yield Entry(matter.id, "", words, page, 1), Piece("", ours, 1), head
    page, ours = page + 1, ours + 1
    for paper in matter.papers:
        if paper.why:
            entry = Entry(matter.id, paper.code, paper.title, page, 1, paper.why)
            yield entry, Piece("", ours, 1), Insert(number, matter, paper)
            page, ours = page + 1, ours + 1
        else:
            entry = Entry(matter.id, paper.code, paper.title, page, paper.pages)
            yield entry, Piece(paper.code, 0, paper.pages), None
            page += paper.pages
