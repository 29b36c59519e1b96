"""The API of cases, referrals, programmes and units: the same operations, rights and errors as the
pages.
"""

from __future__ import annotations

from portal.web.actions import api_doors
from referrals.api import (
    bulk,
    cases,
    catalogue,
    files,
    handovers,
    households,
    informed,
    ledgers,
    people,
    referrals,
    routing,
    talk,
    unit_notes,
    views,
)
from referrals.doors import CASE_ACTS, LEDGER_ACTS, REFERRAL_ACTS, TOLD_ACTS

HANDLERS = (
    cases.listed, cases.show, cases.suggested, cases.register, cases.send,
    *api_doors("/api/v1/cases/{key:str}", CASE_ACTS, show=cases.show),
    *api_doors("/api/v1/cases/{key:str}", TOLD_ACTS, show=cases.show), *informed.HANDLERS,
    referrals.listed, referrals.show, bulk.do, people.look_up, people.unmask,
    *api_doors("/api/v1/referrals/{key:str}", REFERRAL_ACTS, show=referrals.show),
    ledgers.listed, ledgers.show, ledgers.take,
    *api_doors("/api/v1/ledgers/{key:str}", LEDGER_ACTS, show=ledgers.show),
    *files.DOORS,
    *households.DOORS,
    catalogue.programmes, catalogue.programme, catalogue.units, catalogue.unit,
    *routing.HANDLERS, *unit_notes.HANDLERS, *handovers.HANDLERS, *talk.HANDLERS,
    *views.HANDLERS,
)  # fmt: skip
