"""The pages of the desk and of the units: lists, the registration, cases, referrals, papers."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from portal.web.actions import page_doors
from referrals.doors import CASE_ACTS, LEDGER_ACTS, REFERRAL_ACTS, TOLD_ACTS
from referrals.pages import (
    board,
    bulk,
    cases,
    desk,
    exporting,
    files,
    handovers,
    households,
    informed,
    joining,
    ledgers,
    lists,
    papers,
    persons,
    referrals,
    routing,
    searching,
    sending,
    talk,
    team,
    unit_notes,
    views,
)

# Importing these fills the slots of the pages everybody shares.
SHARED = (board, searching)

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    lists.cases, lists.referrals, exporting.referrals,
    *ledgers.HANDLERS,
    *page_doors("/cases/import/{key:str}", LEDGER_ACTS, show=ledgers.show),
    desk.ask, desk.look_up, desk.begin, desk.form, desk.register,
    cases.show, *page_doors("/cases/{key:str}", CASE_ACTS, show=cases.show),
    *page_doors("/cases/{key:str}", TOLD_ACTS, show=cases.show), *informed.HANDLERS,
    sending.choose, sending.send,
    bulk.look, bulk.do, referrals.show, referrals.peek,
    *page_doors("/referrals/{key:str}", REFERRAL_ACTS, show=referrals.show),
    persons.show, persons.unmask, *talk.HANDLERS, *views.HANDLERS,
    households.show, households.edit, households.change, households.part,
    households.edit_person, households.change_person,
    joining.households, joining.merge_households, joining.persons, joining.merge_persons,
    *team.HANDLERS,
    *papers.DOORS,
    *files.DOORS,
    *routing.HANDLERS, *unit_notes.HANDLERS, *handovers.HANDLERS,
)  # fmt: skip
