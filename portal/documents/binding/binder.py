"""The binder as the portal uses it: a process for a book, ended with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from portal.core.errors import NotPossible, Unavailable
from portal.core.i18n import N_, say
from portal.documents.binding.model import (
    Add,
    Bind,
    Mark,
    Order,
    Prepare,
    Prepared,
    Read,
    Run,
    Why,
)
from portal.documents.limits import REASONS, WALL_SECONDS
from portal.documents.press import Broken, NotStarted, Press

_PROGRAM = "portal.documents.binding.program"


class TooMuch(NotPossible):
    """The book needed more than its limits allow; ``reason`` says which."""

    code = "too_heavy"


class Binder:
    """A book in the making, in a process of its own; ``async with`` ends that process.

    Raises ``Unavailable`` when it cannot be started, ``TooMuch`` when a limit is reached.
    """

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def _start(self) -> None:
        try:
            self._press = await asyncio.to_thread(Press, _PROGRAM, [], seconds=WALL_SECONDS)
        except NotStarted as error:
            raise Unavailable(say(N_("现在不能装订，请稍后再试；如一直如此，"
                                     "请联系系统管理员。"))) from error  # fmt: skip

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await asyncio.to_thread(self._press.close)

    async def prepare(self, data: bytes, *, picture: bool) -> Prepared:
        """Return one paper as pages, or why it has none; one that is too much is named as such."""
        try:
            answer = await self._ask(Prepare(data, picture))
        except TooMuch:
            # The process went down with that paper: the next one gets a fresh one.
            await asyncio.to_thread(self._press.close)
            await self._start()
            return Prepared(why=Why.HEAVY)
        return msgspec.msgpack.decode(answer, type=Prepared)

    async def add(self, data: bytes) -> int:
        """Take in a document; return how many pages it has."""
        return msgspec.msgpack.decode(await self._ask(Add(data)), type=int)

    async def bind(self, title: str, runs: Sequence[Run], marks: Sequence[Mark]) -> bytes:
        """Return the book of these pages of the documents taken in, numbered and with bookmarks."""
        answer = await self._ask(Bind(title, tuple(runs), tuple(marks)))
        size = msgspec.msgpack.decode(answer, type=int)
        whole = bytearray()
        while len(whole) < size:
            whole += await self._ask(Read(len(whole)))
        return bytes(whole)

    async def _ask(self, order: Order) -> bytes:
        try:
            return await asyncio.to_thread(self._press.set, msgspec.msgpack.encode(order))
        except Broken as error:
            if error.status not in REASONS:
                raise
            raise _too_much(error) from error


def _too_much(error: Broken) -> TooMuch:
    sentence = say(N_("材料太多或太复杂，没有装订成册。请分册，或降低扫描分辨率后再试。"))
    return TooMuch(sentence, reason=REASONS[error.status])
