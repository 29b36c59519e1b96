"""The packs of a meeting: the part of its page about them, and their bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from litestar import get

from meetings.model import Meeting, MeetingAction, Pack
from meetings.operations import packs
from portal.core.i18n import N_, Language, gettext, language, speaking
from portal.jobs import long
from portal.render import filters
from portal.web import respond
from portal.web.gate import permission
from portal.web.panel import Act
from portal.web.visit import Key, Request

_OURS = frozenset(
    each.value.replace("_", "-") for each in (MeetingAction.BUILD_PACK, MeetingAction.STOP_PACK)
)


class Line(msgspec.Struct, frozen=True):
    """One pack of the list; ``address`` is "" until it may be downloaded."""

    version: int
    whose: str
    state: str
    pages: int
    about: str
    not_shown: int
    at: datetime
    address: str


def apart(acts: Iterable[Act]) -> tuple[list[Act], list[Act]]:
    """Return the acts of the panel at the right, and those that stand beside the packs."""
    held = list(acts)
    return ([each for each in held if each.slug not in _OURS],
            [each for each in held if each.slug in _OURS])  # fmt: skip


async def shelf(meeting: Meeting, request: Request, acts: Iterable[Act]) -> dict[str, Any]:
    """Return what the part of the page about packs shows: the newest version, the older ones."""
    held = await packs.known_to(request.person, meeting)
    work = next((each.work for each in held if each.state == "building"), "")
    standing = await long.standing(work) if work else None
    newest = held[0].version if held else 0
    return {
        "lines": [_line(each, meeting) for each in held if each.version == newest],
        "older": [_line(each, meeting) for each in held if each.version != newest],
        "work": standing,
        "stage": gettext(standing.stage or N_("等待开始")) if standing else "",
        "acts": (held_acts := list(acts)),
        "outdated": bool(held_acts) and await _outdated(meeting, held, newest),
    }


async def _outdated(meeting: Meeting, held: Iterable[Pack], newest: int) -> bool:
    whole = [each for each in held if each.version == newest and each.unit is None]
    return any([each.is_ready and await packs.is_outdated(meeting, each) for each in whole])


def _line(held: Pack, meeting: Meeting) -> Line:
    return Line(
        version=held.version,
        whose=held.unit.title(language()) if held.unit else gettext("全册"),
        state=held.state,
        pages=held.pages,
        about=filters.file_size(held.size) if held.is_ready else "",
        not_shown=held.not_shown,
        at=held.ended_at or held.at,
        address=f"/meetings/{meeting.key}/packs/{held.code}" if held.is_ready else "",
    )


@get("/meetings/{key:str}/packs/{code:str}", opt=permission("meeting.read"),
     include_in_schema=False)  # fmt: skip
async def content(request: Request, key: Key, code: Key) -> respond.Answer:
    """Answer a pack under a name that says which it is, in 简体; the reading is journalled."""
    meeting, held, data = await packs.read_pack(key, code, by=request.person, at=request.at)
    with speaking(Language.HANS):
        whose = held.unit.name if held.unit else gettext("全册")
        name = f"{meeting.key}{gettext('会议材料汇编')}第{held.version}版（{whose}）.pdf"
    return respond.document(data, name, inline=True)
