"""The bytes of minutes: what was said, who was there and who gets them, set by the presses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from meetings.model import Attendance, AttendanceState, Body, Distribution, Meeting, Minutes
from meetings.papers import TITLES
from meetings.papers.levels import han
from meetings.papers.minutes import (
    COPY,
    COPY_UP,
    EXCUSED,
    OBSERVING,
    PRESENT,
    SENT_TO,
    Copies,
    copies,
    present,
)
from meetings.papers.minutes import (
    Minutes as Paper,
)
from meetings.papers.minutes import minutes as paper_of
from portal.core.calendar import day_of
from portal.core.clock import OFFICE
from portal.core.i18n import Language, gettext, speaking
from portal.documents import pdf, word
from portal.documents.pdf import Attached
from portal.documents.word import Paper as Word
from portal.render.environment import render

P = TypeVar("P")


async def printed(
    minutes: Minutes, meeting: Meeting, body: Body, number: int, at: datetime
) -> bytes:
    """Return the minutes as PDF under a number, as GB/T 9704-2012 sets them."""
    paper = as_paper(minutes, meeting, body, number, at)
    return await sheet("minutes", paper, minutes.title)


async def sheet(
    kind: str, paper: Any, title: str = "", attachments: Sequence[Attached] = ()
) -> bytes:
    """Return one paper as PDF: official papers exist in 简体 alone."""
    with speaking(Language.HANS):
        html = render(f"meetings/pdf/{kind}.html", {"paper": paper}, kind="paper")
        named = title or gettext(TITLES[kind])
    return await pdf.make(html, title=named, language=Language.HANS, attachments=attachments)


async def editable(twin: Callable[[P], Word], paper: P) -> bytes:
    """Return a paper as .docx, in 简体 as the paper is."""
    with speaking(Language.HANS):
        told = twin(paper)
    return await asyncio.to_thread(word.make, told)


def as_paper(
    minutes: Minutes, meeting: Meeting, body: Body, number: int | None, at: datetime
) -> Paper:
    """Return what the minutes say: each item under its topic, who was there, who gets them."""
    called = meeting.attendance
    there = [each for each in called if each.present and not each.observer]
    excused = [each for each in called if each.state is AttendanceState.EXCUSED]
    observing = [each for each in called if each.present and each.observer]
    told = _revokes(minutes) if minutes.revokes else (
        *_corrects(minutes), opening(meeting, len(minutes.items)), *_text(minutes)
    )  # fmt: skip
    return paper_of(
        body=body.name, number=number, office=body.issuer, day=day_of(at), title=minutes.title,
        text="\n".join(told), printed_on=day_of(at),
        people=(
            present(PRESENT, _people(there)), present(EXCUSED, _people(excused)),
            present(OBSERVING, _people(observing)),
        ),
        copies=_copies(minutes, called),
    )  # fmt: skip


def _copies(minutes: Minutes, called: Sequence[Attendance]) -> tuple[Copies, ...]:
    """Return the imprint's lines, the main ones first; by default all who were called."""
    goes = minutes.distribution or Distribution(tuple(each.unit.name for each in called))
    return copies(SENT_TO, goes.to), copies(COPY_UP, goes.up), copies(COPY, goes.copy)


def opening(meeting: Meeting, items: int) -> str:
    """Return the sentence minutes open with: when, under whom, where; several items follow it."""
    begins = meeting.begins_at.astimezone(OFFICE)
    half = "上午" if begins.hour < 12 else "下午"
    return (
        f"{begins.year}年{begins.month}月{begins.day}日{half}，{meeting.chair}在{meeting.place}"
        f"主持召开{meeting.title}。{'现将会议议定事项纪要如下：' if items > 1 else ''}"
    )


def _corrects(minutes: Minutes) -> Iterable[str]:
    """Return the sentence a correction begins with: which issue it corrects, and why."""
    if minutes.corrects is not None:
        day = minutes.corrects.issued_at.astimezone(OFFICE)
        yield (
            f"本期更正第{minutes.corrects.number}期纪要（{day.year}年{day.month}月{day.day}日印发），"
            f"原纪要与本期不一致的，以本期为准。更正理由：{minutes.reason.rstrip('。')}。"
        )


def _revokes(minutes: Minutes) -> tuple[str, ...]:
    """Return what a document says that takes minutes back."""
    assert minutes.corrects is not None
    day = minutes.corrects.issued_at.astimezone(OFFICE)
    return (
        f"现撤销第{minutes.corrects.number}期纪要（{day.year}年{day.month}月{day.day}日印发），"
        "该期纪要议定事项自本期印发之日起不再执行。",
        f"撤销理由：{minutes.reason.rstrip('。')}。",
    )


def _text(minutes: Minutes) -> Iterable[str]:
    """Return the items one after the other; several stand each under its own head."""
    single = len(minutes.items) == 1
    for place, item in enumerate(minutes.items):
        if not single:
            yield f"{han(place + 1)}、{item.topic_title}"
        yield item.text


def _people(held: Iterable[Attendance]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.unit.name, (each.name,) if each.name else ()) for each in held]
