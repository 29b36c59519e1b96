"""The papers of cases and referrals: set once, kept as issued, the same bytes ever after.

One table says which papers there are, when each is there, and how it is made; the doors and the
links on the pages read the same rows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler

from portal.core.calendar import day_of
from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.core.i18n import N_, Language, gettext, language, say, speaking
from portal.documents import files, packs, pdf, qr
from portal.render.environment import render
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import access, papers
from referrals.model import CaseState, Referral
from referrals.pages import printing
from referrals.queries import lists, locate
from referrals.queries.folder import Folder, open_folder, referrals

_READ = "case.read"
# What is set in one request; more would keep its reader waiting.
MOST_PRINTED = 30

Edition = Callable[[Folder, Any], str]
Build = Callable[[Folder, Any, Language], Awaitable[Any]]


class Paper(msgspec.Struct, frozen=True):
    """A kind of paper: which edition of it is there now, "" for none yet, and how it is made."""

    kind: str
    link: str
    edition: Edition
    missing: str
    build: Build


# The one edition of a paper that can only be issued once.
_ONLY = "only"


def _receipt(folder: Folder, _: Any) -> str:
    sent = [each for each in folder.referrals if each.sent_at is not None]
    return str(len(sent)) if folder.case.accepted_at is not None else ""


def _closure(folder: Folder, _: Any) -> str:
    closed = folder.case.closed_at
    done = folder.case.state is CaseState.CLOSED and closed is not None
    return str(int(closed.timestamp())) if done and closed else ""


def _asked(folder: Folder, _: Any) -> str:
    return _day(printing.of_case(folder, "ask_papers")) if folder.case.supplement.items else ""


def _refused(folder: Folder, _: Any) -> str:
    refused = folder.case.state is CaseState.NOT_ACCEPTED
    return _day(printing.of_case(folder, "approve_refusal")) if refused else ""


def _sent(folder: Folder, referral: Referral) -> str:
    if referral.sent_at is None:
        return ""
    # A slip lists the papers that go along; papers handed over later make another edition.
    return _day(printing.of_referral(folder, referral, "files_handed")) or _ONLY


def _papers_asked(folder: Folder, referral: Referral) -> str:
    return _day(printing.of_referral(folder, referral, "ask_papers"))


def _extended(folder: Folder, referral: Referral) -> str:
    return _day(printing.of_referral(folder, referral, "grant_extension"))


def _answered(_: Folder, referral: Referral) -> str:
    if referral.outcome is None or referral.completed_at is None:
        return ""
    return str(int(referral.completed_at.timestamp()))


def _day(entry: Any) -> str:
    return str(int(entry.at.timestamp())) if entry is not None else ""


OF_CASES = (
    Paper("receipt", N_("受理通知书（PDF）"), _receipt,
          N_("受理之后才有受理通知书。请先受理。"), printing.receipt),
    Paper("supplement", N_("补正材料告知书（PDF）"), _asked,
          N_("要求补正之后才有补正材料告知书。"), printing.supplement),
    Paper("refusal", N_("不予受理通知书（PDF）"), _refused,
          N_("批准不予受理之后才有不予受理通知书。"), printing.refusal),
    Paper("closure", N_("办结告知书（PDF）"), _closure,
          N_("办结之后才有办结告知书。请先办结。"), printing.closure),
)  # fmt: skip
OF_REFERRALS = (
    Paper("slip", N_("转办单（PDF）"), _sent,
          N_("转出之后才有转办单。请先转办。"), printing.slip),
    Paper("supplement", N_("补正材料告知书（PDF）"), _papers_asked,
          N_("要求补正之后才有补正材料告知书。"), printing.referral_supplement),
    Paper("extension", N_("延期告知书（PDF）"), _extended,
          N_("同意延期之后才有延期告知书。"), printing.extension),
    Paper("feedback", N_("办理结果反馈单（PDF）"), _answered,
          N_("答复之后才有办理结果反馈单。"), printing.feedback),
)  # fmt: skip

Links = list[tuple[str, str]]


def links_of_case(folder: Folder, *, at_desk: bool) -> Links:
    """Return the papers a case has now: the words and the address of each."""
    address = f"/cases/{folder.case.key}"
    held = _links(OF_CASES, folder, None, address)
    if at_desk and folder.case.accepted_at is not None:
        held.append((gettext("家庭救助清单（PDF）"), f"{address}/household.pdf"))
    return held


def links_of_referral(folder: Folder, referral: Referral) -> Links:
    """Return the papers a referral has now."""
    return _links(OF_REFERRALS, folder, referral, f"/referrals/{referral.key}")


def _links(held: tuple[Paper, ...], folder: Folder, referral: Any, address: str) -> Links:
    return [(gettext(each.link), f"{address}/{each.kind}.pdf")
            for each in held if each.edition(folder, referral)]  # fmt: skip


def _case_door(paper: Paper) -> HTTPRouteHandler:
    async def door(request: Request, key: Key) -> respond.Answer:
        folder = await open_folder(await locate.case(key, request.person, at=request.at))
        return await _answer(request, paper, folder, None, folder.case.code)

    return _routed(door, f"/cases/{{key:str}}/{paper.kind}.pdf")


def _referral_door(paper: Paper) -> HTTPRouteHandler:
    async def door(request: Request, key: Key) -> respond.Answer:
        referral_id, case_id = await locate.referral(key, request.person, at=request.at)
        folder = await open_folder(case_id)
        referral = folder.referral(referral_id)
        return await _answer(request, paper, folder, referral, referral.code)

    return _routed(door, f"/referrals/{{key:str}}/{paper.kind}.pdf")


def _routed(door: Any, path: str) -> HTTPRouteHandler:
    return get(path, opt=permission(_READ), include_in_schema=False)(door)


@get("/cases/{key:str}/household.pdf", opt=permission(_READ), include_in_schema=False)
async def household(request: Request, key: Key) -> respond.Answer:
    """Answer the household's sheet as it stands today; a desk's paper, made at each reading."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    if not access.at_desk(request.person, folder.case, at=request.at):
        raise NotAllowed(permission=_READ)
    spoken = _spoken(request)
    cases = await lists.of_household(folder.case.household_id, request.person, at=request.at)
    held = [each for case_id in cases for each in await referrals(case_id)]
    paper = await printing.household(folder, held, spoken, made_on=day_of(request.at))
    data = await _set("household", paper, spoken)
    return respond.document(data, f"household-{folder.case.key}.pdf", inline=True)


@get("/referrals/slips.pdf", opt=permission(_READ), include_in_schema=False)
async def slips(request: Request) -> respond.Answer:
    """Answer the slips of the picked referrals as one file, to be printed in one go."""
    keys = list(dict.fromkeys(request.query_params.getall("picked", [])))
    if not 1 <= len(keys) <= MOST_PRINTED:
        raise NotPossible(say(N_("请勾选 1 至 %(n)s 件再打印。"), n=MOST_PRINTED), code="picked")
    parts = [await _slip_of(request, key) for key in keys]
    data = await packs.joined(parts, title=gettext("转办单"))
    return respond.document(data, "slips.pdf", inline=True)


async def _slip_of(request: Request, key: str) -> bytes:
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    referral = folder.referral(referral_id)
    return (await _issued(request, OF_REFERRALS[0], folder, referral, referral.code))[1]


async def _answer(
    request: Request, paper: Paper, folder: Folder, referral: Referral | None, code: str
) -> respond.Answer:
    stored, data = await _issued(request, paper, folder, referral, code)
    return respond.document(data, stored.name, inline=True)


async def _issued(
    request: Request, paper: Paper, folder: Folder, referral: Referral | None, code: str
) -> tuple[files.Stored, bytes]:
    """Return the paper kept for this edition, or make it and keep it."""
    edition, spoken = paper.edition(folder, referral), _spoken(request)
    if not edition:
        raise NotPossible(say(paper.missing), code=f"no_{paper.kind}")
    name = f"{paper.kind}-{(referral or folder.case).key}.pdf"
    kind = f"referral-{paper.kind}" if referral and paper.kind == "supplement" else paper.kind
    place = ":".join((kind, code, *(() if edition == _ONLY else (edition,)), spoken))
    found = await files.issued(place)
    if found is None:
        data = await _set(paper.kind, await paper.build(folder, referral, spoken), spoken)
        found = await files.issue(place, data, name=name, by=request.person, at=request.at)
    return found


DOORS = (*map(_case_door, OF_CASES), household, slips, *map(_referral_door, OF_REFERRALS))


def _spoken(request: Request) -> Language:
    asked = request.query_params.get("lang", "")
    if not asked:
        return language()
    if asked not in set(Language):
        raise NotFound(what="language", key=asked)
    return Language(asked)


async def _set(kind: str, paper: Any, spoken: Language) -> bytes:
    with speaking(spoken):
        context = {"paper": paper, "qr": qr.svg(paper.address)}
        html = render(f"referrals/pdf/{kind}.html", context, kind="paper")
        title = gettext(papers.TITLES[kind])
    return await pdf.make(html, title=title, language=spoken)
