"""Referrals over the API."""

from __future__ import annotations

from litestar import get

from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals.api.lists import page_of_referrals
from referrals.api.things import referral_out
from referrals.queries import locate
from referrals.queries.folder import open_folder

_READ = "case.read"


@get("/api/v1/referrals", opt=permission(_READ))
async def listed(request: Request) -> respond.Answer:
    """Return the referrals of a view, filtered, by pages: ``view``, ``q``, ``state`` …"""
    return respond.json(await page_of_referrals(request))


@get("/api/v1/referrals/{key:str}", opt=permission(_READ))
async def show(request: Request, key: Key) -> respond.Answer:
    """Return one referral by its number or code, with its clocks and what may be done now."""
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    referral = folder.referral(referral_id)
    return respond.json(referral_out(folder, referral, request.person, at=request.at))
