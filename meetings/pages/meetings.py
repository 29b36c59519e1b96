"""Meetings: the list, a new one, and one with its agenda, who comes, and its acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import get, post

from meetings import access, inputs, operations
from meetings.model import Meeting, MeetingKind, Topic
from meetings.pages import choices, notices, packs, panel, papers
from meetings.pages import lists as pages
from meetings.queries import course, lists, locate, things
from meetings.rules import answers, lamps
from meetings.rules.notices import timetable
from meetings.rules.presence import in_room, lacking, quorum_lamp
from meetings.rules.running import items
from portal.core.calendar import last_day
from portal.core.errors import Stale
from portal.core.i18n import N_, language, say
from portal.directory.queries import working_days
from portal.web import forms, respond
from portal.web.gate import may_ever, permission
from portal.web.visit import Key, Request, Typed

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
    agenda, body = await things.agenda(meeting.id), await things.body(meeting.body_id)
    slots = timetable(meeting, agenda, body)
    around = await panel.around(request, "meeting", meeting, panel.MEETING_FORMS)
    around["acts"], packing = packs.apart(around["acts"])
    manages = may_ever(request.person, (_MANAGE,))
    shown = access.shown(agenda, request.person)
    running = items(slots, await course.of(meeting, agenda), request.at)
    return await respond.page(
        request, "meetings/meeting.html", meeting=meeting, body=body, spoken=language(),
        agenda=[each for each in running if each.slot.topic in shown],
        missing_at=_missing(meeting, shown, request),
        quorum=quorum_lamp(in_room(meeting.attendance), body.quorum),
        minutes=await _minutes_address(request, meeting), address=f"/meetings/{meeting.key}",
        topics=choices.topics(shown), carried=await _carried(request, meeting), links=[],
        units=await choices.all_units(body.path, request) if manages else (),
        passed=access.shown(await _passed(meeting), request.person),
        papers=papers.of_meeting(meeting), **_answers(meeting), **(around | _ordering(request)),
        **await notices.of_meeting(request, meeting, slots),
        packs=await packs.shelf(meeting, request, packing),
    )  # fmt: skip


async def _passed(meeting: Meeting) -> tuple[Topic, ...]:
    """Return the list of topics a liaison meeting made; other meetings make none."""
    liaison = meeting.kind is MeetingKind.LIAISON
    return await things.passed_by(meeting.id) if liaison else ()


def _answers(meeting: Meeting) -> dict[str, Any]:
    """Return who is called, who is there, and how many have answered what."""
    called, there = meeting.attendance, in_room(meeting.attendance)
    return {
        "called": choices.units(each.unit for each in called), "silent": answers.silent(called),
        "there": there,
        "counts": answers.counts(called),
    }  # fmt: skip


def _ordering(request: Request) -> dict[str, Any]:
    """Return what was typed into the agenda that did not hold, and whether somebody was faster."""
    visit = request.visit
    if request.method != "POST" or not request.scope["path"].endswith("/order"):
        return {"order_typed": Typed(), "order_problems": (), "conflict": False}
    # They are said at the agenda, not above the page.
    return {
        "order_typed": visit.typed if visit.problems else Typed(), "strays": (),
        "order_problems": visit.problems, "conflict": isinstance(visit.refusal, Stale),
    }  # fmt: skip


async def _carried(request: Request, meeting: Meeting) -> list[lamps.Line]:
    """Return what earlier meetings resolved and this one hears of, each under its lamp."""
    held = await papers.carried(meeting)
    calendar = await working_days()
    return [
        (each, lamps.shown(each.state, each.due_at, each.yellow_at,
                           now=request.at, calendar=calendar), last_day(each.due_at))
        for each in held
    ]  # fmt: skip


def _missing(meeting: Meeting, agenda: Sequence[Topic], request: Request) -> dict[int, Any]:
    """Return who was not in the room for each topic that was deliberated, by the topic's id."""
    held = {each.id: lacking(meeting, each, request.at) for each in agenda if each.deliberated_at}
    return {key: units for key, units in held.items() if units}


async def _minutes_address(request: Request, meeting: Meeting) -> str:
    held = await things.minutes_of(meeting.id)
    readable = held is not None and may_ever(request.person, ("minutes.read",))
    return f"/meetings/{meeting.key}/minutes" if readable else ""
