"""Meetings: the list, a new one, and one with its agenda, who comes, and its acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from litestar import get, post

from meetings import inputs, operations
from meetings.model import Meeting, MeetingKind
from meetings.pages import choices, lamps, panel, papers
from meetings.pages import lists as pages
from meetings.queries import lists, locate, things
from meetings.rules.presence import in_room, lacking, quorum_lamp
from portal.core.calendar import last_day
from portal.core.i18n import N_, language, say
from portal.directory.queries import working_days
from portal.web import forms, respond
from portal.web.gate import may_ever, permission
from portal.web.visit import Key, Request

_READ, _MANAGE = "meeting.read", "meeting.manage"
_VIEWS: Mapping[str, str] = {
    "ahead": N_("将要召开"), "now": N_("正在进行"), "over": N_("已结束"),
}  # fmt: skip


@get("/meetings", opt=permission(_READ), include_in_schema=False)
async def listed(request: Request) -> respond.Answer:
    """Show the meetings of a view, by pages."""
    given = pages.asked(request, _VIEWS)
    page = await lists.meetings(request.person, given.view, cursor=given.cursor)
    manages = may_ever(request.person, (_MANAGE,))
    return await respond.page(
        request, "meetings/meetings.html", rows=page.items,
        new="/meetings/new" if manages else "", bodies="/bodies" if manages else "",
        **pages.around("/meetings", given, _VIEWS, page.next),
    )  # fmt: skip


@get("/meetings/new", opt=permission(_MANAGE), include_in_schema=False)
async def form(request: Request) -> respond.Answer:
    """Show the form of a new meeting."""
    return await respond.page(request, "meetings/meeting_new.html", kinds=choices.of(MeetingKind))


@post("/meetings/new", opt=permission(_MANAGE), include_in_schema=False)
@respond.again(form)
async def plan(request: Request) -> respond.Answer:
    """Plan a meeting."""
    given = await forms.read(inputs.MeetingIn, request)
    meeting = await operations.plan(given, by=request.person, at=request.at)
    return respond.go(
        request, f"/meetings/{meeting.key}", says=say(N_("已建立会议，可以列入议题。"))
    )


@get("/meetings/{key:str}", opt=permission(_READ), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show one meeting: when and where, the agenda with its times, who comes, the acts."""
    meeting = await things.meeting(await locate.meeting(key, request.person))
    agenda = await things.agenda(meeting.id)
    body = await things.body(meeting.body_id)
    there = in_room(meeting.attendance)
    return await respond.page(
        request, "meetings/meeting.html", meeting=meeting, body=body, spoken=language(),
        agenda=_timed(meeting, agenda, request), there=there,
        quorum=quorum_lamp(there, body.quorum),
        minutes=await _minutes_address(request, meeting), address=f"/meetings/{meeting.key}",
        called=choices.units(each.unit for each in meeting.attendance),
        topics=choices.topics(agenda), carried=await _carried(request, meeting), links=[],
        papers=papers.of_meeting(meeting),
        **await panel.around(request, "meeting", meeting, panel.MEETING_FORMS),
    )  # fmt: skip


async def _carried(request: Request, meeting: Meeting) -> list[lamps.Line]:
    """Return what earlier meetings resolved and this one hears of, each under its lamp."""
    held = await papers.carried(meeting)
    calendar = await working_days()
    return [
        (each, lamps.shown(each.state, each.due_at, each.yellow_at,
                           now=request.at, calendar=calendar), last_day(each.due_at))
        for each in held
    ]  # fmt: skip


def _timed(meeting: Meeting, agenda: Any, request: Request) -> list[dict[str, Any]]:
    """Return the agenda with the time each topic is reached, and who was not there for it."""
    at, found = meeting.begins_at, []
    for topic in agenda:
        missing = lacking(meeting, topic, request.at) if topic.deliberated_at else []
        found.append({"topic": topic, "at": at, "lacking": missing})
        at += timedelta(minutes=topic.minutes)
    return found


async def _minutes_address(request: Request, meeting: Meeting) -> str:
    held = await things.minutes_of(meeting.id)
    readable = held is not None and may_ever(request.person, ("minutes.read",))
    return f"/meetings/{meeting.key}/minutes" if readable else ""
