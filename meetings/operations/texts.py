"""An item's text put down: revision by revision, never over what somebody else wrote.

Every text that arrives is kept as a row of its own, with who sent it and when. The journal does not
take each of them: it would be flooded by autosaves. It has one entry for what one person wrote on
an item in a row, with the revisions and the SHA-256 over their texts, hands and times. So every
single saving can be proved from the rows, and the rows from the sealed journal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec

from meetings.inputs import Saving
from meetings.model import Item, KeptText, Minutes, Saved, SaveState, TextKind, Writer
from meetings.operations.acting import MINUTES, hold
from meetings.queries import rows, texts, things
from meetings.rules.merging import merge
from meetings.tables import MinutesItemRow, MinutesTextRow
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.model import Person
from portal.jobs.queue import enqueue
from portal.journal.record import record

# Who sends nothing for so long has stopped writing.
SILENCE = timedelta(seconds=30)
# The journal hears of writing at the latest so long after it.
JOURNALLED_AFTER = timedelta(minutes=10)


class _Hand(msgspec.Struct, frozen=True):
    """Whoever wrote, as the journal names an actor."""

    id: int | None
    name: str


async def put(item: Item, given: Saving, *, by: Person, at: datetime) -> Saved:
    """Put a text down, together with what others wrote meanwhile; call it in a transaction.

    Where both changed the same place the text stands beside the item's own, and nothing is lost.
    """
    before = await texts.from_page(item.id, given.page)
    if before is not None and 0 < given.sent <= before.sent:
        return _again(item, before)
    if before is not None and before.kind is TextKind.ASIDE:
        return await _beside(item, given, before, by=by, at=at)
    merged = merge(await _base(item, given, before), given.text, item.text)
    await renew(item, given.page, by=by, at=at)
    if merged is None:
        return await _beside(item, given, None, by=by, at=at)
    if merged == item.text:
        return Saved(_state(given, merged), item.revision, merged)
    return await _write(item, given, merged, by=by, at=at)


def _again(item: Item, before: KeptText) -> Saved:
    """Return what became of a text that is there already: its answer was lost on the way."""
    states = {TextKind.ASIDE: SaveState.ASIDE, TextKind.SENT: SaveState.MERGED}
    aside = before.code if before.kind is TextKind.ASIDE else ""
    return Saved(states.get(before.kind, SaveState.SAVED), item.revision, item.text, aside)


async def _base(item: Item, given: Saving, before: KeptText | None) -> str:
    """Return the text both sides began from: what this page sent last, or the revision it saw."""
    if before is not None and before.revision > given.revision:
        return before.text
    if given.revision == item.revision:
        return item.text
    found = await texts.revision(item.id, given.revision)
    if found is None:
        raise Invalid([problem("revision", N_("没有这一版文字，请刷新页面；您的文字还在页面上。"))])
    return found.text


def _state(given: Saving, merged: str) -> SaveState:
    return SaveState.SAVED if merged == given.text else SaveState.MERGED


async def _write(item: Item, given: Saving, text: str, *, by: Person, at: datetime) -> Saved:
    await _keep_first(item, at)
    revision, state = item.revision + 1, _state(given, text)
    page = given.page if state is SaveState.SAVED else ""
    written = Text(item.id, TextKind.WRITTEN, revision, text)
    await keep(written, by=by, at=at, page=page, sent=given.sent)
    if state is SaveState.MERGED:
        # What this page goes on from is what it sent, not what the texts came to together.
        sent = Text(item.id, TextKind.SENT, revision, given.text)
        await keep(sent, by=by, at=at, page=given.page, sent=given.sent)
    await _set_text(item.id, text, revision)
    await enqueue(
        "meetings.written", key=str(item.id), payload={"item": item.id}, at=at,
        due=at + JOURNALLED_AFTER,
    )  # fmt: skip
    return Saved(state, revision, text)


class Text(msgspec.Struct, frozen=True):
    """A text to be kept."""

    item_id: int
    kind: TextKind
    revision: int
    text: str


async def _keep_first(item: Item, at: datetime) -> None:
    """Keep the text that stood before the first writing: minutes begin with what was decided."""
    if await texts.revision(item.id, item.revision) is None:
        first = Text(item.id, TextKind.WRITTEN, item.revision, item.text)
        await keep(first, by=None, at=at)


async def keep(
    kept: Text, *, by: Person | None, at: datetime, page: str = "", sent: int = 0
) -> str:
    """Keep a text as a row of its own; return its code."""
    code = new_code()
    row = MinutesTextRow(
        code=code, item_id=kept.item_id, kind=kept.kind.value, revision=kept.revision,
        by_id=by.id if by else None, by_name=by.name if by else "", page=page, sent=sent, at=at,
        text_sealed=rows.sealed("minutes_text", code, "text", kept.text),
    )  # fmt: skip
    await MinutesTextRow.insert(row)
    return code


async def _beside(
    item: Item, given: Saving, before: KeptText | None, *, by: Person, at: datetime
) -> Saved:
    """Set a text aside; what the same page types on takes its place there."""
    if before is None:
        await _keep_first(item, at)
        aside = Text(item.id, TextKind.ASIDE, given.revision, given.text)
        code = await keep(aside, by=by, at=at, page=given.page, sent=given.sent)
        return Saved(SaveState.ASIDE, item.revision, item.text, code)
    row = MinutesTextRow
    await row.update({
        row.text_sealed: rows.sealed("minutes_text", before.code, "text", given.text),
        row.sent: given.sent, row.at: at,
    }).where(row.id == before.id)  # fmt: skip
    return Saved(SaveState.ASIDE, item.revision, item.text, before.code)


async def _set_text(item_id: int, text: str, revision: int) -> None:
    row = MinutesItemRow
    held = await row.select(row.code).where(row.id == item_id).first()
    assert held is not None
    sealed = rows.sealed("minutes_item", held["code"], "text", text)
    await row.update({row.text_sealed: sealed, row.revision: revision}).where(row.id == item_id)


# --- who writes ----------------------------------------------------------------------------------


def writing(item: Item, at: datetime) -> Writer | None:
    """Return who writes the item now; None for nobody."""
    return item.writer if item.writer is not None and item.writer.until > at else None


async def renew(item: Item, page: str, *, by: Person, at: datetime) -> bool:
    """Let this page write the item on, unless somebody else does; return whether it may."""
    held = writing(item, at)
    if held is not None and held.id != by.id:
        return False
    await _hold(item, {"writer_id": by.id, "writer_name": by.name, "writer_page": page,
                       "writing_until": at + SILENCE})  # fmt: skip
    return True


async def free(item: Item, page: str, *, by: Person) -> None:
    """Let others write the item, if this page has it."""
    if item.writer is not None and (item.writer.id, item.writer.page) == (by.id, page):
        await _hold(item, {"writing_until": None})


async def _hold(item: Item, values: dict[str, Any]) -> None:
    row = MinutesItemRow
    await row.update({getattr(row, name): value for name, value in values.items()}).where(
        row.id == item.id
    )


# --- what the journal knows ----------------------------------------------------------------------


async def note(minutes: Minutes, *, at: datetime) -> None:
    """Write into the journal what was written on minutes and is not yet there."""
    for item in minutes.items:
        await note_item(minutes, item, at=at)


async def note_written(item_id: int, *, at: datetime) -> None:
    """Write into the journal what was written on an item, of whose minutes nothing is known yet."""
    minutes = await hold(MINUTES, await things.minutes_with(item_id))
    for item in minutes.items:
        if item.id == item_id:
            await note_item(minutes, item, at=at)


async def note_item(minutes: Minutes, item: Item, *, at: datetime) -> None:
    """Write into the journal what was written on an item: an entry for each hand in a row."""
    new = [each for each in await texts.written(item.id, after=item.journalled) if each.by_id]
    for by_id, run in groupby(new, key=lambda each: each.by_id):
        held = list(run)
        await record(
            "minutes:written", subject=("minutes", minutes.id, minutes.code),
            by=_Hand(by_id, held[0].by_name), at=at, data=told(item, held),
        )  # fmt: skip
    if new:
        await mark(item, new[-1].revision)


async def mark(item: Item, revision: int) -> None:
    """Note that the journal knows an item's text up to this revision."""
    await _hold(item, {"journalled": revision})


def told(item: Item, run: Sequence[KeptText]) -> dict[str, Any]:
    """Return what the journal says of revisions in a row: which, from when to when, their hash."""
    return {
        "item": item.id, "from": run[0].revision, "to": run[-1].revision,
        "began": run[0].at.isoformat(), "ended": run[-1].at.isoformat(), "sha256": digest(run),
    }  # fmt: skip


def digest(run: Iterable[KeptText]) -> str:
    """Return the SHA-256 over revisions in a row: number, hand, time and text of each."""
    held = hashlib.sha256()
    for each in run:
        told = [each.revision, each.by_id, each.at.timestamp(), each.text]
        held.update(msgspec.json.encode(told))
    return held.hexdigest()
