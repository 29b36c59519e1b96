"""Handing over the first contact 首问责任移交: offered, signed for, or declined.

Whoever was asked first stays answerable until somebody else has signed for the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Refusal, problem
from portal.core.i18n import N_, Sentence, say
from portal.core.ids import new_code
from portal.directory.access import reach
from portal.directory.model import Person, Role
from portal.directory.permissions import Scope
from portal.directory.queries.people import recipients_of
from portal.notices.operations import tell
from referrals import access
from referrals.inputs import HandOver, HandOverAll
from referrals.model import Case, CaseAction, Handover
from referrals.operations.acting import on_case
from referrals.operations.saving import save
from referrals.operations.work import take
from referrals.queries import handovers, locate
from referrals.queries.folder import open_folder
from referrals.queries.handovers import OPEN, Desk, OpenCase
from referrals.tables import HandoverRow

_RIGHT = "case.hand_over"
_H = HandoverRow


class Result(msgspec.Struct, frozen=True):
    """What came, or would come, of one case: ``why`` not, None where it goes."""

    case: OpenCase
    why: Sentence | None = None


async def hand_over(key: str, given: HandOver, *, by: Person, at: datetime) -> Case:
    """Offer a case to somebody who can answer for it; an offer that waits is replaced.

    Its first contact offers it, or a supervisor assigns it. Raises ``Invalid`` for a receiver who
    does not work at its desk.
    """
    async with on_case(CaseAction.HAND_OVER, key, given.version, by=by, at=at) as deed:
        case = deed.case
        _giver(case, by)
        receiver = await _receiver(case, given.receiver, at)
        await _H.update({_H.state: "withdrawn", _H.ended_at: at}).where(
            (_H.case_id == case.id) & (_H.state == "offered")
        )
        await _H.insert(
            _H(
                code=new_code(), case_id=case.id, giver_id=case.first_contact_id,
                receiver_id=receiver.id, by_id=by.id, reason=given.reason, state="offered", at=at,
            )
        )  # fmt: skip
        sentence = say(N_("受理件 %(number)s 的首问责任移交给您，请签收。"), number=case.key)
        told = await recipients_of(receiver.id, on=day_of(at))
        await tell(told, kind="case:hand_over", sentence=sentence, address="/handovers", at=at)
        deed.say(reason=given.reason, to=receiver.name)
    return deed.case


def _giver(case: Case, by: Person) -> None:
    above = any(scope is Scope.TERRITORY for scope, _ in reach(by, _RIGHT))
    if not above and by.id != case.first_contact_id:
        words = N_("只有首问责任人本人或窗口负责人可以移交。")
        raise NotAllowed(say(words), permission=_RIGHT)


async def _receiver(case: Case, login: str, at: datetime) -> Desk:
    for each in await handovers.desk_of(case, on=day_of(at)):
        if each.login == login and each.id != case.first_contact_id:
            return each
    words = N_("此人不在这一件的受理窗口，或已是首问责任人，请从列表中选择。")
    raise Invalid([problem("receiver", words, code="unknown")])


async def accept_offer(code: str, *, by: Person, at: datetime) -> Case:
    """Sign for a case; from now on the receiver answers for it.

    Raises ``NotFound`` for somebody else's offer, ``NotPossible`` when the case has ended or the
    receiver does not work at its desk any more.
    """
    offer = await _mine(code, by)
    async with db.write():
        await _answered(offer, "accepted", at)
        work = await take(offer.case_id, by=by, at=at)
        if work.case.state.value not in OPEN:
            raise NotPossible(say(N_("这一件已经办结或终止，不必签收。")), code="case_over")
        if not access.may(by, _RIGHT, work.case, at=at):
            words = N_("您已不在这一件的受理窗口，请由窗口负责人另行指定。")
            raise NotPossible(say(words), code="not_at_desk")
        work.set_case(first_contact_id=by.id)
        work.say("case:take_over", work.case, **{"from": offer.giver_name, "to": by.name})
        await save(work)
    return work.case


async def decline_offer(code: str, reason: str, *, by: Person, at: datetime) -> Case:
    """Decline a case, with the reason; the giver goes on answering for it."""
    offer = await _mine(code, by)
    if not reason:
        raise Invalid([problem("reason", N_("请写明不接收的理由。"), code="missing")])
    async with db.write():
        await _answered(offer, "declined", at)
        work = await take(offer.case_id, by=by, at=at)
        work.say("case:decline_over", work.case, reason=reason)
        await save(work)
        sentence = say(
            N_("受理件 %(number)s 的首问移交未被接收，仍由您负责。"), number=work.case.key
        )
        told = await recipients_of(offer.giver_id, on=day_of(at))
        await tell(
            told, kind="case:decline_over", sentence=sentence,
            address=f"/cases/{work.case.key}", at=at,
        )  # fmt: skip
    return work.case


async def _mine(code: str, by: Person) -> Handover:
    offer = await handovers.offer(code)
    if offer.receiver_id != by.id:
        raise NotFound(what="handover", key=code)
    return offer


async def _answered(offer: Handover, state: str, at: datetime) -> None:
    ended = (
        await _H.update({_H.state: state, _H.ended_at: at})
        .where((_H.id == offer.id) & (_H.state == "offered"))
        .returning(_H.id)
    )
    db.changed_one(ended, what="handover", key=offer.code)


async def look_at_all(giver: str, receiver: str, *, by: Person, at: datetime) -> list[Result]:
    """Return what would come of handing all open cases of somebody over, row by row."""
    held = await handovers.held_by(by, giver, at=at)
    return [Result(each, await _why_not(each, receiver, by, at)) for each in held]


async def _why_not(held: OpenCase, receiver: str, by: Person, at: datetime) -> Sentence | None:
    folder = await open_folder(held.id)
    try:
        access.require_on_case(CaseAction.HAND_OVER, folder.situation(at=at, by=by), by)
        _giver(folder.case, by)
        await _receiver(folder.case, receiver, at)
    except Invalid as wrong:
        return wrong.problems[0].sentence
    except Refusal as refusal:
        return refusal.sentence
    return None


async def hand_over_all(given: HandOverAll, *, by: Person, at: datetime) -> Sequence[Result]:
    """Offer all open cases of somebody to another, each an act of its own; say what came of each.

    Raises ``NotAllowed`` for whoever assigns no cases.
    """
    if Role.SUPERVISOR not in by.roles:
        raise NotAllowed(permission=_RIGHT)
    found = []
    for held in await handovers.held_by(by, given.giver, at=at):
        found.append(Result(held, await _offer_one(held, given, by, at)))
    return found


async def _offer_one(
    held: OpenCase, given: HandOverAll, by: Person, at: datetime
) -> Sentence | None:
    version = (await open_folder(await locate.case(held.key, by, at=at))).case.version
    form = HandOver(version=version, receiver=given.receiver, reason=given.reason)
    try:
        await hand_over(held.key, form, by=by, at=at)
    except Invalid as wrong:
        return wrong.problems[0].sentence
    except Refusal as refusal:
        return refusal.sentence
    return None
