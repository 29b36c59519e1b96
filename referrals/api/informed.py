"""Being told of cases over the API: what the caller's units are told, and who is told of a case."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get

from portal.core.i18n import language
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import access
from referrals.model import CaseState, Informed
from referrals.operations.informing import RIGHT
from referrals.queries import informed, locate
from referrals.queries.folder import open_folder


class InformedOut(msgspec.Struct, frozen=True):
    """One unit told of one case; ``read_at`` is its receipt, ``message`` is for it and the desk."""

    case: str
    case_state: CaseState
    window_name: str
    unit: str
    unit_name: str
    message: str
    at: datetime
    read_at: datetime | None
    read_by_name: str


@get("/api/v1/informed", opt=permission(RIGHT))
async def listed(request: Request) -> respond.Answer:
    """Return the open cases the caller's units are told of, the newest first: ``unread=1``."""
    asked = request.query_params
    page = await informed.told_to(
        request.person, cursor=asked.get("cursor", ""), unread=asked.get("unread", "") == "1"
    )
    items = [_out(each, reads=True) for each in page.items]
    return respond.json({"items": items, "next": page.next})


@get("/api/v1/cases/{key:str}/informed", opt=permission("case.read"))
async def of_case(request: Request, key: Key) -> respond.Answer:
    """Return the units told of a case, with their receipts."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    held = await informed.of_case(folder.case)
    read = access.reads_messages(request.person, folder.case, held, at=request.at)
    items = [_out(each, reads=each.id in read) for each in held]
    return respond.json({"items": items, "next": None})


def _out(told: Informed, *, reads: bool) -> InformedOut:
    return InformedOut(
        case=told.case_key, case_state=told.case_state,
        window_name=told.window_title(language()), unit=told.unit_code,
        unit_name=told.unit_title(language()), message=told.message if reads else "",
        at=told.at, read_at=told.read_at, read_by_name=told.read_by_name,
    )  # fmt: skip


HANDLERS = (listed, of_case)
