"""The home page: what needs me now, composed of what every feature knows about it."""

from __future__ import annotations

from typing import Any

from litestar import get

from portal.core import clock
from portal.core.i18n import N_
from portal.web import respond, slots
from portal.web.board import Section, Step
from portal.web.frame import add_place
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Request

add_place("/", N_("工作台"), SIGNED_IN, order=0)


@get("/", opt=permission(SIGNED_IN), include_in_schema=False)
async def home(request: Request) -> respond.Answer:
    """Show what waits for this person, by role."""
    sections: list[Section] = await _all("home.sections", request)
    sections.sort(key=lambda section: section.order)
    news = await slots.filled("home.new", request)
    return await respond.page(
        request, "portal/home.html", today=clock.office_day(request.at), first=_first(sections),
        new=news[0] if news else "", figures=await _all("home.figures", request),
        checklist=_undone(await _all("home.steps", request)), sections=sections,
    )  # fmt: skip


async def _all(slot: str, request: Request) -> list[Any]:
    return [each for some in await slots.filled(slot, request) for each in some]


def _first(sections: list[Section]) -> str:
    return next((row.address for section in sections for row in section.rows), "")


def _undone(steps: list[Step]) -> list[Step]:
    """Return the first steps until all are done; then the list has served its time."""
    return [] if all(step.done for step in steps) else steps
