"""The API of joint meetings: the same operations, rights and errors as the pages."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, post

from meetings import access, inputs, operations
from meetings.api import things as out
from meetings.queries import lists, locate, pressing, rounds, scope, secrecy, things, tracking
from portal.core.errors import NotFound
from portal.core.i18n import language
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

_TOPIC, _MEETING, _RESOLUTION = "topic.read", "meeting.read", "resolution.read"


@get("/api/v1/topics", opt=permission(_TOPIC))
async def topics(request: Request) -> respond.Answer:
    """Return the topics of a view, by pages: ``view`` (open, pool, scheduled, over), ``cursor``."""
    page = await lists.topics(request.person, **_asked(request, "open"))
    return respond.json({"items": [_named(each) for each in page.items], "next": page.next})


def _asked(request: Request, view: str) -> dict[str, Any]:
    asked = request.query_params
    return {"view": asked.get("view", view), "cursor": asked.get("cursor", "")}


def _named(line: Any) -> dict[str, Any]:
    held = {name: value for name, value in msgspec.structs.asdict(line).items() if name != "id"}
    if "proposer" in held:
        held["proposer"] = held["proposer"].title(language())
    return held


@post("/api/v1/topics", opt=permission("topic.propose", reads=inputs.TopicIn), status_code=201)
async def propose(request: Request) -> respond.Answer:
    """Propose a topic."""
    given = await forms.read(inputs.TopicIn, request)
    topic = await operations.propose(given, by=request.person, at=request.at)
    return respond.json(await out.topic_out(topic, request), status=201)


@post("/api/v1/referrals/{key:str}/put-to-meeting", status_code=201,
      opt=permission("referral.put_to_meeting", reads=inputs.PutToMeeting))  # fmt: skip
async def put_to_meeting(request: Request, key: Key) -> respond.Answer:
    """Put a referral to the joint meeting; the answer is its topic."""
    given = await forms.read(inputs.PutToMeeting, request)
    topic = await operations.put_to_meeting(key, given, by=request.person, at=request.at)
    return respond.json(await out.topic_out(topic, request), status=201)


@get("/api/v1/topics/{key:str}", opt=permission(_TOPIC))
async def topic(request: Request, key: Key) -> respond.Answer:
    """Return one topic by its number or code."""
    held = await things.topic(await locate.topic(key, request.person))
    return respond.json(await out.topic_out(held, request))


@get("/api/v1/meetings", opt=permission(_MEETING))
async def meetings(request: Request) -> respond.Answer:
    """Return the meetings of a view, by pages: ``view`` (ahead, now, over), ``cursor``."""
    page = await lists.meetings(request.person, **_asked(request, "ahead"))
    return respond.json({"items": [_named(each) for each in page.items], "next": page.next})


@post("/api/v1/meetings", opt=permission("meeting.manage", reads=inputs.MeetingIn), status_code=201)
async def plan(request: Request) -> respond.Answer:
    """Plan a meeting."""
    given = await forms.read(inputs.MeetingIn, request)
    held = await operations.plan(given, by=request.person, at=request.at)
    return respond.json(await out.meeting_out(held, request), status=201)


@get("/api/v1/meetings/{key:str}", opt=permission(_MEETING))
async def meeting(request: Request, key: Key) -> respond.Answer:
    """Return one meeting by its number or code."""
    held = await things.meeting(await locate.meeting(key, request.person))
    return respond.json(await out.meeting_out(held, request))


@get("/api/v1/minutes/{key:str}", opt=permission("minutes.read"))
async def minutes(request: Request, key: Key) -> respond.Answer:
    """Return the minutes of a meeting by the meeting's number."""
    held = await things.minutes(await locate.minutes(key))
    if not access.may_read(request.person, held):
        raise NotFound(what="minutes", key=key)
    return respond.json(await out.minutes_out(held, request))


@post("/api/v1/minutes/check", status_code=200,
      opt=permission("minutes.read", reads=inputs.Checking))  # fmt: skip
async def check_file(request: Request) -> respond.Answer:
    """Return whether bytes with this SHA-256 were issued as minutes, and as which."""
    given = await forms.read(inputs.Checking, request)
    held, body = await operations.check_file(given, by=request.person, at=request.at)
    return respond.json(out.checked_out(held, body))


@get("/api/v1/minutes/{key:str}/rounds", opt=permission("minutes.read"))
async def minutes_rounds(request: Request, key: Key) -> respond.Answer:
    """Return the rounds of countersigning, newest first: what changed, line by line; remarks."""
    held = await things.minutes(await locate.minutes(key))
    if not access.may_read(request.person, held):
        raise NotFound(what="minutes", key=key)
    seen = await secrecy.shown(held, request.person)
    return respond.json(out.rounds_out(await rounds.of(seen.minutes)))


@get("/api/v1/resolutions", opt=permission(_RESOLUTION))
async def resolutions(request: Request) -> respond.Answer:
    """Return the resolutions of a view, by pages, what is due first standing first.

    ``view`` (open, reported, over), ``q`` (in text and number), ``unit``, ``body`` (codes),
    ``part`` (lead, responsible, cooperating), ``meeting`` (its number),
    ``lamp`` (red, yellow, green, paused), ``cursor``.
    """
    sought = tracking.asked(request.query_params, request.query_params.get("view", "open"))
    page = await tracking.resolutions(request.person, sought, at=request.at)
    return respond.json({"items": [_named(each) for each in page.items], "next": page.next})


@get("/api/v1/resolutions/{key:str}/letters", opt=permission(_RESOLUTION, "resolution.receive"))
async def letters(request: Request, key: Key) -> respond.Answer:
    """Return the reminders and supervision orders about a resolution, the newest first."""
    held = await things.resolution(await locate.resolution(key, request.person))
    found = await pressing.of(held.id)
    return respond.json({"items": [out.press_out(each, held) for each in found], "next": None})


@get("/api/v1/resolutions/{key:str}", opt=permission(_RESOLUTION, "resolution.receive"))
async def resolution(request: Request, key: Key) -> respond.Answer:
    """Return one resolution by its number."""
    held = await things.resolution(await locate.resolution(key, request.person))
    return respond.json(await out.resolution_out(held, request))


@get("/api/v1/bodies", opt=permission("body.manage"))
async def bodies(request: Request) -> respond.Answer:
    """Return the joint meetings this caller serves."""
    held = await things.bodies(scope.bodies(request.person, "body.manage"))
    return respond.json({"items": [out.body_out(each) for each in held], "next": None})


@post("/api/v1/bodies", opt=permission("body.manage", reads=inputs.BodyIn), status_code=201)
async def create_body(request: Request) -> respond.Answer:
    """Set a joint meeting up."""
    given = await forms.read(inputs.BodyIn, request)
    held = await operations.create_body(given, by=request.person, at=request.at)
    return respond.json(out.body_out(held), status=201)


@post("/api/v1/bodies/{key:str}/appoint", status_code=200,
      opt=permission("membership.manage", reads=inputs.MemberIn))  # fmt: skip
async def appoint(request: Request, key: Key) -> respond.Answer:
    """Give a unit a post in a joint meeting."""
    given = await forms.read(inputs.MemberIn, request)
    held = await operations.appoint(key, given, by=request.person, at=request.at)
    return respond.json(out.body_out(held))
