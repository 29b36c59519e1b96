"""The papers of a meeting that is held: each from the thing as it stands; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from meetings.model import (
    Announced,
    Body,
    Changed,
    Meeting,
    MeetingState,
    NoticeChange,
    Resolution,
    ResolutionState,
    Slot,
    Topic,
    UnitRef,
    UnitRole,
)
from meetings.papers import resolutions, sheets, wording
from meetings.papers.ical import Event
from meetings.papers.letter import Invitation, Letter
from meetings.papers.letter import notice as letter_of
from meetings.papers.minutes import Minutes
from portal.core.calendar import last_day
from portal.core.lamps import Lamp

_ASKS = (
    "请汇报单位准备书面材料，按议程时间汇报",
    "请参会人员提前10分钟到场签到",
)


_FIELDS = {
    NoticeChange.TITLE: "会议名称", NoticeChange.TIME: "会议时间", NoticeChange.PLACE: "会议地点",
    NoticeChange.CHAIR: "主持人", NoticeChange.ANSWER_BY: "回执截止",
}  # fmt: skip


def notice(
    meeting: Meeting, body: Body, agenda: Sequence[Slot], every: Sequence[UnitRef], on: date,
    *, version: int = 1, changes: Sequence[Changed] = (),
) -> Letter:  # fmt: skip
    """Return a version of the notice to ``every`` unit it goes to, dated the day it is sent.

    Before topics are on the agenda it says that they follow; a later version says what is new.
    """
    observers = {unit.id: unit.name for slot in _called(agenda) for unit in slot.observers}
    also = f"{'、'.join(observers.values())}列席有关议题。" if observers else ""
    return letter_of(
        Invitation(
            meeting.title, meeting.begins_at, meeting.place, meeting.chair,
            tuple(slot.title for slot in agenda) or ("议题另行通知",),
            f"请各成员单位负责同志参加。{also}", (_answer(meeting), *_ASKS),
            opening=_anew(changes) if version > 1 else "", calls=tuple(map(_call, _called(agenda))),
        ),
        sender=body.issuer,
        number=meeting.number if version == 1 else f"{meeting.number}（第{version}版）",
        recipients=tuple(unit.name for unit in every) or ("各成员单位",),
        signed_on=on, attachments=("会议议程",) if agenda else (),
    )  # fmt: skip


def _answer(meeting: Meeting) -> str:
    by = f"于{wording.day(meeting.answer_by)}前" if meeting.answer_by else "及时"
    return f"请{by}在联办平台回复参会人员姓名、职务"


def _called(agenda: Sequence[Slot]) -> list[Slot]:
    return [slot for slot in agenda if slot.observers and not slot.topic.secret]


def _call(slot: Slot) -> str:
    names = "、".join(unit.name for unit in slot.observers)
    return f"{names}列席第{slot.number}项议题，请于{wording.clock(slot.start)}前到场候会"


def _anew(changes: Sequence[Changed]) -> str:
    what = "；".join(filter(None, (_new(each) for each in changes)))
    return f"前发会议通知有变动（{what}），以本通知为准：" if what else "前发会议通知以本通知为准："


def _new(change: Changed) -> str:
    """Return in official words what a version changes; official papers exist in 简体 alone."""
    match change.kind:
        case NoticeChange.POSTPONED:
            return "会议延期召开"
        case NoticeChange.ADDED:
            return "增加议题：" + "、".join(change.of)
        case NoticeChange.TAKEN_OFF:
            return "取消议题：" + "、".join(change.of)
        case (
            NoticeChange.TITLE | NoticeChange.TIME | NoticeChange.PLACE | NoticeChange.CHAIR
            | NoticeChange.ANSWER_BY
        ):  # fmt: skip
            return f"{_FIELDS[change.kind]}由“{change.was}”改为“{change.now}”"
        case NoticeChange.ORDER:
            return "议题顺序有调整"
        case NoticeChange.CALLS:
            return "列席安排有调整"


def agenda(
    meeting: Meeting, slots: Sequence[Slot], carried: Sequence[Resolution] = (),
    shown: Sequence[Topic] | None = None,
) -> sheets.Agenda:  # fmt: skip
    """Return the agenda with the time of each topic and the units that have a word in it.

    ``carried`` is what earlier meetings resolved and is still open; ``shown`` are the topics the
    reader may see, all when nothing is said: the others take their time and do not appear.
    """
    return sheets.agenda(
        meeting.title, at=meeting.begins_at, place=meeting.place, chair=meeting.chair,
        topics=[
            sheets.Topic(
                slot.topic.title, slot.topic.reporter or slot.topic.proposer.name,
                slot.topic.minutes, _taking_part(slot),
                tuple(unit.name for unit in slot.observers),
                hidden=shown is not None and slot.topic not in shown,
            )
            for slot in slots
        ],
        carried=[
            sheets.Carried(each.key, each.text, each.lead.name, last_day(each.due_at))
            for each in carried
        ],
    )  # fmt: skip


def _taking_part(slot: Slot) -> tuple[str, ...]:
    observers = {unit.id for unit in slot.observers}
    asked = [each.unit for each in slot.topic.consultations]
    return tuple(unit.name for unit in asked if unit.id not in observers)


def topic_list(
    meeting: Meeting, topics: Sequence[Topic], kinds: Mapping[int, str]
) -> sheets.TopicList:
    """Return the list of topics a liaison meeting made; ``kinds`` are their kinds in words."""
    return sheets.TopicList(meeting.title, meeting.begins_at, tuple(
        sheets.Listed(
            each.title, kinds[each.id], each.proposer.name,
            tuple(held.unit.name for held in each.consultations), each.minutes,
            each.passed_words,
        )
        for each in topics
    ))  # fmt: skip


def sign_in(meeting: Meeting) -> sheets.SignIn:
    """Return the sign-in sheet of everybody who is called."""
    guests = [sheets.Guest(each.unit.name, each.name, each.post, each.observer)
              for each in meeting.attendance]  # fmt: skip
    return sheets.sign_in(meeting.title, at=meeting.begins_at, place=meeting.place, guests=guests)


def event(meeting: Announced, address: str, text: str = "") -> Event:
    """Return a meeting for a calendar; two hours long while no topic says how long.

    Each notice raises the sequence by two: a postponement stands between two notices, and a
    cancellation after whatever was said last.
    """
    said, length = meeting.said, meeting.minutes or 120
    moved = {MeetingState.POSTPONED: 1, MeetingState.CANCELLED: 2}.get(meeting.state, 0)
    return Event(
        f"{meeting.code}@lianban", 2 * meeting.notice + moved, meeting.stamp, said.begins_at,
        said.begins_at + timedelta(minutes=length), said.title, said.place, text, address,
        cancelled=meeting.state is MeetingState.CANCELLED,
        postponed=meeting.state is MeetingState.POSTPONED,
    )  # fmt: skip


def extract(
    minutes: Minutes, resolved: Sequence[Resolution], places: dict[int, int],
    *, unit: str, made_on: date,
) -> resolutions.Extract | None:  # fmt: skip
    """Return what issued minutes say to one unit; None when they give it nothing to do.

    ``places`` is the place of each topic in the text; minutes of one topic stand whole.
    """
    rows = [_resolution(each, places[each.topic_id]) for each in resolved]
    held = resolutions.extract(minutes, rows, unit=unit, made_on=made_on)
    if not held.duties:
        return None
    if len(places) > 1:
        return held
    return msgspec.structs.replace(held, paragraphs=minutes.paragraphs)


def _resolution(held: Resolution, item: int) -> resolutions.Resolution:
    return resolutions.Resolution(
        held.number or "", item, held.text, held.lead.name,
        responsible=_named(held, UnitRole.RESPONSIBLE),
        cooperating=_named(held, UnitRole.COOPERATING), due_on=last_day(held.due_at),
    )  # fmt: skip


def entry(held: Resolution, issue: int | None, lamp: Lamp, state: str) -> resolutions.Entry:
    """Return a row of the register; ``state`` is in words."""
    return resolutions.Entry(
        held.number or "", f"第{issue}期" if issue else "", held.text, held.lead.name,
        _named(held, UnitRole.COOPERATING), last_day(held.due_at), lamp,
        state, held.state is ResolutionState.CLOSED, held.report,
    )  # fmt: skip


def _named(held: Resolution, role: UnitRole) -> tuple[str, ...]:
    return tuple(part.unit.name for part in held.parts if part.role is role)
