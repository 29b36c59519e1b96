"""Telling a unit of a case 知会: it has no task there, may read and say something, and signs.

The desk tells it and can take that back; what was told, and who signed for it, stays on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, problem
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory.model import Person, Role, Unit
from portal.directory.queries import recipients, unit_by_code
from portal.notices.operations import tell
from referrals import access
from referrals.inputs import Inform, Plain, Uninform
from referrals.model import OUTSIDE, Case, CaseAction
from referrals.operations.acting import CaseDeed, on_case
from referrals.operations.saving import save
from referrals.operations.work import Work, take
from referrals.queries import informed, locate, rows
from referrals.tables import InformedRow

RIGHT = "case.acknowledge"
_I = InformedRow
_TOLD = (Role.HANDLER, Role.HEAD)


async def inform(key: str, given: Inform, *, by: Person, at: datetime) -> Case:
    """Tell a unit of the case: from now on it reads it and may note, until the case ends.

    Raises ``Invalid`` for a unit that has it in hand or is told already, has ended, or is outside
    government while the person did not agree to that.
    """
    unit = await _unit(given.unit)
    async with on_case(CaseAction.INFORM, key, given.version, by=by, at=at) as deed:
        _fit(deed.work, unit)
        await tell_units(deed.work, [unit], by=by, message=given.message)
        deed.say(unit=unit.name)
        await _notify(deed.case, unit, at)
    return deed.case


async def _unit(code: str) -> Unit:
    try:
        return await unit_by_code(code)
    except NotFound:
        words = N_("没有这个单位，请从列表中选择。")
        raise Invalid([problem("unit", words, code="unknown")]) from None


def _fit(work: Work, unit: Unit) -> None:
    """Raise ``Invalid`` with the reason why this unit is not to be told."""
    if why := unfit(work, unit):
        raise Invalid([problem("unit", why, code="unfit")])


def unfit(work: Work, unit: Unit) -> str:
    """Return why this unit is not to be told of the case; "" when nothing stands against it."""
    case, why = work.case, ""
    if not unit.valid_on(day_of(work.at)):
        why = N_("该单位已经撤销，请改选其他单位。")
    elif unit.id == case.window_id or unit.id in case.informed:
        why = N_("该单位已经知道这一件，不必再知会。")
    elif any(each.unit_id == unit.id and each.is_open for each in work.referrals):
        why = N_("该单位正在办理这一件，不必再知会。")
    elif unit.kind in OUTSIDE and not case.consent.outward:
        why = N_("知会政府以外的单位，须当事人同意。请先征得同意并登记。")
    return why


async def hand_on(work: Work, units: Sequence[Unit], *, by: Person) -> None:
    """Tell these units of the case in hand, and let their people know that they have to sign."""
    await tell_units(work, units, by=by)
    for unit in units:
        await _notify(work.case, unit, work.at)


async def _notify(case: Case, unit: Unit, at: datetime) -> None:
    told = await recipients(unit.id, _TOLD, on=day_of(at))
    sentence = say(N_("受理件 %(number)s 知会贵单位，请阅知。"), number=case.key)
    await tell(told, kind="case:inform", sentence=sentence, address=f"/cases/{case.key}", at=at)


async def tell_units(
    work: Work, units: Sequence[Unit], *, by: Person | None = None, message: str = ""
) -> None:
    """Put these units among those told of the case in hand; who is there already stays as it is."""
    for unit in units:
        if unit.id in work.case.informed:
            continue
        code = new_code()
        await _I.insert(
            _I(
                code=code, case_id=work.case.id, unit_id=unit.id, at=work.at,
                by_id=by.id if by else None,
                message_sealed=rows.sealed("informed", code, "message", message),
            )
        )  # fmt: skip
        work.set_case(informed=(*work.case.informed, unit.id))


async def uninform(key: str, given: Uninform, *, by: Person, at: datetime) -> Case:
    """Take back that a unit was told: it does not read the case any more; the record stays.

    Raises ``Invalid`` for a unit that is not told of it.
    """
    unit = await _unit(given.unit)
    async with on_case(CaseAction.UNINFORM, key, given.version, by=by, at=at) as deed:
        await _taken_back(deed, unit)
        deed.say(reason=given.reason, unit=unit.name)
    return deed.case


async def _taken_back(deed: CaseDeed, unit: Unit) -> None:
    if unit.id not in deed.case.informed:
        words = N_("这一件没有知会该单位，请从列表中选择。")
        raise Invalid([problem("unit", words, code="unknown")])
    await untell(deed.work, [unit.id])


async def untell(work: Work, units: Sequence[int]) -> None:
    """Take these units from among those told of the case in hand; their record stays."""
    work.set_case(informed=tuple(each for each in work.case.informed if each not in units))
    await _I.update({_I.ended_at: work.at}).where(
        (_I.case_id == work.case.id) & _I.unit_id.is_in(list(units) or [0]) & _I.ended_at.is_null()
    )


async def acknowledge(key: str, given: Plain, *, by: Person, at: datetime) -> Case:  # noqa: ARG001 - a receipt holds whatever happened since
    """Sign for being told, for every unit of the person's that was; the first receipt counts.

    Raises ``NotAllowed`` for whoever was not told, ``NotPossible`` when it is signed for already.
    """
    case_id = await locate.case(key, by, at=at)
    async with db.write():
        work = await take(case_id, by=by, at=at)
        if access.told(by, RIGHT, work.case) is None:
            raise NotAllowed(say(N_("没有知会您所在的单位，不必签收。")), permission=RIGHT)
        units = access.units_told(by, RIGHT)
        waiting = await informed.unsigned(case_id, units)
        if not waiting:
            raise NotPossible(say(N_("贵单位已经签收过这次知会。")), code="signed")
        await _I.update({_I.read_at: at, _I.read_by_id: by.id}).where(_I.id.is_in(list(waiting)))
        work.say("case:acknowledge", work.case)
        await save(work)
    return work.case
