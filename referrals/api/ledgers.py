"""Ledgers over the API: the file as the form sends it, the rest as every act."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post

from portal.core.i18n import gettext, language
from portal.documents.reading import LARGEST
from portal.jobs import long
from portal.jobs.long import WorkState
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.offers import Offered, offered
from portal.web.visit import Key, Request
from referrals.doors import LEDGER_ACTS
from referrals.inputs.ledgers import FIELDS
from referrals.model.ledgers import Ledger, LedgerState, LineState, MadeState, offers
from referrals.operations.ledgers import read_ledger
from referrals.queries import ledgers

_RIGHT = "ledger.import"
_LARGEST_BODY = LARGEST + 100_000
_SHOWN = 1000


class LedgerItem(msgspec.Struct, frozen=True):
    """One ledger of a list."""

    key: str
    version: int
    state: LedgerState
    file_name: str
    window_name: str
    created_at: datetime
    updated_at: datetime


class WorkOut(msgspec.Struct, frozen=True):
    """How far the work on it is."""

    state: WorkState
    stage: str
    done: int
    total: int
    said: str


class FoundOut(msgspec.Struct, frozen=True):
    """One thing the check says of a row."""

    row: int
    state: LineState
    field: str
    code: str
    detail: str


class LedgerOut(msgspec.Struct, frozen=True):
    """One ledger, with what was found in it and what may be done now."""

    key: str
    version: int
    state: LedgerState
    file_name: str
    window_name: str
    headings: tuple[str, ...]
    columns: dict[str, int | None]
    lines: dict[LineState, int]
    made: dict[MadeState, int]
    kept: tuple[str, ...]
    found: tuple[FoundOut, ...]
    work: WorkOut | None
    actions: tuple[Offered, ...]


@get("/api/v1/ledgers", opt=permission(_RIGHT))
async def listed(request: Request) -> respond.Answer:
    """Return the newest ledgers of the caller's territory."""
    held = await ledgers.ledgers(request.person)
    return respond.json({"items": [_item(each) for each in held], "next": None})


def _item(held: Ledger) -> LedgerItem:
    return LedgerItem(
        held.code, held.version, held.state, held.file_name,
        held.window_names.title(language()), held.created_at, held.updated_at,
    )  # fmt: skip


@post("/api/v1/ledgers", opt=permission(_RIGHT), status_code=201,
      request_max_body_size=_LARGEST_BODY)  # fmt: skip
async def take(request: Request) -> respond.Answer:
    """Take a file in, as multipart: ``file``, and ``window`` when not the caller's own."""
    data = await forms.raw(request)
    window = data.get("window", "")
    held = await read_ledger(
        *await forms.uploaded(request, "file"), by=request.person, at=request.at,
        window=window if isinstance(window, str) else "?",
    )  # fmt: skip
    return respond.json(await _out(held), status=201)


@get("/api/v1/ledgers/{key:str}", opt=permission(_RIGHT))
async def show(request: Request, key: Key) -> respond.Answer:
    """Return one ledger by its code."""
    return respond.json(await _out(await ledgers.ledger(key, request.person)))


async def _out(held: Ledger) -> LedgerOut:
    return LedgerOut(
        key=held.code, version=held.version, state=held.state, file_name=held.file_name,
        window_name=held.window_names.title(language()), headings=held.headings,
        columns={name: held.columns.get(name) for name in FIELDS},
        lines=await ledgers.counts(held.id), made=await ledgers.made_counts(held.id),
        kept=await ledgers.kept(held.id), found=await _found(held), work=await _work(held),
        actions=offered(f"/api/v1/ledgers/{held.code}", offers(held.state), LEDGER_ACTS),
    )  # fmt: skip


async def _found(held: Ledger) -> tuple[FoundOut, ...]:
    rows = await ledgers.found(held.id, limit=_SHOWN)
    return tuple(
        FoundOut(row.number, row.state, each.field, each.code, str(each.sentence))
        for row in rows
        for each in row.problems
    )


async def _work(held: Ledger) -> WorkOut | None:
    if not held.work:
        return None
    work = await long.standing(held.work)
    stage = gettext(work.stage) if work.stage else ""
    return WorkOut(work.state, stage, work.done, work.total, str(work.said) if work.over else "")
