"""The papers of a meeting besides its minutes, set at each reading from what stands.

Agenda, sign-in sheet and calendar entry; the extract for one unit; the register. The notice alone
is as it was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import get

from meetings import access, operations
from meetings.model import Meeting, Notice, Resolution, Slot, Topic
from meetings.operations.printing import as_paper, sheet
from meetings.operations.registers import OFFICES, bulletin_of, register_of
from meetings.papers import TITLES, held
from meetings.papers.ical import calendar
from meetings.papers.pressing import reminder
from meetings.papers.resolutions import attached
from meetings.queries import feeds, locate, notices, pressing, secrecy, things
from meetings.rules.notices import timetable
from portal.core import settings
from portal.core.calendar import day_of
from portal.core.errors import NotFound, NotPossible
from portal.core.i18n import N_, Language, gettext, say, speaking
from portal.documents import files
from portal.documents.pdf import Attached
from portal.render.labels import label
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

_READ = "meeting.read"
# No meeting has so many versions of its notice; the database knows no longer number.
_DIGITS = 6
_REGISTER = ("resolution.read", "resolution.receive")


def of_meeting(meeting: Meeting) -> list[tuple[str, str]]:
    """Return the papers a meeting has now: the words and the address of each."""
    address = f"/meetings/{meeting.key}"
    called = [
        (gettext("会议通知"), f"{address}/notice.pdf"),
        (gettext("加入日历（iCal）"), f"{address}/notice.ics"),
        (gettext("会议签到表"), f"{address}/sign-in.pdf"),
    ]
    agenda = [(gettext("会议议程"), f"{address}/agenda.pdf")]
    return [*agenda, *called] if meeting.attendance else agenda


async def _open(request: Request, key: str) -> tuple[Meeting, tuple[Topic, ...]]:
    meeting = await things.meeting(await locate.meeting(key, request.person))
    return meeting, await things.agenda(meeting.id)


async def slots(meeting: Meeting, topics: Sequence[Topic]) -> tuple[Slot, ...]:
    """Return the agenda with its times and who is called in for each topic."""
    return timetable(meeting, topics, await things.body(meeting.body_id))


async def carried(meeting: Meeting) -> tuple[Resolution, ...]:
    """Return what earlier meetings resolved and was open when this one begins; it hears of it."""
    if not meeting.follow_up:
        return ()
    held = await things.open_resolutions(meeting.body_id, before=meeting.begins_at)
    # The agenda goes to everybody who is called: what is secret is followed up elsewhere.
    return tuple(each for each in held if not each.concerned.secret)


async def _answer(
    kind: str, paper: Any, name: str, attachments: Sequence[Attached] = ()
) -> respond.Answer:
    """Answer a paper; it and its name are 简体 whatever the reader speaks."""
    data = await sheet(kind, paper, attachments=attachments)
    with speaking(Language.HANS):
        return respond.document(data, f"{name}{gettext(TITLES[kind])}.pdf", inline=True)


def _called(meeting: Meeting) -> None:
    if not meeting.attendance:
        raise NotPossible(say(N_("发出会议通知之后才有这份文书。")), code="not_convened")


@get("/meetings/{key:str}/notice.pdf", opt=permission(_READ), include_in_schema=False)
async def notice(request: Request, key: Key) -> respond.Answer:
    """Answer the notice of a meeting as it holds, in the form of a letter."""
    meeting, _ = await _open(request, key)
    return await _notice(request, meeting, await notices.newest(meeting.id))


@get("/meetings/{key:str}/notices/{number:str}", opt=permission(_READ), include_in_schema=False)
async def notice_as_sent(request: Request, key: Key, number: Key) -> respond.Answer:
    """Answer one version of the notice; a later one does not take its place."""
    meeting, _ = await _open(request, key)
    known = number.isascii() and number.isdigit() and len(number) < _DIGITS
    found = await notices.version(meeting.id, int(number)) if known else None
    if found is None:
        raise NotFound(what="notice", key=f"{key}/{number}")
    return await _notice(request, meeting, found)


async def _notice(request: Request, meeting: Meeting, sent: Notice | None) -> respond.Answer:
    if sent is None:
        raise NotPossible(say(N_("发出会议通知之后才有这份文书。")), code="not_convened")
    stored, data = await files.fetch(sent.file_code)
    await operations.opened(meeting, sent, by=request.person, at=request.at)
    return respond.document(data, stored.name, inline=True)


@get("/meetings/{key:str}/agenda.pdf", opt=permission(_READ), include_in_schema=False)
async def agenda(request: Request, key: Key) -> respond.Answer:
    """Answer the agenda of a meeting."""
    meeting, topics = await _open(request, key)
    shown = access.shown(topics, request.person)
    paper = held.agenda(meeting, await slots(meeting, topics), await carried(meeting), shown)
    return await _answer("agenda", paper, meeting.key)


@get("/meetings/{key:str}/topics.pdf", opt=permission(_READ), include_in_schema=False)
async def topic_list(request: Request, key: Key) -> respond.Answer:
    """Answer the list of topics a liaison meeting made, as far as the reader may see them."""
    meeting = await things.meeting(await locate.meeting(key, request.person))
    topics = access.shown(await things.passed_by(meeting.id), request.person)
    if not topics:
        raise NotPossible(say(N_("这次会议还没有把议题列入清单。")), code="no_topics")
    with speaking(Language.HANS):
        kinds = {each.id: label(each.kind) for each in topics}
    return await _answer("topic_list", held.topic_list(meeting, topics, kinds), meeting.key)


@get("/meetings/{key:str}/sign-in.pdf", opt=permission(_READ), include_in_schema=False)
async def sign_in(request: Request, key: Key) -> respond.Answer:
    """Answer the sign-in sheet of a meeting."""
    meeting, _ = await _open(request, key)
    _called(meeting)
    return await _answer("sign_in", held.sign_in(meeting), meeting.key)


@get("/meetings/{key:str}/notice.ics", opt=permission(_READ), include_in_schema=False)
async def entry(request: Request, key: Key) -> respond.Answer:
    """Answer the meeting for a calendar."""
    meeting, _ = await _open(request, key)
    announced = await feeds.one(meeting.id)
    if announced is None:
        raise NotPossible(say(N_("发出会议通知之后才有这份文书。")), code="not_convened")
    address = f"{settings.current().address}/meetings/{meeting.key}"
    data = calendar(held.event(announced, address, f"主持人：{announced.said.chair}"))
    return respond.document(data, f"{meeting.key}.ics", mime="text/calendar; charset=utf-8")


@get("/meetings/{key:str}/minutes/extract.pdf", opt=permission("minutes.read"),
     include_in_schema=False)  # fmt: skip
async def extract(request: Request, key: Key) -> respond.Answer:
    """Answer what issued minutes say to the reader's unit, or to the one ``?unit=`` names."""
    minutes = await things.minutes(await locate.minutes(key))
    if not access.may_read(request.person, minutes):
        raise NotFound(what="minutes", key=key)
    if minutes.number is None or minutes.issued_at is None:
        raise NotPossible(say(N_("印发之后才有纪要摘录。")), code="not_issued")
    meeting, body = await things.meeting(minutes.meeting_id), await things.body(minutes.body_id)
    seen = await secrecy.shown(minutes, request.person)
    resolved = seen.resolutions(await things.resolutions_of(minutes.id))
    paper = held.extract(
        as_paper(minutes, meeting, body, minutes.number, minutes.issued_at), resolved,
        {item.topic_id: place for place, item in enumerate(minutes.items, start=1)},
        unit=_unit(request, resolved), made_on=day_of(request.at),
    )  # fmt: skip
    if paper is None:
        raise NotPossible(say(N_("这份纪要没有交给该单位办理的事项。")), code="nothing_for_unit")
    return await _answer("extract", paper, meeting.key)


def _unit(request: Request, resolved: Any) -> str:
    """Return the name of the unit the extract is for, among those that have a part."""
    parts = {part.unit.code: part.unit for each in resolved for part in each.parts}
    wanted = request.query_params.get("unit", "")
    mine = [held.unit.code for held in request.person.memberships]
    found = [parts[code].name for code in (wanted, *mine) if code in parts]
    return found[0] if found else ""


@get("/resolutions/register.pdf", opt=permission(*_REGISTER), include_in_schema=False)
async def resolutions(request: Request) -> respond.Answer:
    """Answer the register of a body, ``?body=`` its code; its rows travel inside as JSON.

    The filters of the list hold here too, over what is open and what has ended alike.
    """
    paper = await register_of(request.query_params, by=request.person, at=request.at)
    return await _answer("register", paper, paper.body, [attached(paper)])


@get("/resolutions/bulletin.pdf", opt=permission(OFFICES), include_in_schema=False)
async def bulletin(request: Request) -> respond.Answer:
    """Answer how far what was resolved has been carried out."""
    paper = await bulletin_of(request.query_params, by=request.person, at=request.at)
    return await _answer("bulletin", paper, paper.body)


@get("/resolutions/{key:str}/letters/{code:str}", opt=permission(*_REGISTER),
     include_in_schema=False)  # fmt: skip
async def letter(request: Request, key: Key, code: Key) -> respond.Answer:
    """Answer a reminder or a supervision order; the order's bytes are those that were sent."""
    resolution = await things.resolution(await locate.resolution(key, request.person))
    press = await pressing.one(resolution.id, code)
    if press.is_order:
        stored, data = await files.fetch(press.file_code)
        return respond.document(data, stored.name, inline=True)
    paper = reminder(press, resolution, await things.body(resolution.body_id))
    return await _answer("reminder", paper, f"{resolution.key} {press.unit.name}")
