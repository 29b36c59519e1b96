"""The pages of the desk and of the units: lists, the registration, cases, referrals, papers."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from portal.web.actions import page_doors
from referrals.doors import CASE_ACTS, REFERRAL_ACTS
from referrals.pages import (
    board,
    bulk,
    cases,
    desk,
    exporting,
    lists,
    papers,
    persons,
    referrals,
    searching,
    sending,
    talk,
    team,
    views,
)

# Importing these fills the slots of the pages everybody shares.
SHARED = (board, searching)

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    lists.cases, lists.referrals, exporting.referrals,
    desk.ask, desk.look_up, desk.begin, desk.form, desk.register,
    cases.show, *page_doors("/cases/{key:str}", CASE_ACTS, show=cases.show),
    sending.choose, sending.send,
    bulk.look, bulk.do, referrals.show, referrals.peek,
    *page_doors("/referrals/{key:str}", REFERRAL_ACTS, show=referrals.show),
    persons.show, persons.unmask, *talk.HANDLERS, *views.HANDLERS,
    *team.HANDLERS,
    *papers.DOORS,
)  # fmt: skip
