"""Sending 转办: one act, several units; and opening the next referral for a need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Problem, Stale, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.model import Person, Unit
from portal.directory.queries import successor, unit, unit_by_code
from referrals import access
from referrals.inputs import Plain, Sending, SendItem
from referrals.model import (
    Need,
    NeedState,
    Referral,
    ReferralRole,
    ReferralState,
)
from referrals.model import ReferralAction as Action
from referrals.operations.acting import ReferralDeed, on_referral
from referrals.operations.filing import Place, hand_along
from referrals.operations.needs import add_need
from referrals.operations.saving import save
from referrals.operations.work import Work, take
from referrals.programmes import catalogue
from referrals.queries import locate
from referrals.rules import guards
from referrals.rules.guards import Given
from referrals.states import STEPS


class Addressed(msgspec.Struct, frozen=True):
    """An item of a sending with its unit looked up, and what took an ended unit's place."""

    item: SendItem
    unit: Unit
    successor: Unit | None


async def send(key: str, given: Sending, *, by: Person, at: datetime) -> tuple[Referral, ...]:
    """Send a case's needs to units, one referral each, in one act; return them.

    Raises ``Invalid`` for units, programmes or needs that do not exist, ``NotPossible`` when a
    guard stands against one of them: then none is sent.
    """
    addressed = await _addressed(given.items)
    async with db.write():
        work = await _in_hand(key, given.version, by=by, at=at)
        opened = [await _open(work, each, given, by) for each in addressed]
        ids = await save(work)
        sent = tuple(_saved(work, ids, each) for each in opened)
        for n, (each, item) in enumerate(zip(sent, given.items, strict=True)):
            if item.files:
                await hand_along(Place(work.was, each, by, at), item.files, f"items.{n}.files")
    return sent


async def draft(key: str, given: Sending, *, by: Person, at: datetime) -> tuple[Referral, ...]:
    """Prepare referrals without sending them; the units do not see them yet."""
    addressed = await _addressed(given.items)
    async with db.write():
        work = await _in_hand(key, given.version, by=by, at=at)
        if why := guards.refusals(("case_takes_referrals",), work.folder.situation(at=at, by=by)):
            raise NotPossible(why[0], code="case_takes_referrals")
        drafts = [await _draft(work, each, given.override_reason) for each in addressed]
        for each in drafts:
            work.say("referral:draft", each)
        ids = await save(work)
    return tuple(_saved(work, ids, each) for each in drafts)


async def send_draft(key: str, given: Plain, *, by: Person, at: datetime) -> Referral:
    """Send a referral that was prepared; its unit has to be there still."""
    async with on_referral(Action.SEND, key, given.version, by=by, at=at) as deed:
        await _unit_stands(deed, by)
        _number(deed.work, deed.referral)
        deed.say(**_facts(deed.referral))
    return deed.referral


async def _unit_stands(deed: ReferralDeed, by: Person) -> None:
    """Raise ``NotPossible`` when the unit of a draft has ended since, naming its successor."""
    held = await unit(deed.referral.unit_id)
    situation = deed.work.folder.situation(
        at=deed.work.at, by=by, referral=deed.referral, unit=held, successor=await successor(held)
    )
    access.pass_guards(STEPS[Action.SEND], situation)


async def _addressed(items: Sequence[SendItem]) -> list[Addressed]:
    wrong: list[Problem] = []
    found: list[Addressed] = []
    for index, item in enumerate(items):
        try:
            found.append(await address(item))
        except NotFound as error:
            field = error.data["what"]
            wrong.append(Problem(f"items.{index}.{field}", error.sentence, "unknown"))
    if wrong:
        raise Invalid(wrong)
    return found


async def address(item: SendItem) -> Addressed:
    """Return the item with its unit; raise ``NotFound`` for an unknown unit or programme."""
    catalogue.get(item.programme)
    unit = await unit_by_code(item.unit)
    return Addressed(item, unit, await successor(unit))


async def _in_hand(key: str, seen: int, *, by: Person, at: datetime) -> Work:
    work = await take(await locate.case(key, by, at=at), by=by, at=at)
    if not access.may(by, "referral.send", work.case, at=at):
        raise NotAllowed(permission="referral.send")
    if seen + 1 != work.case.version:
        raise Stale(what="case", key=work.case.key)
    return work


async def _open(work: Work, addressed: Addressed, given: Sending, by: Person) -> Referral:
    referral = await _draft(work, addressed, given.override_reason)
    leads = any(item.role is ReferralRole.LEAD for item in given.items)
    situation = work.folder.situation(
        at=work.at, by=by, referral=referral, unit=addressed.unit, successor=addressed.successor,
        given=Given(batch_has_lead=leads),
    )  # fmt: skip
    access.require(Action.SEND, situation, by)
    return dispatch(work, referral)


async def _draft(work: Work, addressed: Addressed, override_reason: str) -> Referral:
    need = await _need(work, addressed.item)
    return work.add(_referral(work, addressed, need, override_reason))


async def _need(work: Work, item: SendItem) -> Need:
    if item.need:
        return _named_need(work, item.need)
    for each in work.case.needs:
        if each.programme == item.programme and each.state is NeedState.OPEN:
            return each
    return await add_need(work, item.programme)


def _named_need(work: Work, code: str) -> Need:
    for each in work.case.needs:
        if each.code == code:
            return each
    raise Invalid([problem("items", N_("这一件里没有这项需求，请从列表中选择。"))])


def _referral(work: Work, addressed: Addressed, need: Need, override_reason: str) -> Referral:
    item, unit = addressed.item, addressed.unit
    return Referral(
        id=0, code=new_code(), number=None, version=1, case_id=work.case.id, need_id=need.id,
        ordinal=0, programme=item.programme, procedure=item.procedure, unit_id=unit.id,
        unit_name=unit.name, unit_kind=unit.kind, unit_path=unit.division_path, kind=item.kind,
        role=item.role, state=ReferralState.DRAFT, created_at=work.at, updated_at=work.at,
        message=item.message, override_reason=override_reason,
    )  # fmt: skip


def dispatch(work: Work, referral: Referral) -> Referral:
    """Send a referral of the case in hand: number it, start its clocks, journal it."""
    _number(work, referral)
    sent = work.set(referral, state=ReferralState.SENT)
    work.say("referral:send", sent, **_facts(sent))
    return sent


def _number(work: Work, referral: Referral) -> None:
    ordinal = _next_ordinal(work)
    number = f"{work.case.number}-{ordinal:02d}"
    work.set(referral, ordinal=ordinal, number=number, sent_at=work.at)
    need = work.need(referral.need_id)
    if need.first_sent_at is None:
        work.set_need(need.id, first_sent_at=work.at, programme=referral.programme)
    if need.state in {NeedState.GAP, NeedState.JOINED}:
        work.settle(need.id, NeedState.OPEN)


def _next_ordinal(work: Work) -> int:
    # Numbers this case gave out stay its own, even where a merge took the referral elsewhere.
    began = f"{work.case.number}-"
    told = [entry.now for entry in work.was.entries if entry.subject_kind == "referral"]
    given = [int(now["ordinal"]) for now in told if str(now.get("number", "")).startswith(began)]
    return max([*given, *(each.ordinal for each in work.referrals)]) + 1


def _facts(referral: Referral) -> dict[str, str]:
    return {"unit": referral.unit_name, "programme": referral.programme}


def open_next(
    work: Work, referral: Referral, addressed: Addressed, *, by: Person, message: str = ""
) -> Referral:
    """Send the need of a referral that has just ended to another unit, in its place.

    Raises ``NotPossible`` when that unit cannot have it.
    """
    need = work.need(referral.need_id)
    following = work.add(
        msgspec.structs.replace(
            _referral(work, addressed, need, referral.override_reason),
            supersedes_id=referral.id,
            message=message or referral.message,
        )
    )
    situation = work.folder.situation(
        at=work.at, by=by, referral=following, unit=addressed.unit,
        successor=addressed.successor, given=Given(),
    )  # fmt: skip
    unfit = access.reasons(STEPS[Action.SEND], situation)
    if unfit:
        raise NotPossible(unfit[0], code="next_unit")
    return dispatch(work, following)


def _saved(work: Work, ids: dict[int, int], referral: Referral) -> Referral:
    return msgspec.structs.replace(work.referral(referral.id), id=ids[referral.id])


def today_valid(unit: Unit, at: datetime) -> bool:
    """Return whether a unit can be sent to at this instant."""
    return unit.valid_on(day_of(at))
