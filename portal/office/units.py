"""The end of a unit as it is typed or sent: one input for page and API, and what it would move."""

from __future__ import annotations

import msgspec

from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotFound, problem
from portal.core.fields import Day, FilledWords, Form, Line
from portal.core.i18n import N_
from portal.directory import operations, queries
from portal.directory.model import Unit
from portal.directory.operations import in_hand
from portal.web import forms
from portal.web.visit import Request


class EndUnitIn(Form):
    """From which day a unit is no more, which one takes its place, and by which decision."""

    on: Day = None
    successor: Line = ""
    source: FilledWords


class Ending(msgspec.Struct, frozen=True):
    """A unit about to end: how many people work there, and how much of what it has in hand.

    ``held`` are pairs of a marked text and a number: administrators see no cases.
    """

    unit: Unit
    people: int
    held: tuple[tuple[str, int], ...]

    @property
    def any_held(self) -> bool:
        """Whether somebody has to go on with something."""
        return any(n for _words, n in self.held)


async def ending(code: str, request: Request) -> Ending:
    """Return what the end of this unit would move; ``NotFound`` for an unknown one."""
    unit = await queries.unit_by_code(code)
    people = await queries.colleagues(unit.id, on=day_of(request.at))
    return Ending(unit, len(people), await in_hand(unit.id))


async def end(code: str, request: Request) -> Unit:
    """End the unit as the request says; return it.

    Raises ``Invalid`` for a day that is over, for a successor there is none of, and for none at all
    while the unit has something in hand: nobody's request is left without a unit.
    """
    given = await forms.read(EndUnitIn, request)
    held = await ending(code, request)
    today = day_of(request.at)
    if given.on is None or given.on < today:
        words = N_("请填写今天或以后的日期，如 %(day)s。")
        raise Invalid([problem("on", words, code="past", day=today.isoformat())])
    if not given.successor and held.any_held:
        words = N_("该单位还有在办事项，请选择接续单位。")
        raise Invalid([problem("successor", words, code="missing")])
    successor = await _successor(given.successor) if given.successor else None
    await operations.end_unit(
        held.unit, on=given.on, successor=successor, source=given.source, by=request.person,
        at=request.at,
    )  # fmt: skip
    return await queries.unit_by_code(code)


async def _successor(code: str) -> Unit:
    try:
        return await queries.unit_by_code(code)
    except NotFound:
        words = N_("没有这个单位，请填写单位编码，如 500116-civil_affairs。")
        raise Invalid([problem("successor", words, code="unknown")]) from None
