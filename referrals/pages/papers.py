"""The papers of cases and referrals: set once, kept as issued, the same bytes ever after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from litestar import get

from portal.core import settings as settings_
from portal.core.calendar import last_day
from portal.core.errors import NotFound, NotPossible
from portal.core.i18n import N_, Language, gettext, language, say, speaking
from portal.directory.model import Unit
from portal.directory.queries import unit
from portal.documents import files, pdf, qr
from portal.render.environment import render
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import papers
from referrals.labels import PAPERS
from referrals.model import CaseState, Client, Clock, Referral
from referrals.programmes import catalogue
from referrals.queries import locate
from referrals.queries.folder import Folder, open_folder
from referrals.queries.people import household
from referrals.rules.explain import explain

_READ = "case.read"

Build = Callable[[Folder, Language], Awaitable[Any]]


@get("/cases/{key:str}/receipt.pdf", opt=permission(_READ), include_in_schema=False)
async def receipt(request: Request, key: Key) -> respond.Answer:
    """Answer the acceptance notice of an accepted case."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    if folder.case.accepted_at is None:
        raise NotPossible(say(N_("受理之后才有受理通知书。请先受理。")), code="not_accepted")
    edition = len([each for each in folder.referrals if each.sent_at is not None])
    return await _issued(request, folder, f"receipt:{folder.case.code}:{edition}", _receipt)


@get("/cases/{key:str}/closure.pdf", opt=permission(_READ), include_in_schema=False)
async def closure(request: Request, key: Key) -> respond.Answer:
    """Answer the closure notice of a closed case."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    if folder.case.state is not CaseState.CLOSED or folder.case.closed_at is None:
        raise NotPossible(say(N_("办结之后才有办结告知书。请先办结。")), code="not_closed")
    edition = int(folder.case.closed_at.timestamp())
    return await _issued(request, folder, f"closure:{folder.case.code}:{edition}", _closure)


@get("/referrals/{key:str}/slip.pdf", opt=permission(_READ), include_in_schema=False)
async def slip(request: Request, key: Key) -> respond.Answer:
    """Answer the transfer slip of a sent referral."""
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    referral = folder.referral(referral_id)
    if referral.sent_at is None:
        raise NotPossible(say(N_("转出之后才有转办单。请先转办。")), code="not_sent")

    async def build(held: Folder, spoken: Language) -> papers.Slip:
        return await _slip(held, referral, spoken)

    return await _issued(request, folder, f"slip:{referral.code}", build)


async def _issued(request: Request, folder: Folder, key: str, build: Build) -> respond.Answer:
    """Answer the paper kept under this key, or make it and keep it."""
    spoken = _spoken(request)
    kind = key.partition(":")[0]
    place = f"{key}:{spoken}"
    found = await files.issued(place)
    if found is None:
        data = await _made(folder, kind, spoken, build)
        name = f"{kind}-{folder.case.key}.pdf"
        found = await files.issue(place, data, name=name, by=request.person, at=request.at)
    stored, data = found
    return respond.document(data, stored.name, inline=True)


def _spoken(request: Request) -> Language:
    asked = request.query_params.get("lang", "")
    if not asked:
        return language()
    if asked not in set(Language):
        raise NotFound(what="language", key=asked)
    return Language(asked)


async def _made(folder: Folder, kind: str, spoken: Language, build: Build) -> bytes:
    paper = await build(folder, spoken)
    with speaking(spoken):
        context = {"paper": paper, "qr": qr.svg(paper.address)}
        html = render(f"referrals/pdf/{kind}.html", context, kind="paper")
        title = {
            "receipt": gettext("受理通知书（回执）"),
            "slip": gettext("社会救助转办单"),
            "closure": gettext("社会救助办结告知书"),
        }[kind]
        return await pdf.make(html, title=title, language=spoken)


async def _receipt(folder: Folder, spoken: Language) -> papers.Receipt:
    return papers.receipt(
        folder.case, await _applicant(folder), folder.referrals,
        window=await unit(folder.case.window_id), units=await _units(folder),
        programmes=catalogue.programmes(), dues=_dues(folder), language=spoken,
        address=_address(f"/cases/{folder.case.key}"),
    )  # fmt: skip


async def _closure(folder: Folder, spoken: Language) -> papers.Closure:
    return papers.closure(
        folder.case, await _applicant(folder), folder.referrals,
        window=await unit(folder.case.window_id), units=await _units(folder),
        programmes=catalogue.programmes(), language=spoken,
        address=_address(f"/cases/{folder.case.key}"),
    )  # fmt: skip


async def _slip(folder: Folder, referral: Referral, spoken: Language) -> papers.Slip:
    clocks = folder.clocks(referral)
    finish, respond_by = clocks.get(Clock.FINISH), clocks.get(Clock.RESPOND)
    programme = catalogue.get(referral.programme)
    with speaking(spoken):
        names = [gettext(PAPERS.get(code, code)) for code in programme.papers]
    return papers.slip(
        referral, folder.case, await _applicant(folder),
        window=await unit(folder.case.window_id), unit=await unit(referral.unit_id),
        programme=programme, papers=names, respond_at=respond_by.due_at if respond_by else None,
        due_at=finish.due_at if finish else None, why=explain(finish) if finish else (),
        language=spoken, address=_address(f"/referrals/{referral.key}"),
    )  # fmt: skip


async def _applicant(folder: Folder) -> Client:
    members = await household(folder.case.household_id)
    return next(each for each in members if each.id == folder.case.applicant_id)


async def _units(folder: Folder) -> dict[int, Unit]:
    return {each.unit_id: await unit(each.unit_id) for each in folder.referrals}


def _dues(folder: Folder) -> dict[int, tuple[date | None, bool]]:
    found: dict[int, tuple[date | None, bool]] = {}
    for each in folder.referrals:
        finish = folder.clocks(each).get(Clock.FINISH)
        due = finish.due_at if finish else None
        found[each.id] = (last_day(due), finish.provisional if finish else False)
    return found


def _address(path: str) -> str:
    return f"{settings_.current().address}{path}"
