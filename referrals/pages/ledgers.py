"""Importing a ledger: upload, say which column is what, check, import, undo."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.i18n import N_, Sentence, gettext, language, say
from portal.documents import sheets
from portal.documents.reading import LARGEST
from portal.jobs import long
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals.inputs.ledgers import FIELDS, NEEDED
from referrals.model.ledgers import Found, Ledger, LedgerState, LineState
from referrals.operations.ledgers import read_ledger
from referrals.queries import ledgers

_RIGHT = "ledger.import"
# The file, and the form around it.
_LARGEST_BODY = LARGEST + 100_000
_SHOWN = 100
_AT_WORK = frozenset({LedgerState.CHECKING, LedgerState.IMPORTING, LedgerState.UNDOING})


class Wrong(msgspec.Struct, frozen=True):
    """One thing the check says of a row."""

    row: int
    column: str
    state: LineState
    words: Sentence


@get("/cases/import", opt=permission(_RIGHT), include_in_schema=False)
async def ask(request: Request) -> respond.Answer:
    """Show the form that takes a file, and the ledgers that were imported."""
    windows = await ledgers.windows(request.person, on=day_of(request.at))
    return await respond.page(
        request, "referrals/ledgers.html", ledgers=await ledgers.ledgers(request.person),
        windows=[(unit.code, unit.title(language())) for unit in windows],
    )  # fmt: skip


@post("/cases/import", opt=permission(_RIGHT), include_in_schema=False,
      request_max_body_size=_LARGEST_BODY)  # fmt: skip
@respond.again(ask)
async def take(request: Request) -> respond.Answer:
    """Take the file in; nothing is registered yet."""
    data = await forms.raw(request)
    window = data.get("window", "")
    held = await read_ledger(
        *await forms.uploaded(request, "file"), by=request.person, at=request.at,
        window=window if isinstance(window, str) else "?",
    )  # fmt: skip
    return respond.go(request, f"/cases/import/{held.code}",
                      says=say(N_("文件已读入，请核对各列。")))  # fmt: skip


@get("/cases/import/{key:str}", opt=permission(_RIGHT), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show one ledger: what is to be done next, how far the work is, what was found."""
    held = await ledgers.ledger(key, request.person)
    work = await long.standing(held.work) if held.work else None
    found = await ledgers.found(held.id, limit=_SHOWN)
    return await respond.page(
        request, "referrals/ledger.html", ledger=held, work=work, counts=await _counts(held),
        stage=gettext(work.stage or N_("等待开始")) if work else "",
        at_work=held.state in _AT_WORK, fields=_fields(held), kept=await ledgers.kept(held.id),
        columns=_columns(held), found=[each for row in found for each in _wrong(row)],
        more=len(found) == _SHOWN,
    )  # fmt: skip


async def _counts(held: Ledger) -> dict[str, int]:
    lines, made = await ledgers.counts(held.id), await ledgers.made_counts(held.id)
    return {f"line_{state.value}": n for state, n in lines.items()} | {
        f"made_{state.value}": n for state, n in made.items()
    }


def _fields(held: Ledger) -> list[tuple[str, str, Any, bool]]:
    """Return each thing a ledger may say: its name, its words, its column, and if it is needed."""
    return [(name, gettext(words), held.columns.get(name, ""), name in NEEDED)
            for name, words in FIELDS.items()]  # fmt: skip


def _columns(held: Ledger) -> list[tuple[int, str]]:
    return [(n, heading or gettext("第 %(n)s 列") % {"n": n + 1})
            for n, heading in enumerate(held.headings)]  # fmt: skip


def _wrong(row: Found) -> list[Wrong]:
    return [
        Wrong(row.number, gettext(FIELDS.get(each.field, "")), row.state, each.sentence)
        for each in row.problems
    ]


@get("/cases/import/{key:str}/errors.xlsx", opt=permission(_RIGHT), include_in_schema=False)
async def errors(request: Request, key: Key) -> respond.Answer:
    """Answer everything the check has found as a spreadsheet, by row and column."""
    held = await ledgers.ledger(key, request.person)
    found = [each for row in await ledgers.found(held.id) for each in _wrong(row)]
    columns = [gettext(name) for name in (N_("行"), N_("列"), N_("状态"), N_("说明"))]
    rows: list[list[sheets.Value]] = [
        [each.row, each.column, label(each.state), str(each.words)] for each in found
    ]
    data = await sheets.spreadsheet(gettext("核对结果"), columns, rows)
    return respond.document(data, f"ledger-{held.code}.xlsx", mime=sheets.MIME)


HANDLERS = (ask, take, show, errors)
