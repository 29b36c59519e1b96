"""The packs of meetings over the API: listed and fetched; making and stopping are acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get

from meetings.api.things import unit_out
from meetings.model import Meeting, Pack, PackState
from meetings.operations import packs
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

_READ = "meeting.read"


class PackOut(msgspec.Struct, frozen=True):
    """A pack; ``unit`` is none for the whole one, ``job`` tells how far it is while it is made."""

    code: str
    version: int
    unit: dict[str, Any] | None
    state: PackState
    pages: int
    size: int
    not_shown: int
    at: datetime
    job: str
    content: str | None


def _out(held: Pack, meeting: Meeting) -> PackOut:
    address = f"/api/v1/meetings/{meeting.key}/packs/{held.code}"
    return PackOut(
        held.code, held.version, unit_out(held.unit) if held.unit else None, held.state,
        held.pages, held.size, held.not_shown, held.at, held.work,
        address if held.is_ready else None,
    )  # fmt: skip


@get("/api/v1/meetings/{key:str}/packs", opt=permission(_READ))
async def meeting_packs(request: Request, key: Key) -> respond.Answer:
    """Return the packs of a meeting this caller may know of, the newest version first."""
    meeting, held = await packs.of_meeting(key, by=request.person)
    return respond.json({"items": [_out(each, meeting) for each in held]})


@get("/api/v1/meetings/{key:str}/packs/{code:str}", opt=permission(_READ))
async def meeting_pack(request: Request, key: Key, code: Key) -> respond.Answer:
    """Return a pack's bytes; the reading is journalled."""
    meeting, held, data = await packs.read_pack(key, code, by=request.person, at=request.at)
    return respond.document(data, f"{meeting.key}-pack-{held.version}.pdf")


HANDLERS = (meeting_packs, meeting_pack)
