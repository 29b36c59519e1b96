"""Cases that the own unit is told of 知会: the list, its receipts, and what a case's page shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.errors import Invalid, Refusal, problem
from portal.core.i18n import N_, Sentence, gettext, language
from portal.directory.queries import units
from portal.render import filters
from portal.render.labels import label, tone
from portal.web import forms, respond
from portal.web.board import Line, Section
from portal.web.frame import add_place
from portal.web.gate import may_ever, permission
from portal.web.slots import fills
from portal.web.visit import Request
from referrals import access, inputs, operations
from referrals.model import Case, CaseAction, Informed
from referrals.operations.informing import RIGHT
from referrals.pages import choices
from referrals.pages.filtering import Tab
from referrals.queries import informed
from referrals.queries.folder import Folder

_PAGE = "/informed"
_SHOWN = 5

add_place(_PAGE, N_("知会"), RIGHT, order=25)


class Answered(msgspec.Struct, frozen=True):
    """What came of one receipt: ``why`` not, None where it is signed."""

    key: str
    why: Sentence | None


@get(_PAGE, opt=permission(RIGHT), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show the open cases the person's units are told of, the newest first."""
    return await _shown(request, answered=())


async def _shown(request: Request, *, answered: Sequence[Answered]) -> respond.Answer:
    asked = request.query_params
    unread = asked.get("unread", "") == "1"
    page = await informed.told_to(request.person, cursor=asked.get("cursor", ""), unread=unread)
    more = {"unread": "1"} if unread else {}
    return await respond.page(
        request, "referrals/informed.html", answered=answered, rows=page.items, unread=unread,
        tabs=await _tabs(request, unread=unread),
        next_address=f"{_PAGE}?{urlencode({**more, 'cursor': page.next})}" if page.next else "",
    )  # fmt: skip


async def _tabs(request: Request, *, unread: bool) -> tuple[Tab, ...]:
    waiting = await informed.count_unsigned(request.person)
    return (
        Tab(gettext("全部"), _PAGE, None, current=not unread),
        Tab(gettext("未签收"), f"{_PAGE}?unread=1", waiting, current=unread),
    )


@post(_PAGE, opt=permission(RIGHT, reads=inputs.SignFor), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(show)
async def sign(request: Request) -> respond.Answer:
    """Sign for the picked ones, each an act of its own; say what came of each."""
    given = await forms.read(inputs.SignFor, request)
    if not given.picked:
        raise Invalid([problem("picked", N_("请勾选要签收的知会。"), code="missing")])
    answered = [Answered(key, await _sign(key, request)) for key in given.picked]
    return await _shown(request, answered=answered)


async def _sign(key: str, request: Request) -> Sentence | None:
    try:
        await operations.acknowledge(key, inputs.Plain(version=1), by=request.person, at=request.at)
    except Refusal as refusal:
        return refusal.sentence
    return None


def shown(folder: Folder, told: Sequence[Informed], request: Request) -> dict[str, Any]:
    """Return who is told of a case, and whether the reader's unit has still to sign for it."""
    case, person = folder.case, request.person
    signs = access.units_told(person, RIGHT) if access.told(person, RIGHT, case) else ()
    return {
        "informed": told,
        "reads_message": access.reads_messages(person, case, told, at=request.at),
        "unsigned": [each for each in told if each.unit_id in signs and each.read_at is None],
    }


async def of_forms(
    case: Case, offered: Collection[StrEnum], told: Sequence[Informed], request: Request
) -> dict[str, choices.Pairs]:
    """Return the units that can be told of a case, and those that are."""
    held: choices.Pairs = ()
    if CaseAction.UNINFORM in offered:
        held = tuple((each.unit_code, each.unit_title(language())) for each in told)
    if CaseAction.INFORM not in offered:
        return {"units": (), "told_units": held}
    known = {case.window_id, *case.informed}
    found = await units(case.division_path, on=day_of(request.at))
    fit = (each for each in found if each.id not in known)
    return {"units": choices.units(fit), "told_units": held}


@fills("home.sections")
async def sections(request: Request) -> list[Section]:
    """Return what the person's units are told of and have not signed for."""
    if not may_ever(request.person, (RIGHT,)):
        return []
    n = await informed.count_unsigned(request.person)
    if not n:
        return []
    page = await informed.told_to(request.person, unread=True, limit=_SHOWN)
    rows = tuple(map(_line, page.items))
    return [Section(gettext("未签收的知会"), f"{_PAGE}?unread=1", n, rows, order=22)]


def _line(told: Informed) -> Line:
    return Line(
        address=f"/cases/{told.case_key}", number=told.case_key, title=told.applicant_name,
        who=told.window_title(language()), state=label(told.case_state),
        tone=tone(told.case_state), when=filters.day(told.at, year=False),
    )  # fmt: skip


HANDLERS = (show, sign)
