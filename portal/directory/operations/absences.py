"""Being away: from and to which day, and who of the same unit and role stands in 外出代办.

The stand-in is told what the other would be told and finds it among the own tasks. Nobody gets a
right by standing in.
"""

from __future__ import annotations

from datetime import date, datetime

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Problem, problem
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory import tables
from portal.directory.access import overlap, reach
from portal.directory.model import Absence, Membership, Person
from portal.directory.operations.accounts import hold
from portal.directory.permissions import Scope
from portal.directory.queries import absences
from portal.directory.queries.people import colleagues
from portal.directory.queries.units import unit_by_code
from portal.journal.record import record

_RIGHT = "member.away"
_A = tables.Absence


async def be_away(
    *, unit: str, delegate: str, since: date, until: date, by: Person, at: datetime, who: str = ""
) -> Absence:
    """Note that somebody of a unit is away before ``until``, and who stands in; return it.

    ``who`` is the sign-in name, oneself where it is empty. Raises ``Invalid`` when the stand-in
    has not the same role there, ``NotAllowed`` for another's absence without the right,
    ``NotPossible`` when the days overlap with an absence on record.
    """
    person, held, stand_in = await _known(unit, who or by.login, delegate, by, at)
    _in_order(since, until, day_of(at))
    async with db.write():
        await hold(person.id)
        await _refuse_second(person, held, since, until, day_of(at))
        code = new_code()
        row = _A(
            code=code, person_id=person.id, delegate_id=stand_in.id, unit_id=held.unit.id,
            role=held.role.value, since=since, until=until, by_id=by.id, created_at=at,
        )  # fmt: skip
        await _A.insert(row)
        await record(
            "person:away", subject=("person", person.id, person.login), by=by, at=at,
            now={"since": since.isoformat(), "until": until.isoformat(),
                 "delegate": stand_in.login, "unit": held.unit.code},
        )  # fmt: skip
    return await absences.absence(code)


async def _known(
    code: str, login: str, delegate: str, by: Person, at: datetime
) -> tuple[Person, Membership, Person]:
    try:
        unit = await unit_by_code(code)
    except NotFound as error:
        raise Invalid([Problem("unit", error.sentence, "unknown")]) from None
    staff = {each.login: each for each in await colleagues(unit.id, on=day_of(at))}
    if login != by.login and not _leads(by, unit.id):
        raise NotAllowed(permission=_RIGHT)
    if login not in staff:
        raise Invalid([problem("who", N_("此人不在这个单位，请从列表中选择。"))])
    held = _role(staff[login], unit.id)
    stand_in = staff.get(delegate)
    same = stand_in and any(
        m.unit.id == unit.id and m.role is held.role for m in stand_in.memberships
    )
    if stand_in is None or not same or stand_in.login == login:
        words = N_("代办人须是本单位同一角色的另一位同事，请从列表中选择。")
        raise Invalid([problem("delegate", words)])
    return staff[login], held, stand_in


def _role(person: Person, unit_id: int) -> Membership:
    return next(m for m in person.memberships if m.unit.id == unit_id)


def _leads(by: Person, unit_id: int) -> bool:
    return any(scope is Scope.OWN and place.id == unit_id for scope, place in reach(by, _RIGHT))


def _in_order(since: date, until: date, today: date) -> None:
    if until <= since:
        raise Invalid([problem("until", N_("回岗日期要晚于外出日期，请更正。"))])
    if until <= today:
        raise Invalid([problem("until", N_("这段时间已经过去，请填写今天以后的回岗日期。"))])


async def _refuse_second(
    person: Person, held: Membership, since: date, until: date, today: date
) -> None:
    for each in await absences.absences_of([person.id], on=today):
        if each.unit_id == held.unit.id and overlap(since, until, each.since, each.until):
            raise NotPossible(
                say(N_("这几天已登记由 %(name)s 代办，请先撤销再登记。"), name=each.delegate_name),
                code="away_already",
            )


async def come_back(code: str, *, by: Person, at: datetime) -> None:
    """End an absence at once. Raises ``NotFound`` for others' without the right."""
    held = await absences.absence(code)
    if held.person_id != by.id and not _leads(by, held.unit_id):
        raise NotFound(what="absence", key=code)
    async with db.write():
        ended = (
            await _A.update({_A.ended_at: at})
            .where((_A.code == code) & _A.ended_at.is_null())
            .returning(_A.id)
        )
        db.changed_one(ended, what="absence", key=code)
        await record(
            "person:back", subject=("person", held.person_id, held.person_name), by=by, at=at,
            was={"until": held.until.isoformat(), "delegate": held.delegate_name},
        )  # fmt: skip
