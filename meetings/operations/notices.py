"""Sending notices: the paper is set before the transaction, and kept if it still says what stands.

Nothing slow happens while the meeting is in hand; when something moved meanwhile, the paper is set
again. What was sent stays as it is: a change makes a further version.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from meetings import access
from meetings.inputs import Plain
from meetings.model import (
    AttendanceAction,
    Changed,
    Meeting,
    MeetingState,
    Notice,
    NoticeChange,
    Said,
    Topic,
    UnitRef,
)
from meetings.model import MeetingAction as Action
from meetings.notice_tables import NoticeRow, ReceiptRow
from meetings.operations.acting import MEETING, Deed, on_meeting, within
from meetings.operations.attendance import invite, move_all
from meetings.operations.printing import sheet
from meetings.operations.setting import Moved, Paper, set_before
from meetings.papers import held
from meetings.papers.letter import Letter
from meetings.queries import locate, situations, things
from meetings.queries import notices as sent
from meetings.rules import notices
from portal.core import db
from portal.core.calendar import day_of
from portal.core.i18n import N_, say
from portal.directory.model import Person
from portal.documents import files
from portal.journal.record import record

T = TypeVar("T")


class Draft(msgspec.Struct, frozen=True):
    """A version as it would be sent now: what it says and to whom, what is new in it."""

    version: int
    said: Said
    paper: Letter
    every: tuple[UnitRef, ...]
    observers: frozenset[int]
    changes: tuple[Changed, ...]
    to: tuple[int, ...]


# A notice set before the act, or None when the act sends none.
Sheet = Paper[Draft] | None


async def drafted(meeting: Meeting, at: datetime, *, also: Sequence[Topic] = ()) -> Draft:
    """Return the version that would be sent now; ``also`` are topics about to come on."""
    body = await things.body(meeting.body_id)
    topics = [*await things.agenda(meeting.id), *also]
    return _draft(meeting, notices.timetable(meeting, topics, body), body,
                  await sent.newest(meeting.id), at)  # fmt: skip


def _draft(meeting: Meeting, slots: Any, body: Any, last: Notice | None, at: datetime) -> Draft:
    said, before = notices.said(meeting, slots), last.said if last else None
    changed = notices.changes(before, said, postponed=meeting.state is MeetingState.POSTPONED)
    every = notices.called(body, meeting, slots)
    known = {each.unit.id: each.observer for each in meeting.attendance}
    serving = {unit.id for unit in notices.members(body, meeting)}
    observers = frozenset(unit.id for unit in every if known.get(unit.id, unit.id not in serving))
    version = meeting.notice + 1
    paper = held.notice(meeting, body, slots, every, day_of(at), version=version, changes=changed)
    to = notices.concerned(before, said, changed, observers, every)
    return Draft(version, said, paper, every, observers, changed, to)


async def with_paper(
    make: Callable[[], Awaitable[Draft | None]], act: Callable[[Sheet], Awaitable[T]]
) -> T:
    """Set the notice that ``make`` gives and act with it, again if the arrangement moved."""

    async def made() -> Sheet:
        draft = await make()
        return Paper(draft, await files.put(await sheet("notice", draft.paper))) if draft else None

    busy = say(N_("会议的安排正在变动，通知没有发出。请再试一次。"))
    return await set_before(made, act, busy=busy)


async def ready(key: str, action: Action, *, by: Person, at: datetime) -> Draft | None:
    """Return what this act would send; None when it is going to be refused."""
    meeting = await things.meeting(await locate.meeting(key, by))
    situation = await situations.of(meeting, by=by, at=at)
    offered = {row.action for row in access.possible(situation, by)}
    return await drafted(meeting, at) if action in offered else None


async def send(deed: Deed[Meeting], paper: Sheet) -> None:
    """Keep the paper as the meeting's newest notice, and call whoever is new on it."""
    if paper is None or await drafted(deed.thing, deed.at) != paper.draft:
        raise Moved
    draft, name = paper.draft, f"{deed.thing.number}会议通知第{paper.draft.version}版.pdf"
    await files.keep(paper.put, name=name, mime="application/pdf", by=deed.by, at=deed.at)
    await NoticeRow.insert(NoticeRow(
        meeting_id=deed.thing.id, version=draft.version, sent_at=deed.at, by_name=deed.by.name,
        said=msgspec.json.encode(draft.said).decode(),
        changes=msgspec.json.encode(draft.changes).decode(),
        file_code=paper.put.code, sha256=paper.put.sha256,
    ))  # fmt: skip
    if any(each.kind in {NoticeChange.POSTPONED, NoticeChange.TIME} for each in draft.changes):
        # What was said was said of another time.
        await move_all(deed.thing, AttendanceAction.CALL_AGAIN)
    new = await invite(deed.thing, draft.every, draft.observers)
    deed.set(notice=draft.version)
    deed.say(
        version=draft.version, sha256=paper.put.sha256, to=list(draft.to), called=new,
        changes=[each.kind.value for each in draft.changes],
    )  # fmt: skip


async def correct_notice(key: str, given: Plain, *, by: Person, at: datetime) -> Meeting:
    """Send what has changed since the notice as its next version, to those it concerns."""

    async def act(paper: Sheet) -> Meeting:
        async with on_meeting(Action.CORRECT_NOTICE, key, given.version, by=by, at=at) as deed:
            await send(deed, paper)
        return await things.meeting(deed.thing.id)

    return await with_paper(lambda: ready(key, Action.CORRECT_NOTICE, by=by, at=at), act)


async def catch_up(meeting_id: int, paper: Sheet, *, by: Person, at: datetime) -> Meeting:
    """Correct the notice if it says something that is no longer so; return the meeting."""
    meeting = await things.meeting(meeting_id)
    last, draft = await sent.newest(meeting_id), await drafted(meeting, at)
    if last is None or not notices.changes(last.said, draft.said):
        return meeting
    return await follow(meeting_id, paper, by=by, at=at)


async def follow(
    meeting_id: int, paper: Sheet, *, by: Person, at: datetime, new_pack: bool = False
) -> Meeting:
    """Correct the notice within the transaction of the act that makes it wrong."""
    async with within(MEETING, meeting_id, Action.CORRECT_NOTICE, None, by=by, at=at) as deed:
        await send(deed, paper)
        if new_pack:
            deed.set(pack=deed.thing.pack + 1)
    return await things.meeting(meeting_id)


async def opened(meeting: Meeting, notice: Notice, *, by: Person, at: datetime) -> None:
    """Note that people of a called unit have seen this version, the first time they do."""
    units = {held.unit.id for held in by.memberships} if not by.machine else set()
    known = {each.unit_id for each in notice.receipts}
    fresh = [each.unit for each in meeting.attendance if each.unit.id in units - known]
    if not fresh:
        return
    async with db.write():
        for unit in fresh:
            await _receipt(meeting, notice, unit, by, at)


async def _receipt(
    meeting: Meeting, notice: Notice, unit: UnitRef, by: Person, at: datetime
) -> None:
    row = ReceiptRow(notice_id=notice.id, unit_id=unit.id, at=at, by_name=by.name)
    added = await ReceiptRow.insert(row).on_conflict(
        target=(ReceiptRow.notice_id, ReceiptRow.unit_id), action="DO NOTHING"
    )
    if added:
        await record(
            "meeting:open_notice", subject=("meeting", meeting.id, meeting.code), by=by, at=at,
            data={"unit": unit.name, "version": notice.version},
        )  # fmt: skip
