"""The pages of joint meetings: topics, meetings, minutes, resolutions, bodies."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from meetings.doors import MEETING_ACTS, MINUTES_ACTS, RESOLUTION_ACTS, TOPIC_ACTS
from meetings.pages import (
    board,
    bodies,
    checking,
    editable,
    escalating,
    feeds,
    meetings,
    minutes,
    packs,
    papers,
    pressing,
    resolutions,
    rounds,
    topic_doors,
    topics,
    writing,
)
from portal.web.actions import page_doors

# Importing these fills the slots of the pages everybody shares.
SHARED = (board,)

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    escalating.ask, escalating.put,
    topics.listed, topics.form, topics.propose, topics.show,
    *page_doors("/topics/{key:str}", TOPIC_ACTS, show=topics.show),
    *topic_doors.HANDLERS,
    meetings.listed, meetings.form, meetings.plan, meetings.show,
    *page_doors("/meetings/{key:str}", MEETING_ACTS, show=meetings.show),
    packs.content,
    minutes.show, minutes.paper,
    *page_doors("/meetings/{key:str}/minutes", MINUTES_ACTS, show=minutes.show),
    papers.notice, papers.notice_as_sent, papers.agenda, papers.sign_in, papers.entry,
    papers.topic_list, *editable.HANDLERS,
    papers.extract, papers.resolutions, papers.bulletin, papers.letter, *pressing.HANDLERS,
    writing.show, writing.save, writing.hold, writing.settle, writing.resolve, writing.earlier,
    rounds.show, checking.ask, checking.check,
    resolutions.listed, resolutions.show,
    *page_doors("/resolutions/{key:str}", RESOLUTION_ACTS, show=resolutions.show),
    *feeds.HANDLERS,
    bodies.show, bodies.create, bodies.appoint,
)  # fmt: skip
