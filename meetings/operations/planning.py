"""Carrying a resolution out by steps 阶段目标: planned by its lead, reached one after the other.

A plan can be changed as long as its steps are ahead; what was reached stays, and so does every
earlier plan, marked as dropped.
"""

from __future__ import annotations

from datetime import datetime

from meetings.inputs import Plan, Reach
from meetings.model import Resolution
from meetings.model import ResolutionAction as Action
from meetings.operations.acting import on_resolution
from meetings.queries import things
from meetings.tables import MilestoneRow
from portal.core import db
from portal.core.calendar import day_of, last_day
from portal.core.errors import Invalid, Problem, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.model import Person

_M = MilestoneRow


async def plan(key: str, given: Plan, *, by: Person, at: datetime) -> Resolution:
    """Set the steps that are still ahead; those reached stay before them.

    Raises ``Invalid`` for days that are over, out of order, or after the resolution's own.
    """
    async with on_resolution(Action.PLAN, key, given.version, by=by, at=at) as deed:
        held = deed.thing
        if wrong := _wrong(given, held, at):
            raise Invalid(wrong)
        ahead = (_M.resolution_id == held.id) & _M.done_at.is_null() & _M.dropped_at.is_null()
        await _M.update({_M.dropped_at: at}).where(ahead)
        reached = sum(not each.is_open for each in held.milestones)
        for place, step in enumerate(given.steps, reached + 1):
            await _M.insert(
                _M(code=new_code(), resolution_id=held.id, place=place, text=step.text,
                   due_on=step.due_on, words="", by_name="")
            )  # fmt: skip
        deed.say(steps=[[step.text, str(step.due_on)] for step in given.steps])
    return await things.resolution(held.id)


def _wrong(given: Plan, held: Resolution, at: datetime) -> list[Problem]:
    """Return what stands against the days of a plan, each beside its field."""
    found, before, end = [], day_of(at), last_day(held.due_at)
    for n, step in enumerate(given.steps):
        field = f"steps.{n}.due_on"
        if step.due_on is None:
            found.append(problem(field, N_("请填写日期。"), code="missing"))
        elif step.due_on < before:
            words = N_("要在今天和前一个阶段之后，最早 %(day)s。")
            found.append(problem(field, words, code="order", day=before.isoformat()))
        elif end is not None and step.due_on > end:
            words = N_("不能晚于办理时限 %(day)s；时间不够的，请申请延期。")
            found.append(problem(field, words, code="late", day=end.isoformat()))
        else:
            before = step.due_on
    return found


async def reach(key: str, given: Reach, *, by: Person, at: datetime) -> Resolution:
    """Tell that a step was reached, and how.

    Raises ``Invalid`` for a step the resolution has not, or that was reached already.
    """
    async with on_resolution(Action.REACH, key, given.version, by=by, at=at) as deed:
        step = next((s for s in deed.thing.milestones if s.code == given.step and s.is_open), None)
        if step is None:
            words = N_("没有这个待完成的阶段目标，请从列表中选择。")
            raise Invalid([problem("step", words, code="unknown")])
        changed = (
            await _M.update({_M.done_at: at, _M.words: given.words, _M.by_name: by.name})
            .where((_M.id == step.id) & _M.done_at.is_null())
            .returning(_M.id)
        )
        db.changed_one(changed, what="milestone", key=given.step)
        deed.say(reason=f"{step.text}：{given.words}")
    return await things.resolution(deed.thing.id)
