"""Work that takes longer than a page may: it goes on by slices, says how far it is, can be left.

A feature registers what does one step of a kind of work, and begins such work in the transaction of
the act that asks for it. A job then takes steps for a short while and queues itself again, so that
no other job waits long and no lease runs out. A step is one transaction of its own and finds out by
itself what is left to do: after a power cut the next step goes on, and a step that two workers take
at once changes nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from portal.core import clock, db
from portal.core.errors import NotFound, NotPossible
from portal.core.i18n import N_, Sentence, say
from portal.core.ids import new_code
from portal.jobs.queue import enqueue
from portal.jobs.registry import job
from portal.jobs.tables import LongWork

_SLICE_SECONDS = 2.0
_FAILURES = 5


class WorkState(StrEnum):
    """How long work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


OVER = frozenset({WorkState.DONE, WorkState.CANCELLED, WorkState.FAILED})


class Standing(msgspec.Struct, frozen=True):
    """How far some work is; ``said`` is what is told to its person when it is over."""

    code: str
    kind: str
    person_id: int
    address: str
    state: WorkState
    stage: str
    done: int
    total: int
    said: Sentence

    @property
    def over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in OVER


class Step(msgspec.Struct, frozen=True):
    """What a step comes to: the stage in words, n of m, and what to say when it was the last."""

    stage: str
    done: int
    total: int
    said: Sentence | None = None


class Doer(Protocol):
    """Takes one step of a kind of work; ``cancelled`` asks it to put things in order and end."""

    def __call__(
        self, payload: dict[str, Any], *, at: datetime, cancelled: bool
    ) -> Awaitable[Step]:
        """Do a part; the last step's ``said`` tells what has come of it."""


Hearer = Callable[[Standing, datetime], Awaitable[None]]

_DOERS: dict[str, Doer] = {}
_HEARERS: list[Hearer] = []


def long_work(kind: str) -> Callable[[Doer], Doer]:
    """Register what takes the steps of this kind of work."""

    def register(doer: Doer) -> Doer:
        if kind in _DOERS:
            raise ValueError(f"two doers for the work {kind}")
        _DOERS[kind] = doer
        return doer

    return register


def at_the_end(hearer: Hearer) -> Hearer:
    """Register who hears, in the transaction that ends it, that work is over."""
    _HEARERS.append(hearer)
    return hearer


async def begin(
    kind: str, payload: dict[str, Any], *, person_id: int, address: str, at: datetime
) -> str:
    """Begin work in the caller's transaction and return its code; ``address`` shows what it does.

    The payload holds nothing personal.
    """
    code = new_code()
    await LongWork.insert(
        LongWork(
            code=code, kind=kind, payload=msgspec.json.encode(payload).decode(),
            person_id=person_id, address=address, state=WorkState.WAITING.value, stage="",
            message="", params="{}", created_at=at, updated_at=at,
        )
    )  # fmt: skip
    await enqueue("jobs.long", key=code, payload={"code": code}, at=at)
    return code


async def standing(code: str, *, person_id: int | None = None) -> Standing:
    """Return how far this work is; raise ``NotFound`` when it is not this person's."""
    row = await LongWork.select().where(LongWork.code == code).first()
    if row is None or person_id not in {None, row["person_id"]}:
        raise NotFound(what="work", key=code)
    return _standing(row)


def _standing(row: dict[str, Any]) -> Standing:
    said = Sentence(row["message"], msgspec.json.decode(row["params"], type=dict[str, Any]))
    return Standing(
        row["code"], row["kind"], row["person_id"], row["address"], WorkState(row["state"]),
        row["stage"], row["done"], row["total"], said,
    )  # fmt: skip


async def cancel(code: str, *, person_id: int, at: datetime) -> None:
    """Ask that work to end after the step it is at; raise ``NotPossible`` when it is over."""
    held = await standing(code, person_id=person_id)
    if held.over:
        raise NotPossible(say(N_("这项工作已经结束，不必取消。")), code="over")
    async with db.write():
        await ask_to_stop(code, at=at)


async def ask_to_stop(code: str, *, at: datetime) -> None:
    """Ask, in the caller's transaction, that work to end after the step it is at."""
    await LongWork.update(
        {LongWork.state: WorkState.CANCELLING.value, LongWork.updated_at: at}
    ).where((LongWork.code == code) & LongWork.state.is_in(["waiting", "running"]))


@job("jobs.long")
async def go_on(payload: dict[str, Any], *, at: datetime) -> None:
    """Take steps of one work for a short while, then queue the rest of it."""
    code = payload["code"]
    until = time.monotonic() + _SLICE_SECONDS
    while not await _step(code, at):
        if time.monotonic() > until:
            async with db.write():
                await enqueue("jobs.long", key=code, payload=payload, at=clock.now())
            return
        at = clock.now()


async def _step(code: str, at: datetime) -> bool:
    """Take a step and note it; return whether the work is over."""
    row = await LongWork.select().where(LongWork.code == code).first()
    if row is None or WorkState(row["state"]) in OVER:
        return True
    cancelled = row["state"] == WorkState.CANCELLING
    given = msgspec.json.decode(row["payload"], type=dict[str, Any])
    try:
        step = await _DOERS[row["kind"]](given, at=at, cancelled=cancelled)
    except Exception:
        await _failed(row, at)
        raise
    await _note(row, step, WorkState.CANCELLED if cancelled else WorkState.DONE, at)
    return step.said is not None


async def _note(row: dict[str, Any], step: Step, ending: WorkState, at: datetime) -> None:
    told: dict[Any, Any] = {
        LongWork.stage: step.stage, LongWork.done: step.done, LongWork.total: step.total,
        LongWork.updated_at: at, LongWork.failures: 0,
    }  # fmt: skip
    async with db.write():
        if step.said is not None:
            await LongWork.update(told).where(LongWork.code == row["code"])
            await _end(row, ending, step.said, at)
            return
        await LongWork.update(told | {LongWork.state: WorkState.RUNNING.value}).where(
            (LongWork.code == row["code"]) & LongWork.state.is_in(["waiting", "running"])
        )


async def _failed(row: dict[str, Any], at: datetime) -> None:
    failures = row["failures"] + 1
    async with db.write():
        await LongWork.update({LongWork.failures: failures}).where(LongWork.code == row["code"])
        if failures >= _FAILURES:
            said = say(N_("工作多次出错，已经停下；已完成的部分都在。请联系系统管理员。"))
            await _end(row, WorkState.FAILED, said, at)


async def _end(row: dict[str, Any], state: WorkState, said: Sentence, at: datetime) -> None:
    params = msgspec.json.encode(dict(said.params)).decode()
    ended = await LongWork.update(
        {LongWork.state: state.value, LongWork.message: said.message, LongWork.params: params,
         LongWork.ended_at: at}
    ).where(
        (LongWork.code == row["code"]) & LongWork.state.not_in([each.value for each in OVER])
    ).returning(*LongWork.all_columns())  # fmt: skip
    for changed in ended:
        for hearer in _HEARERS:
            await hearer(_standing(changed), at)
