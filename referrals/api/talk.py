"""What is said of a matter, over the API: its timeline, and striking out a remark."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post

from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.paging import Page
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import inputs, operations
from referrals.model import Note, Referral, Visibility
from referrals.queries import locate, timeline
from referrals.queries.folder import Folder, open_folder
from referrals.queries.timeline import Item, Reach, Show

_READ = "case.read"
_NOTE = ("note.shared", "note.internal")


class NoteOut(msgspec.Struct, frozen=True, tag_field="kind", tag="note"):
    """A remark; ``referral`` is the key of the one it stands on, None for the case."""

    code: str
    at: datetime
    by_name: str
    unit_name: str
    visibility: Visibility
    text: str
    referral: str | None
    struck_at: datetime | None


class ActOut(msgspec.Struct, frozen=True, tag_field="kind", tag="act"):
    """An act as it was journalled; ``by_name`` is the portal's own for what it did by itself."""

    act: str
    at: datetime
    by_name: str
    reason: str
    referral: str | None


@get("/api/v1/cases/{key:str}/timeline", opt=permission(_READ))
async def of_case(request: Request, key: Key) -> respond.Answer:
    """Return what happened on a case, newest first: ``show`` is all, notes or acts."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    return await _timeline(request, folder, None)


@get("/api/v1/referrals/{key:str}/timeline", opt=permission(_READ))
async def of_referral(request: Request, key: Key) -> respond.Answer:
    """Return what happened on a referral and was said of its case, newest first."""
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    return await _timeline(request, folder, folder.referral(referral_id))


async def _timeline(request: Request, folder: Folder, referral: Referral | None) -> respond.Answer:
    asked = request.query_params
    reach = Reach(folder, request.person, request.at, referral)
    page = await timeline.page(reach, show=_show(asked.get("show", "")),
                               cursor=asked.get("cursor", ""))  # fmt: skip
    return respond.json(_page(page, _keys(folder)))


def _keys(folder: Folder) -> dict[int, str]:
    return {each.id: each.key for each in folder.referrals}


def _show(text: str) -> Show:
    try:
        return Show(text or "all")
    except ValueError:
        raise Invalid([problem("show", N_("没有这个选项，请重新选择。"))]) from None


def _page(page: Page[Item], keys: dict[int, str]) -> dict[str, Any]:
    return {"items": [_out(each, keys) for each in page.items], "next": page.next}


def _out(held: Item, keys: dict[int, str]) -> NoteOut | ActOut:
    if isinstance(held, Note):
        return note_out(held, keys)
    of = keys.get(held.subject_id) if held.subject_kind == "referral" else None
    return ActOut(held.tag.partition(":")[2], held.at, held.by_name, held.reason, of)


def note_out(held: Note, keys: dict[int, str]) -> NoteOut:
    """Return a remark as the API shows it."""
    return NoteOut(held.code, held.at, held.by_name, held.unit_name, held.visibility, held.text,
                   keys.get(held.referral_id or 0), held.struck_at)  # fmt: skip


@post("/api/v1/notes/{code:str}/strike", status_code=200,
      opt=permission(*_NOTE, reads=inputs.StrikeNote))  # fmt: skip
async def strike(request: Request, code: Key) -> respond.Answer:
    """Strike out a remark of one's own within a day; answers the remark."""
    await forms.read(inputs.StrikeNote, request)
    held, folder = await operations.strike(code, by=request.person, at=request.at)
    return respond.json(note_out(held, _keys(folder)))


HANDLERS = (of_case, of_referral, strike)
