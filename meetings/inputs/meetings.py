"""Planning a meeting, and answering its notice."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from meetings.model import MeetingKind
from portal.core.calendar import OFFICE
from portal.core.fields import Act, FilledLine, Form, Line, Tick, Words, today, wrong
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
    follow_up: Tick = True


class Moved(Act):
    """When, where and under whom it is to be after all."""

    title: FilledLine = Field(title=N_("会议名称"))
    begins_at: Instant = Field(title=N_("时间"))
    place: FilledLine = Field(title=N_("地点"))
    chair: FilledLine = Field(title=N_("主持人"))
    follow_up: Tick = True


class Rescheduled(Act):
    """Why it is postponed."""

    reason: FilledLine = Field(title=N_("理由"))


class Order(Act):
    """A topic moved to a place of the agenda, counted from one."""

    topic: FilledLine = Field(title=N_("议题"))
    position: int = Field(ge=1, le=200)
    minutes: int = Field(default=0, ge=0, le=480)


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
