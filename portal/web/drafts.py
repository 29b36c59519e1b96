"""Forms half filled in, kept on the server for their person: sealed, newer never overwritten.

A form names its draft by ``data-draft="{{ draft_address }}"``, see ``offered``. Every opened page
has a name of its own in that address: saving again from the page that saved last is no conflict,
saving from one that was opened before somebody saved elsewhere is refused with 409.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, delete, get, route

from portal.core import crypto, db
from portal.core.errors import NotFound, Stale
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.core.reading import Reading
from portal.render import filters
from portal.web import forms, respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.refusals import Malformed
from portal.web.tables import Draft as Row
from portal.web.visit import Key, Request, Typed

ADDRESS = "/drafts/{form:str}"
KEPT = timedelta(days=30)
_PLACES = Reading(Row.select, Row.place)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
_CODE = re.compile(r"[A-Za-z0-9-]{0,60}")


class Draft(msgspec.Struct, frozen=True):
    """What was typed, how often it was saved, and when last."""

    data: dict[str, Any]
    version: int
    saved_at: datetime


class Offered(msgspec.Struct, frozen=True):
    """What a form needs for its draft: where it is saved, and when it was saved last."""

    address: str
    saved_at: datetime | None


async def offered(request: Request, form: str, code: str = "") -> Offered:
    """Return where this page's form saves its draft, and put a stored one into ``typed``.

    ``code`` is the thing's code, "" for a new one. What has just been typed goes before a draft.
    """
    draft = await load(request.person.id, form, code)
    if draft and not request.visit.typed.given:
        request.visit.typed = Typed(draft.data)
    seen = {"code": code, "seen": draft.version if draft else 0, "page": new_code()}
    return Offered(f"/drafts/{form}?{urlencode(seen)}", draft.saved_at if draft else None)


async def load(person_id: int, form: str, code: str = "") -> Draft | None:
    """Return the person's draft of this form; None when there is none."""
    return (await load_all(person_id, [form], code)).get(form)


async def load_all(person_id: int, names: Sequence[str], code: str = "") -> dict[str, Draft]:
    """Return the person's drafts of these forms of one thing, by form, in one query."""
    places = [_place(person_id, name, code) for name in names]
    return {row["form"]: _draft(row) for row in await _PLACES.of_any(places)}


def _draft(row: dict[str, Any]) -> Draft:
    data = msgspec.json.decode(crypto.unseal(row["data_sealed"], _sealed_at(row["place"])))
    return Draft(data, row["version"], row["updated_at"])


async def save(
    person_id: int,
    form: str,
    data: dict[str, Any],
    *,
    at: datetime,
    code: str = "",
    seen: int = 0,
    page: str = "",
) -> int:
    """Save the draft and return its version; raise ``Stale`` when a newer one is stored.

    ``seen`` is the version the page began from, ``page`` the page's own name.
    """
    place = _place(person_id, form, code)
    sealed = crypto.seal(msgspec.json.encode(data).decode(), _sealed_at(place))
    kept: dict[Any, Any] = {"data_sealed": sealed, "writer": page, "updated_at": at}
    async with db.write():
        stored = await Row.select(Row.version, Row.writer).where(Row.place == place).first()
        if stored is None:
            fresh = Row(place=place, person_id=person_id, form=form, code=code, version=1, **kept)
            await Row.insert(fresh)
            return 1
        if stored["writer"] != page and stored["version"] != seen:
            raise Stale(say(N_("另一处已有更新的草稿，这一份没有保存。")), what="draft", key=form)
        return await _replace(place, stored["version"], kept)


async def _replace(place: str, version: int, kept: dict[Any, Any]) -> int:
    this = (Row.place == place) & (Row.version == version)
    newer = {**kept, "version": version + 1}
    changed = await Row.update(newer).where(this).returning(Row.version)
    return int(db.changed_one(changed, what="draft", key=place)["version"])


async def forget(person_id: int, form: str, code: str = "") -> None:
    """Throw the draft away, when its form has been sent or its person says so."""
    async with db.write():
        await Row.delete().where(Row.place == _place(person_id, form, code))


async def forget_old(*, at: datetime) -> None:
    """Throw away what nobody has touched for a month."""
    async with db.write():
        await Row.delete().where(Row.updated_at < at - KEPT)


def _place(person_id: int, form: str, code: str) -> str:
    if not (_NAME.fullmatch(form) and _CODE.fullmatch(code)):
        raise NotFound(what="draft", key=form)
    return f"{person_id}:{form}:{code}"


def _sealed_at(place: str) -> str:
    return f"draft:{place}:data"


@route(ADDRESS, http_method=["POST", "PUT"], opt=permission(SIGNED_IN), status_code=200)
async def keep(request: Request, form: Key) -> Response[Any]:
    """Save what was sent; answer when it was saved."""
    data = await forms.raw(request)
    asked = request.query_params
    seen = asked.get("seen", "0")
    if not seen.isascii() or not seen.isdigit() or len(seen) > 9:
        raise Malformed
    version = await save(
        request.person.id, form, data, at=request.at, code=asked.get("code", ""),
        seen=int(seen), page=asked.get("page", "")[:40],
    )  # fmt: skip
    words = str(say("草稿已保存 %(time)s", time=filters.clock_time(request.at)))
    return respond.html(words, headers={"x-draft-version": str(version)})


@get(ADDRESS, opt=permission(SIGNED_IN))
async def show(request: Request, form: Key) -> Response[Any]:
    """Answer the draft with its version and time; 404 when there is none."""
    draft = await load(request.person.id, form, request.query_params.get("code", ""))
    if draft is None:
        raise NotFound(what="draft", key=form)
    return respond.json(draft)


@delete(ADDRESS, opt=permission(SIGNED_IN))
async def discard(request: Request, form: Key) -> None:
    """Throw the draft away."""
    await forget(request.person.id, form, request.query_params.get("code", ""))
