"""Hand-overs of the first contact: what waits for my receipt, what nobody answers for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.errors import Invalid, Refusal, problem
from portal.core.i18n import N_, Sentence, gettext, language
from portal.directory.access import territory
from portal.render import filters
from portal.render.labels import label, tone
from portal.web import forms, respond
from portal.web.board import Line, Section
from portal.web.frame import add_place
from portal.web.gate import may_ever, permission
from portal.web.slots import fills
from portal.web.visit import Request
from referrals import inputs
from referrals.model import Case, Handover
from referrals.operations import handing_over
from referrals.pages.choices import Pairs
from referrals.queries import handovers
from referrals.queries.handovers import Desk, OpenCase

_RIGHT, _ASSIGNS = "case.hand_over", "case.reopen"
_PAGE = "/handovers"
_SHOWN = 5

add_place(_PAGE, N_("首问移交"), _RIGHT, order=30)


class Answered(msgspec.Struct, frozen=True):
    """What came of one offer."""

    offer: Handover
    why: Sentence | None


def pairs(desks: Iterable[Desk], *, but: int = 0) -> Pairs:
    """Return people by sign-in name, each with role and unit; one of them may be left out."""
    return tuple(
        (each.login, f"{each.name}（{label(each.role)}，{each.unit.title(language())}）")
        for each in desks
        if each.id != but
    )


async def receivers(case: Case, request: Request) -> Pairs:
    """Return who could answer for a case instead of its first contact."""
    desks = await handovers.desk_of(case, on=day_of(request.at))
    return pairs(desks, but=case.first_contact_id)


async def waiting_for(case: Case) -> str:
    """Return who is to sign for the case, in words; "" while it is offered to nobody."""
    offer = await handovers.offer_of(case.id)
    words = gettext("待 %(name)s 签收")
    return words % {"name": offer.receiver_name} if offer else ""


@get(_PAGE, opt=permission(_RIGHT), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the offers to and from this person; to supervisors the cases nobody answers for."""
    return await _shown(request, answered=())


async def _shown(request: Request, *, answered: Sequence[Answered]) -> respond.Answer:
    person = request.person
    return await respond.page(
        request, "referrals/handovers.html", answered=answered,
        incoming=await handovers.offered_to(person.id),
        outgoing=await handovers.offered_by(person.id), **await _supervised(request),
    )  # fmt: skip


async def _supervised(request: Request) -> dict[str, Any]:
    """Return what only those see who assign cases: orphans, and the choices of the whole."""
    person, at = request.person, request.at
    if not may_ever(person, (_ASSIGNS,)):
        return {"supervises": False, "orphans": (), "givers": (), "receivers": ()}
    on = day_of(at)
    held = await handovers.holders(person, at=at)
    words = gettext("%(name)s（%(n)s 件在办）")
    return {
        "supervises": True,
        "orphans": await handovers.without_contact(person, at=at, on=on),
        "givers": [(each.login, words % {"name": each.name, "n": each.cases}) for each in held],
        "receivers": pairs(await handovers.desks_under(territory(person, _ASSIGNS), on=on)),
    }


@post(_PAGE, opt=permission(_RIGHT), status_code=200, include_in_schema=False)
@respond.again(show)
async def answer(request: Request) -> respond.Answer:
    """Sign for the picked offers, or decline them; each is an act of its own."""
    given = await forms.read(inputs.AnswerOffers, request)
    if not given.picked:
        raise Invalid([problem("picked", N_("请勾选要签收的受理件。"), code="missing")])
    if given.answer == "decline" and not given.reason:
        raise Invalid([problem("reason", N_("请写明不接收的理由。"), code="missing")])
    offers = {each.code: each for each in await handovers.offered_to(request.person.id)}
    answered = [Answered(offers[code], await _answer(code, given, request))
                for code in given.picked if code in offers]  # fmt: skip
    return await _shown(request, answered=answered)


async def _answer(code: str, given: inputs.AnswerOffers, request: Request) -> Sentence | None:
    by, at = request.person, request.at
    try:
        if given.answer == "accept":
            await handing_over.accept_offer(code, by=by, at=at)
        else:
            await handing_over.decline_offer(code, given.reason, by=by, at=at)
    except Refusal as refusal:
        return refusal.sentence
    return None


@get(f"{_PAGE}/all", opt=permission(_ASSIGNS), include_in_schema=False)
async def look(request: Request) -> respond.Answer:
    """Show what would come of handing all cases of somebody over, row by row."""
    asked, typed = request.query_params, request.visit.typed
    giver = str(typed("giver") or asked.get("giver", ""))
    receiver = str(typed("receiver") or asked.get("receiver", ""))
    rows = await handing_over.look_at_all(giver, receiver, by=request.person, at=request.at)
    more = await _supervised(request)
    return await respond.page(
        request, "referrals/handover_all.html", giver=giver, receiver=receiver, results=(),
        giver_name=dict(more["givers"]).get(giver, giver),
        receiver_name=dict(more["receivers"]).get(receiver, receiver),
        able=[row for row in rows if row.why is None],
        unable=[row for row in rows if row.why is not None],
    )  # fmt: skip


@post(f"{_PAGE}/all", opt=permission(_ASSIGNS), status_code=200, include_in_schema=False)
@respond.again(look)
async def hand_all(request: Request) -> respond.Answer:
    """Offer all open cases of somebody to another; answer what came of each."""
    given = await forms.read(inputs.HandOverAll, request)
    results = await handing_over.hand_over_all(given, by=request.person, at=request.at)
    return await respond.page(
        request, "referrals/handover_all.html", giver=given.giver, receiver=given.receiver,
        giver_name="", receiver_name="", able=(), unable=(), results=results,
        done=sum(each.why is None for each in results),
    )  # fmt: skip


@fills("home.sections")
async def sections(request: Request) -> list[Section]:
    """Return what waits for a receipt, and to supervisors what nobody answers for."""
    found: list[Section] = []
    if not may_ever(request.person, (_RIGHT,)):
        return found
    offered = await handovers.offered_to(request.person.id)
    if offered:
        rows = tuple(map(_offered, offered[:_SHOWN]))
        found.append(Section(gettext("待签收的首问移交"), _PAGE, len(offered), rows, order=5))
    if may_ever(request.person, (_ASSIGNS,)):
        found += await _orphans(request)
    return found


async def _orphans(request: Request) -> list[Section]:
    person, at, on = request.person, request.at, day_of(request.at)
    n = await handovers.count_without_contact(person, at=at, on=on)
    if not n:
        return []
    held = await handovers.without_contact(person, at=at, on=on, limit=_SHOWN)
    rows = tuple(map(_orphan, held))
    return [Section(gettext("无首问负责人"), _PAGE, n, rows, alarm=True, order=6)]


def _offered(offer: Handover) -> Line:
    return Line(
        address=_PAGE, number=offer.case_key, title=offer.applicant_name, who=offer.giver_name,
        state=label(offer.case_state), tone=tone(offer.case_state),
        when=filters.day(offer.at, year=False),
    )  # fmt: skip


def _orphan(case: OpenCase) -> Line:
    return Line(
        address=f"/cases/{case.key}", number=case.key, title=case.applicant_name,
        who=case.contact, state=label(case.state), tone=tone(case.state),
    )  # fmt: skip


HANDLERS = (show, answer, look, hand_all)
