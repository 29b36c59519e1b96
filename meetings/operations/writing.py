"""Writing minutes live: an item at a time, saved as it is typed, one writer an item.

A saving names the item's own revision and leaves the minutes' version as it is, so that two
secretaries on two items never disturb each other, nor the acts on the minutes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from meetings import access
from meetings.inputs import Holding, Saving, Settling
from meetings.model import Item, KeptText, Minutes, MinutesAction, Saved, SaveState, TextKind
from meetings.operations import acting, texts
from meetings.queries import locate, situations
from meetings.tables import MinutesTextRow
from portal.core import db
from portal.core.errors import Invalid, NotFound, NotPossible, problem
from portal.core.i18n import N_, say
from portal.directory.model import Person


@asynccontextmanager
async def _at(key: str, item_id: int, *, by: Person, at: datetime) -> AsyncIterator[Item]:
    """Take an item in hand whose text may be written by this person now.

    Raises ``NotFound``, ``NotAllowed`` or ``NotPossible``, as every act on minutes does.
    """
    async with db.write():
        # Whoever acts on the minutes waits, so that no text changes while it goes round.
        minutes: Minutes = await acting.hold(acting.MINUTES, await locate.minutes(key))
        situation = await situations.of(minutes, by=by, at=at)
        access.pass_guards(access.row_of(MinutesAction.WRITE, situation, by), situation)
        yield item_of(minutes, item_id)


def item_of(minutes: Minutes, item_id: int) -> Item:
    """Return one item of the minutes; raise ``NotFound`` for none of theirs."""
    for each in minutes.items:
        if each.id == item_id:
            return each
    raise NotFound(what="item", key=str(item_id))


async def save(key: str, item_id: int, given: Saving, *, by: Person, at: datetime) -> Saved:
    """Save an item's text; return what became of it, see ``texts.put``."""
    async with _at(key, item_id, by=by, at=at) as item:
        return await texts.put(item, given, by=by, at=at)


async def hold(key: str, item_id: int, given: Holding, *, by: Person, at: datetime) -> None:
    """Begin to write an item; raise ``NotPossible`` while somebody else does."""
    async with _at(key, item_id, by=by, at=at) as item:
        if not await texts.renew(item, given.page, by=by, at=at):
            assert item.writer is not None
            raise NotPossible(
                say(N_("%(name)s 正在编写这一项，停笔 30 秒后您可以接手。"), name=item.writer.name),
                code="is_written_by", name=item.writer.name,
            )  # fmt: skip


async def leave(key: str, item_id: int, given: Holding, *, by: Person, at: datetime) -> None:
    """Leave an item to others."""
    async with _at(key, item_id, by=by, at=at) as item:
        await texts.free(item, given.page, by=by)


async def settle(key: str, item_id: int, given: Settling, *, by: Person, at: datetime) -> Saved:
    """Put one text in the place of two that stood side by side; both are kept.

    Raises ``NotPossible`` when the item was written meanwhile: nobody settles
    what they have not seen.
    """
    async with _at(key, item_id, by=by, at=at) as item:
        held = _aside(item, given.aside)
        text = Saving(revision=given.revision, text=given.text)
        if given.revision != item.revision:
            raise NotPossible(
                say(N_("这一项又有新的文字，请核对后再合并；您写的还在页面上。")), code="written_on"
            )
        saved = await texts.put(item, text, by=by, at=at)
        assert saved.state is SaveState.SAVED
        row: Any = MinutesTextRow
        await row.update({row.kind: TextKind.SETTLED.value}).where(row.id == held.id)
        return saved


def _aside(item: Item, code: str) -> KeptText:
    for each in item.asides:
        if each.code == code:
            return each
    raise Invalid([problem("aside", N_("这份并列的文字已经处理过，请刷新页面。"))])
