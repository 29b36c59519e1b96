"""Planning a meeting, and answering its notice."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from meetings.model import MeetingKind
from portal.core.calendar import OFFICE, day_of
from portal.core.fields import Act, Day, FilledLine, Form, Line, Tick, Words, today, wrong
from portal.core.i18n import N_


def _instant(value: Any) -> Any:
    """Read 2026-12-01 09:30 on the offices' clocks, as a form's date and time field sends it."""
    if isinstance(value, datetime):
        return value
    try:
        found = datetime.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError:
        raise wrong("date", N_("时间没有看懂，请写成 2026-12-01 09:30。")) from None
    return found if found.tzinfo else found.replace(tzinfo=OFFICE)


Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]


def _in_time(value: date | None, info: ValidationInfo) -> date | None:
    begins = info.data.get("begins_at")
    if value is not None and begins is not None and value > day_of(begins):
        raise wrong("late", N_("回执截止不能晚于会议当天，请更正。"))
    return value


# The last day for answers; without one it is the working day before the meeting.
AnswerBy = Annotated[Day, AfterValidator(_in_time)]


_TIME = re.compile(r"(\d{1,2})[:：](\d{2})", re.ASCII)


def _moment(value: Any) -> Any:
    """Read 10:30 as of today; nothing as now."""
    if value is None or not str(value).strip():
        return None
    found = _TIME.fullmatch(str(value).strip())
    if found is None:
        return _instant(value)
    try:
        told = time(int(found[1]), int(found[2]), tzinfo=OFFICE)
    except ValueError:
        raise wrong("date", N_("时间没有看懂，请写成 10:30。")) from None
    return datetime.combine(today(), told)


Moment = Annotated[
    datetime | None,
    BeforeValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}),
]


class MeetingIn(Form):
    """A meeting to be: which body, what kind, when, where, who chairs."""

    body: Line = ""
    kind: MeetingKind = MeetingKind.SPECIAL
    title: FilledLine = Field(title=N_("会议名称"))
    begins_at: Instant = Field(title=N_("时间"))
    place: FilledLine = Field(title=N_("地点"))
    chair: FilledLine = Field(title=N_("主持人"))
    answer_by: AnswerBy = Field(default=None, title=N_("回执截止"))
    follow_up: Tick = True


class Moved(Act):
    """When, where and under whom it is to be after all."""

    title: FilledLine = Field(title=N_("会议名称"))
    begins_at: Instant = Field(title=N_("时间"))
    place: FilledLine = Field(title=N_("地点"))
    chair: FilledLine = Field(title=N_("主持人"))
    answer_by: AnswerBy = Field(default=None, title=N_("回执截止"))
    follow_up: Tick = True


class Rescheduled(Act):
    """Why it is postponed."""

    reason: FilledLine = Field(title=N_("理由"))


class Order(Act):
    """The whole agenda in its order, and how long each topic gets.

    ``move`` is a topic and ``:up`` or ``:down``: the one that goes a place further, as a page says
    it that has no script.
    """

    topics: tuple[FilledLine, ...] = Field(min_length=1, max_length=200, title=N_("议题"))
    minutes: dict[str, Annotated[int, Field(ge=1, le=480)]] = Field(default={}, title=N_("时长"))
    move: Line = ""

    @field_validator("topics")
    @classmethod
    def _once_each(cls, topics: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(topics)) < len(topics):
            raise wrong("twice", N_("同一个议题列了两次，请核对。"))
        return topics

    @property
    def ordered(self) -> tuple[str, ...]:
        """The topics in their order, the moved one at its new place."""
        key, _, way = self.move.rpartition(":")
        held = list(self.topics)
        if key in held and way in {"up", "down"}:
            place = held.index(key) + (1 if way == "down" else -1)
            held.remove(key)
            held.insert(max(place, 0), key)
        return tuple(held)


class Observing(Act):
    """A further unit that is called in for a topic, or no longer is."""

    topic: FilledLine = Field(title=N_("议题"))
    unit: FilledLine = Field(title=N_("单位"))
    coming: Tick = True


class Reply(Act):
    """Who comes for the unit; for an excuse, why nobody does."""

    name: Line = ""
    post: Line = ""
    reason: Words = ""


class Present(Act):
    """Whether a called unit is there, since when, and in whose person."""

    unit: FilledLine = Field(title=N_("单位"))
    present: Tick = True
    since: Moment = None
    name: Line = ""
    post: Line = ""


class Leaving(Act):
    """A unit that leaves the room, and when."""

    unit: FilledLine = Field(title=N_("单位"))
    at: Moment = None


class Recusal(Act):
    """A unit that stays out of a topic 回避, and why."""

    unit: FilledLine = Field(title=N_("单位"))
    topic: FilledLine = Field(title=N_("议题"))
    reason: Words = ""
