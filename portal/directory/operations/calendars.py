"""Changing the calendar: asked for, looked through, put in force in one transaction.

What a change would move and has moved is found by jobs (``following``) before and after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, Stale, problem
from portal.core.i18n import N_, say
from portal.core.ids import new_code, next_number
from portal.directory import arrangement
from portal.directory.arrangement import Day, Line, OwnAsked, YearAsked
from portal.directory.model import ChangeState
from portal.directory.operations.following import LOOK, RECOUNT, same
from portal.directory.queries.changes import Change, change, days_in_force
from portal.directory.queries.days import CHANGES, calendars, changes
from portal.directory.queries.divisions import division
from portal.directory.tables import CalendarChange, CalendarDay, CalendarYear, DivisionDay
from portal.jobs.queue import enqueue
from portal.journal.model import Actor
from portal.journal.record import record

_C = CalendarChange


async def ask_year(
    year: int, source: str, lines: Sequence[Line], *, by: Actor | None, at: datetime,
    field: str = "csv",
) -> Change:  # fmt: skip
    """Ask for a year's arrangement and return the change, which waits to be confirmed.

    Raises ``Invalid`` with what is wrong in which row.
    """
    days = arrangement.check_year(year, lines, field)
    if not arrangement.differences(await days_in_force(year), days) and await _announced(year):
        raise Invalid([problem(field, N_("与现行的安排相同，没有要导入的。"))])
    return await _ask(YearAsked(year, source, days), by=by, at=at)


async def _announced(year: int) -> bool:
    return bool(await CalendarYear.exists().where(CalendarYear.year == year))


async def ask_own(
    code: str, source: str, lines: Sequence[Line], *, by: Actor | None, at: datetime,
    field: str = "days",
) -> Change:  # fmt: skip
    """Ask for days a division is to have of its own; raises as ``ask_year``, or ``NotFound``."""
    place = await division(code)
    held = await calendars()
    now = held.of(place.path)
    days = arrangement.check_own(now, lines, day_of(at), field)
    asked = OwnAsked(place.code, place.path, place.name, source, add=days)
    return await _ask(asked, by=by, at=at)


async def ask_own_removed(code: str, day: Any, *, by: Actor | None, at: datetime) -> Change:
    """Ask that a division no longer has this day of its own; raise ``NotFound`` when it has not."""
    place = await division(code)
    own = (await calendars()).own.get(place.path, ())
    if day not in {each.day for each in own}:
        raise Invalid([problem("day", N_("当地没有列出这一天，请刷新后再看。"))])
    asked = OwnAsked(place.code, place.path, place.name, "", remove=(day,))
    return await _ask(asked, by=by, at=at)


async def _ask(asked: arrangement.Asked, *, by: Actor | None, at: datetime) -> Change:
    code = new_code()
    row = _C(
        code=code, state=ChangeState.LOOKING.value, asked=msgspec.json.encode(asked).decode(),
        found="{}", cursor="", by_id=by.id if by else None, by_name=by.name if by else "",
        created_at=at,
    )  # fmt: skip
    async with db.write():
        added = await _C.insert(row)
        subject = ("calendar_change", int(added[0]["id"]), code)
        await record("calendar:asked", subject=subject, by=by, at=at, now=_told(asked))
        await _begin(code, at)
    return await change(code)


def _told(asked: arrangement.Asked) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(asked)
    return told


async def _begin(code: str, at: datetime) -> None:
    """Begin to look through a change, from the start."""
    await _C.update({
        _C.state: ChangeState.LOOKING.value, _C.found: "{}", _C.cursor: "", _C.done: 0,
        _C.moved: 0, _C.based_on: await changes(), _C.total: 0,
    }).where(_C.code == code)  # fmt: skip
    await enqueue(LOOK, key=code, payload={"change": code}, at=at)


async def look_again(code: str, *, by: Actor | None, at: datetime) -> Change:
    """Look a change through once more, since the calendar or the cases moved on."""
    held = await change(code)
    _in(held, ChangeState.LOOKING, ChangeState.LOOKED)
    async with db.write():
        await record(
            "calendar:looked_again", subject=("calendar_change", held.id, code), by=by, at=at
        )
        await _begin(code, at)
    return await change(code)


async def confirm_change(code: str, *, by: Actor | None, at: datetime) -> Change:
    """Put a change in force: the calendar in one transaction, the deadlines by a job after it.

    Raises ``Stale`` when the calendar was changed since the change was looked through.
    """
    held = await change(code)
    _in(held, ChangeState.LOOKED)
    async with db.write():
        was = await _was(held.asked)
        if await next_number(CHANGES) != held.based_on + 1:
            raise Stale(say(N_("预览之后日历又有改变，请重新预览，再决定是否生效。")), key=code)
        await _put(held.asked)
        confirmed = await _C.update({
            _C.state: ChangeState.COUNTING.value, _C.cursor: "", _C.done: 0, _C.moved: 0,
            _C.confirmed_at: at,
        }).where(same(held, ChangeState.LOOKED)).returning(_C.id)  # fmt: skip
        db.changed_one(confirmed, what="calendar_change", key=code)
        await record(
            "calendar:changed", subject=("calendar_change", held.id, code), by=by, at=at,
            was=was, now=_told(held.asked),
        )  # fmt: skip
        await enqueue(RECOUNT, key=code, payload={"change": code}, at=at)
    return await change(code)


async def _was(asked: arrangement.Asked) -> dict[str, Any]:
    if isinstance(asked, YearAsked):
        return {"days": msgspec.to_builtins(await days_in_force(asked.year))}
    own = (await calendars()).own.get(asked.path, ())
    return {"days": msgspec.to_builtins(own)}


async def _put(asked: arrangement.Asked) -> None:
    if isinstance(asked, YearAsked):
        await _put_year(asked)
        return
    place = await division(asked.division)
    row = DivisionDay
    gone = [*asked.remove, *(each.day for each in asked.add)]
    await row.delete().where((row.division_id == place.id) & row.day.is_in(gone))
    if asked.add:
        await row.insert(*(
            row(division_id=place.id, division_path=place.path, day=each.day, is_off=each.off,
                name=each.name, source=asked.source)
            for each in asked.add
        ))  # fmt: skip


async def _put_year(asked: YearAsked) -> None:
    days = await days_in_force(asked.year)
    if days:
        await CalendarDay.delete().where(CalendarDay.day.is_in([each.day for each in days]))
    await CalendarDay.insert(*map(_row, asked.days))
    await CalendarYear.delete().where(CalendarYear.year == asked.year)
    await CalendarYear.insert(CalendarYear(year=asked.year, source=asked.source))


def _row(day: Day) -> CalendarDay:
    return CalendarDay(day=day.day, name=day.name, is_off=day.off)


async def drop_change(code: str, *, by: Actor | None, at: datetime) -> Change:
    """Drop a change that is not in force yet."""
    held = await change(code)
    _in(held, ChangeState.LOOKING, ChangeState.LOOKED)
    async with db.write():
        dropped = await _C.update({_C.state: ChangeState.DROPPED.value, _C.ended_at: at}).where(
            same(held, held.state)
        ).returning(_C.id)  # fmt: skip
        db.changed_one(dropped, what="calendar_change", key=code)
        await record("calendar:dropped", subject=("calendar_change", held.id, code), by=by, at=at)
    return await change(code)


def _in(held: Change, *states: ChangeState) -> None:
    if held.state not in states:
        raise Stale(what="calendar_change", key=held.code)
