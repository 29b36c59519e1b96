"""The pages of joint meetings: topics, meetings, minutes, resolutions, bodies."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from meetings.doors import MEETING_ACTS, MINUTES_ACTS, RESOLUTION_ACTS, TOPIC_ACTS
from meetings.pages import (
    board,
    bodies,
    checking,
    escalating,
    meetings,
    minutes,
    papers,
    resolutions,
    rounds,
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
    meetings.listed, meetings.form, meetings.plan, meetings.show,
    *page_doors("/meetings/{key:str}", MEETING_ACTS, show=meetings.show),
    minutes.show, minutes.paper,
    *page_doors("/meetings/{key:str}/minutes", MINUTES_ACTS, show=minutes.show),
    writing.show, writing.save, writing.hold, writing.settle, writing.resolve, writing.earlier,
    rounds.show, checking.ask, checking.check,
    papers.notice, papers.agenda, papers.sign_in, papers.entry, papers.extract, papers.resolutions,
    resolutions.listed, resolutions.show,
    *page_doors("/resolutions/{key:str}", RESOLUTION_ACTS, show=resolutions.show),
    bodies.show, bodies.create, bodies.appoint,
)  # fmt: skip
