"""The .docx twins of minutes and register, from the same view models as the PDF; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meetings.papers.levels import Level, Paragraph
from meetings.papers.minutes import Copies, Minutes, Present
from meetings.papers.resolutions import Register
from portal.core.i18n import gettext
from portal.documents.word import Block, Face, Imprint, Line, Paper, Run, Table
from portal.render import filters
from portal.render.labels import label

# Two characters of the grid, and where the names after a label of two characters begin (pt).
_TWO = 31.58
_NAMES, _LABEL = 78.95, -47.37
_FACES: dict[Level, Face] = {Level.FIRST: "hei", Level.SECOND: "kai"}
_WIDTHS = (37.0, 70.0, 30.0, 34.0, 24.0, 16.0, 18.0, 28.0)


def minutes(paper: Minutes) -> Paper:
    """Return minutes as the standard sets them, to be edited."""
    return Paper(
        "".join(paper.title),
        (
            *_head(paper), *_title(paper.title), *_text(paper.paragraphs),
            *_people(paper.people), _imprint(paper),
        ),
    )  # fmt: skip


def _head(paper: Minutes) -> Iterator[Line]:
    # The mark's upper edge stands 35 mm below the type area's.
    mark = Run(paper.mark, "biaosong", paper.mark_size, red=True)
    yield Line((mark,), "center", before=99.2)
    yield Line((Run(str(paper.issue)),), "center", before=29, after=14)
    day = Run(filters.written_day(paper.day))
    yield Line((Run(f" {paper.office}"),), "left", right=(day,), red_rule=True)


def _title(lines: Iterable[str]) -> Iterator[Line]:
    yield Line((Run(""),))
    for each in lines:
        yield Line((Run(each, "biaosong", 22),), "center")
    yield Line((Run(""),))


def _text(paragraphs: Iterable[Paragraph]) -> Iterator[Block]:
    for each in paragraphs:
        if each.rows:
            yield Table(each.rows)
            continue
        head = Run(f"{each.mark}{each.head}", _FACES.get(each.level, "fang"))
        runs = (head, Run(each.text)) if head.text else (Run(each.text),)
        yield Line(runs, first=_TWO)


def _people(held: Iterable[Present]) -> Iterator[Line]:
    for place, each in enumerate(held):
        if place == 0:
            yield Line((Run(""),))
        names = Run(f"：{'，'.join(each.entries)}")
        yield Line((Run(str(each.label), "hei"), names), first=_LABEL, left=_NAMES)


def _imprint(paper: Minutes) -> Imprint:
    by = Line((Run(paper.printed_by, size=14),), "left", left=14, right=(_printed(paper),))
    return Imprint((*map(_copies, paper.copies), by))


def _printed(paper: Minutes) -> Run:
    day = filters.written_day(paper.printed_on)
    return Run(gettext("%(day)s印发") % {"day": day}, size=14)


def _copies(held: Copies) -> Line:
    words = f"{held.label}：{'，'.join(held.names)}。"
    return Line((Run(words, size=14),), "left", first=-42, left=56)


def register(paper: Register) -> Paper:
    """Return the register as a table that can be sorted and written into."""
    heads = (
        gettext("编号"), gettext("事项"), gettext("牵头单位"), gettext("配合单位"),
        gettext("完成时限"), gettext("灯号"), gettext("状态"), gettext("进展"),
    )  # fmt: skip
    rows = tuple(
        (
            f"{each.number} {each.minutes}", each.text, each.lead, "、".join(each.cooperating),
            filters.day(each.due_on),
            "—" if each.closed else label(each.lamp), each.state, each.progress,
        )
        for each in paper.entries
    )  # fmt: skip
    title = gettext("议定事项台账")
    told = f"{paper.body}　{gettext('截至 %(at)s') % {'at': filters.instant(paper.at)}}"
    return Paper(
        title,
        (
            Line((Run(title, "biaosong", 22),), "center"), Line((Run(told, size=12),), "center"),
            Table((heads, *rows), _WIDTHS, 10.5),
        ),
        landscape=True,
    )  # fmt: skip
