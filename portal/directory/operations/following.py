"""Following a change of the calendar: what it would move, and moving it; step by step.

How far it has come stands in the change's row and is written with each step, so the work goes on
where it stopped. Doing a step twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from portal.core import db
from portal.core.calendar import Calendars, day_of, start_of
from portal.core.errors import NotFound
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory import arrangement
from portal.directory.arrangement import YearAsked
from portal.directory.counted import COUNTED, Shift, Step
from portal.directory.model import ChangeState
from portal.directory.queries.changes import Change, Found, change
from portal.directory.queries.days import calendars, changes
from portal.directory.queries.people import person
from portal.directory.tables import CalendarChange
from portal.jobs.queue import enqueue
from portal.notices.model import Recipient
from portal.notices.operations import tell

_C = CalendarChange
# How many things one step looks at, how many it moves in one transaction, and how many steps one
# job takes before others have their turn.
_LOOKS, _MOVES, _STEPS = 50, 20, 20
LOOK, RECOUNT = "calendar.look", "calendar.recount"


async def look_on(code: str, *, at: datetime, steps: int = _STEPS) -> Change:
    """Look through the next things; begin anew whenever the calendar was changed meanwhile."""
    for _ in range(steps):
        held = await change(code)
        if held.state is not ChangeState.LOOKING:
            return held
        await _look(held, at)
    async with db.write():
        await enqueue(LOOK, key=code, payload={"change": code}, at=at)
    return await change(code)


async def _look(held: Change, at: datetime) -> None:
    total = held.total or await _total(held)
    name, _, cursor = (held.cursor or f"{_first()}:").partition(":")
    under = applied(await calendars(), held.asked)
    if not name:
        step, following = Step(0), ""
    else:
        step = await COUNTED[name].look(under, _since(held.asked), cursor, _LOOKS)
        following = _next(name, step)
    values: dict[Any, Any] = {
        _C.cursor: following, _C.done: held.done + step.looked, _C.total: total,
        _C.found: msgspec.json.encode(_with(held.found, step)).decode(),
        _C.moved: held.moved + sum(shift.n for shift in step.shifts),
    }  # fmt: skip
    if not following:
        values[_C.state] = ChangeState.LOOKED.value
    async with db.write():
        # Of two that took the same step, one writes it.
        written = await _C.update(values).where(same(held, ChangeState.LOOKING)).returning(_C.id)
        if written and not following:
            await _tell(held, _LOOKED, values[_C.moved], at)


_LOOKED = N_("日历更改的影响已查明：%(moved)s 个期限将改到别的日子，请确认。")
_DONE = N_("日历更改已生效：%(moved)s 个期限改到别的日子。")


async def _tell(held: Change, message: str, moved: int, at: datetime) -> None:
    """Tell whoever asked for a change how far it is; nobody for one the machinery asked for."""
    if held.by_id is None:
        return
    try:
        asked_by = await person(held.by_id, on=day_of(at))
    except NotFound:
        return
    whom = Recipient(asked_by.id, asked_by.email, asked_by.language)
    await tell([whom], kind="calendar:change", sentence=say(message, moved=moved),
               address=f"/admin/calendar/changes/{held.code}", at=at)  # fmt: skip


def same(held: Change, state: ChangeState) -> Any:
    """Return the predicate of a change's row that nobody has moved on since it was read."""
    own = (_C.id == held.id) & (_C.state == state.value) & (_C.based_on == held.based_on)
    return own & (_C.cursor == held.cursor) & (_C.done == held.done)


def _first() -> str:
    return next(iter(COUNTED), "")


def _next(name: str, step: Step) -> str:
    """Return where to go on after a step: further in the feature, in the next one, or nowhere."""
    if step.cursor:
        return f"{name}:{step.cursor}"
    names = list(COUNTED)
    later = names[names.index(name) + 1 :]
    return f"{later[0]}:" if later else ""


async def _total(held: Change) -> int:
    return sum([await each.total(_since(held.asked)) for each in COUNTED.values()])


def _since(asked: arrangement.Asked) -> datetime:
    return start_of(arrangement.since(asked))


def applied(held: Calendars, asked: arrangement.Asked) -> Calendars:
    """Return the calendars as they are once what is asked is in force."""
    if isinstance(asked, YearAsked):
        return held.with_year(asked.year, {day.day: day.off for day in asked.days})
    return held.with_own(asked.path, arrangement.own(asked.add), asked.remove)


def _with(found: Found, step: Step) -> Found:
    """Return what was found with a step's shifts added to those alike."""
    kinds: Counter[Shift] = Counter()
    for shift in (*found.shifts, *step.shifts):
        kinds[msgspec.structs.replace(shift, n=1)] += shift.n
    shifts = tuple(msgspec.structs.replace(kind, n=n) for kind, n in kinds.items())
    return Found(shifts, found.firm + step.firm)


async def recount_on(code: str, *, at: datetime, steps: int = _STEPS) -> Change:
    """Count the next deadlines anew by the calendar in force, each step in one transaction."""
    for _ in range(steps):
        held = await change(code)
        if held.state is not ChangeState.COUNTING:
            return held
        await _recount(held, at)
    async with db.write():
        await enqueue(RECOUNT, key=code, payload={"change": code}, at=at)
    return await change(code)


async def _recount(held: Change, at: datetime) -> None:
    name, _, cursor = (held.cursor or f"{_first()}:").partition(":")
    async with db.write():
        step = Step(0)
        if name:
            step = await COUNTED[name].recount(
                _since(held.asked), cursor, _MOVES, change=held.code, at=at
            )
        following = _next(name, step) if name else ""
        values: dict[Any, Any] = {
            _C.cursor: following, _C.done: held.done + step.looked,
            _C.moved: held.moved + sum(shift.n for shift in step.shifts),
        }  # fmt: skip
        if not following:
            values |= {_C.state: ChangeState.DONE.value, _C.ended_at: at}
        # Somebody else who took this step has written it already; then nothing of ours stays.
        moved_on = await _C.update(values).where(same(held, ChangeState.COUNTING)).returning(_C.id)
        db.changed_one(moved_on, what="calendar_change", key=held.code)
        if not following:
            await _tell(held, _DONE, values[_C.moved], at)


async def count_anew(asked: Iterable[arrangement.Asked], *, at: datetime) -> None:
    """Count deadlines anew by what was just put in force otherwise; call it in a transaction."""
    for each in asked:
        code = new_code()
        await _C.insert(_C(
            code=code, state=ChangeState.COUNTING.value, asked=msgspec.json.encode(each).decode(),
            found="{}", cursor="", based_on=await changes(), by_name="", created_at=at,
            confirmed_at=at,
        ))  # fmt: skip
        await enqueue(RECOUNT, key=code, payload={"change": code}, at=at)
