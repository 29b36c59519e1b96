"""The papers of a meeting that is held: each from the thing as it stands; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from meetings.model import (
    Body,
    Meeting,
    MeetingState,
    Resolution,
    ResolutionState,
    Topic,
    UnitRole,
)
from meetings.papers import resolutions, sheets
from meetings.papers.ical import Event
from meetings.papers.letter import Invitation, Letter
from meetings.papers.letter import notice as letter_of
from meetings.papers.minutes import Minutes
from portal.core.calendar import last_day
from portal.core.lamps import Lamp

_ASKS = (
    "请收到通知后及时在联办平台回复参会人员姓名、职务",
    "请汇报单位准备书面材料，按议程时间汇报",
    "请参会人员提前10分钟到场签到",
)


def notice(meeting: Meeting, body: Body, agenda: Sequence[Topic], on: date) -> Letter:
    """Return the notice; before topics are on the agenda it says that they follow."""
    observers = "、".join(each.unit.name for each in meeting.attendance if each.observer)
    also = f"{observers}列席有关议题。" if observers else ""
    return letter_of(
        Invitation(
            meeting.title, meeting.begins_at, meeting.place, meeting.chair,
            tuple(topic.title for topic in agenda) or ("议题另行通知",),
            f"请各成员单位负责同志参加。{also}", _ASKS,
        ),
        sender=body.issuer, number=meeting.number,
        recipients=tuple(each.unit.name for each in meeting.attendance) or ("各成员单位",),
        signed_on=on, attachments=("会议议程",) if agenda else (),
    )  # fmt: skip


def agenda(
    meeting: Meeting, topics: Sequence[Topic], carried: Sequence[Resolution] = (),
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
                topic.title, topic.reporter or topic.proposer.name, topic.minutes,
                tuple(each.unit.name for each in topic.consultations),
                hidden=shown is not None and topic not in shown,
            )
            for topic in topics
        ],
        carried=[
            sheets.Carried(each.key, each.text, each.lead.name, last_day(each.due_at))
            for each in carried
        ],
    )  # fmt: skip


def sign_in(meeting: Meeting) -> sheets.SignIn:
    """Return the sign-in sheet of everybody who is called."""
    guests = [sheets.Guest(each.unit.name, each.name, each.post, each.observer)
              for each in meeting.attendance]  # fmt: skip
    return sheets.sign_in(meeting.title, at=meeting.begins_at, place=meeting.place, guests=guests)


def event(meeting: Meeting, topics: Sequence[Topic], address: str) -> Event:
    """Return the meeting for a calendar; two hours long while no topic says how long."""
    length = sum(topic.minutes for topic in topics) or 120
    return Event(
        f"{meeting.code}@lianban", meeting.version, meeting.updated_at, meeting.begins_at,
        meeting.begins_at + timedelta(minutes=length), meeting.title, meeting.place,
        f"主持人：{meeting.chair}", address, cancelled=meeting.state is MeetingState.CANCELLED,
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
