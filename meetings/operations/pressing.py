"""Pressing resolutions on: reminders 催办, singly or many at once, and supervision orders 督办.

A supervision order is numbered in the transaction that keeps its bytes, like minutes: the paper is
set before with the number that comes next, and again if somebody else took that meanwhile.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from meetings import access
from meetings.inputs import Supervise, Urge
from meetings.model import ENDED, Body, Press, PressKind, Resolution, Stood, UnitRef, UnitRole
from meetings.model import ResolutionAction as Action
from meetings.operations.acting import on_resolution
from meetings.operations.printing import sheet
from meetings.operations.setting import Moved, Paper, set_before
from meetings.papers import pressing as papers
from meetings.press_tables import PressRow
from meetings.queries import locate, rows, situations, things
from portal.core.calendar import Calendar, day_of, last_day
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_, say
from portal.core.ids import coming_number, new_code, next_number
from portal.directory.model import Person
from portal.directory.queries import working_days
from portal.documents import files


async def urge(key: str, given: Urge, *, by: Person, at: datetime) -> Resolution:
    """Remind a unit of its part, or every unit that still owes one; each gets a form of its own.

    Raises ``Invalid`` for a unit that owes nothing.
    """
    calendar = await working_days()
    async with on_resolution(Action.URGE, key, given.version, by=by, at=at) as deed:
        held = deed.thing
        units = _named(held, given.unit) if given.unit else owing(held)
        for unit in units:
            press = _press(held, unit, PressKind.REMINDER, given.text, by, at, calendar)
            await _keep(press, held.body_id)
        deed.say(unit="、".join(unit.name for unit in units), to=[unit.id for unit in units])
    return await things.resolution(held.id)


async def ready_to_urge(key: str, *, by: Person, at: datetime) -> Resolution:
    """Return the resolution whose units could be reminded now; raise what stands against it."""
    held = await things.resolution(await locate.resolution(key, by))
    situation = await situations.of(held, by=by, at=at)
    access.pass_guards(access.row_of(Action.URGE, situation, by), situation)
    return held


def owing(held: Resolution) -> tuple[UnitRef, ...]:
    """Return the units that still owe a part: those that carry it out, who cooperates and did not.

    A cooperating unit that has told of its part owes nothing more.
    """
    return tuple(
        part.unit for part in held.parts
        if part.role is not UnitRole.COOPERATING or part.done_at is None
    )  # fmt: skip


def _named(held: Resolution, code: str) -> tuple[UnitRef, ...]:
    found = tuple(unit for unit in owing(held) if unit.code == code)
    if not found:
        words = N_("该单位没有待办的部分，请从列表中选择。")
        raise Invalid([problem("unit", words, code="unknown")])
    return found


def _press(
    held: Resolution, unit: UnitRef, kind: PressKind, text: str, by: Person, at: datetime,
    calendar: Calendar,
) -> Press:  # fmt: skip
    return Press(
        id=0, code=new_code(), resolution_id=held.id, unit=unit, kind=kind, text=text,
        by_name=by.name, at=at, stood=stood(held, at, calendar),
    )  # fmt: skip


def stood(held: Resolution, at: datetime, calendar: Calendar) -> Stood:
    """Return how a resolution stands now, with the working days past its last one."""
    due_on, today = last_day(held.due_at), day_of(at)
    late = held.state not in ENDED and due_on is not None and today > due_on
    return Stood(held.state, due_on, calendar.working_days(due_on, today) if late and due_on else 0)


async def _keep(press: Press, body_id: int) -> None:
    await PressRow.insert(
        PressRow(
            code=press.code, resolution_id=press.resolution_id, body_id=body_id,
            unit_id=press.unit.id, kind=press.kind.value, mandate=press.mandate,
            text_sealed=rows.sealed("press", press.code, "text", press.text),
            answer_by=press.answer_by, stood=msgspec.json.encode(press.stood).decode(),
            year=press.year, number=press.number, file_code=press.file_code,
            sha256=press.sha256, by_name=press.by_name, at=press.at,
        )
    )  # fmt: skip


async def supervise(key: str, given: Supervise, *, by: Person, at: datetime) -> Resolution:
    """Order a unit to carry a resolution out, on the strength of a mandate.

    The order has the next number of its body's year and its stored bytes. Raises as every act
    does, and ``Invalid`` for a unit that owes nothing; what was refused has taken no number.
    """

    async def made() -> Paper[Order]:
        order = await _ready(key, given, by, at)
        data = await sheet("order", papers.order(order.press, order.held, order.body))
        return Paper(order, await files.put(data))

    async def act(paper: Paper[Order]) -> Resolution:
        return await _send(key, given, paper, by=by, at=at)

    busy = say(N_("编号正忙，督办单没有发出。请再试一次。"))
    return await set_before(made, act, busy=busy)


class Order(msgspec.Struct, frozen=True):
    """A supervision order as it would be sent now, with what it is about."""

    press: Press
    held: Resolution
    body: Body


async def _ready(key: str, given: Supervise, by: Person, at: datetime) -> Order:
    """Return the order as it would be sent now; refuse before anything slow is done."""
    held = await things.resolution(await locate.resolution(key, by))
    access.row_of(Action.SUPERVISE, await situations.of(held, by=by, at=at), by)
    [unit] = _named(held, given.unit)
    body, calendar = await things.body(held.body_id), await working_days()
    press = _press(held, unit, PressKind.ORDER, given.text, by, at, calendar)
    year = day_of(at).year
    number = await coming_number(_series(body, year))
    numbered = msgspec.structs.replace(
        press, mandate=given.mandate, answer_by=given.answer_by, year=year, number=number
    )
    return Order(numbered, held, body)


def _series(body: Body, year: int) -> str:
    return f"order:{body.code}:{year}"


async def _send(
    key: str, given: Supervise, paper: Paper[Order], *, by: Person, at: datetime
) -> Resolution:
    put, body = paper.put, paper.draft.body
    press = msgspec.structs.replace(paper.draft.press, file_code=put.code, sha256=put.sha256)
    async with on_resolution(Action.SUPERVISE, key, given.version, by=by, at=at) as deed:
        if await next_number(_series(body, press.year)) != press.number:
            raise Moved
        assert press.number is not None
        name = f"{papers.order_number(press.year, press.number)}.pdf"
        await files.keep(put, name=name, mime="application/pdf", by=by, at=at)
        await _keep(press, body.id)
        deed.say(
            reason=given.mandate, unit=press.unit.name, to=[press.unit.id], number=press.number,
            sha256=press.sha256,
        )  # fmt: skip
    return await things.resolution(press.resolution_id)
