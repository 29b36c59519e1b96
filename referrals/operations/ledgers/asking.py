"""What the supervisor asks for on a ledger; the work itself goes on by slices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.core import db
from portal.core.errors import Invalid, NotPossible, Problem, Stale, problem
from portal.core.i18n import N_, say
from portal.directory.model import Person
from portal.jobs import long
from portal.journal.record import record
from referrals.inputs import Plain, WithReason
from referrals.inputs.ledgers import FIELDS, NEEDED, LedgerMap, LedgerRun
from referrals.model.ledgers import (
    ORIGINS,
    Ledger,
    LedgerAction,
    LedgerState,
    LineState,
    MadeState,
)
from referrals.queries import ledgers, rows
from referrals.tables import LedgerHabitRow, LedgerLineRow, LedgerRow

State = LedgerState
Action = LedgerAction
_CHECK, _IMPORT, _UNDO = (
    "referrals.ledger_check",
    "referrals.ledger_import",
    "referrals.ledger_undo",
)


async def check_ledger(key: str, given: LedgerMap, *, by: Person, at: datetime) -> Ledger:
    """Note which column says what, remember it for the window, and begin to check every row."""
    held = await _held(key, given.version, Action.CHECK, by)
    columns = {name: at for name, at in dict(given.columns).items() if at is not None}
    _refuse_columns(held, columns)
    async with db.write():
        await _remember(held, columns)
        await LedgerLineRow.update({LedgerLineRow.state: LineState.NEW.value}).where(
            LedgerLineRow.ledger_id == held.id
        )
        await _begin(held, _CHECK, State.CHECKING, by, at, columns=rows.as_text(columns))
    return await ledgers.ledger(key, by)


def _refuse_columns(held: Ledger, columns: dict[str, int]) -> None:
    wrong = [
        problem(f"columns.{name}", N_("请选择这一项在哪一列。"), code="missing")
        for name in NEEDED
        if name not in columns
    ]
    wrong += _twice(columns)
    wrong += [
        problem(f"columns.{name}", N_("文件里没有这一列。"), code="unknown")
        for name, at in columns.items()
        if at >= len(held.headings)
    ]
    if wrong:
        raise Invalid(wrong)


def _twice(columns: dict[str, int]) -> list[Problem]:
    first: dict[int, str] = {}
    wrong = []
    for name, at in columns.items():
        if at in first:
            words = N_("这一列已经用作“%(other)s”，请另选一列或留空。")
            other = say(FIELDS[first[at]])
            wrong.append(problem(f"columns.{name}", words, code="twice", other=other))
        first.setdefault(at, name)
    return wrong


async def _remember(held: Ledger, columns: dict[str, int]) -> None:
    habit = LedgerHabitRow
    await habit.delete().where(habit.window_id == held.window_id)
    await habit.insert(
        *(
            habit(window_id=held.window_id, field=name, heading=held.headings[at][:200])
            for name, at in columns.items()
        )
    )


async def import_ledger(key: str, given: LedgerRun, *, by: Person, at: datetime) -> Ledger:
    """Begin to register the rows that can be; after a stop, go on with those that are left."""
    held = await _held(key, given.version, Action.IMPORT, by)
    counts = await ledgers.counts(held.id)
    able = counts[LineState.READY] + (counts[LineState.KNOWN] if given.twice_reason else 0)
    if not able:
        raise NotPossible(say(N_("没有可以导入的行。请按提示更正文件后重新上传。")), code="nothing")
    async with db.write():
        await _begin(held, _IMPORT, State.IMPORTING, by, at, twice_reason=given.twice_reason)
        await _say("ledger:import", held, by, at, reason=given.twice_reason)
    return await ledgers.ledger(key, by)


async def undo_ledger(key: str, given: WithReason, *, by: Person, at: datetime) -> Ledger:
    """Begin to take back what the import has made; what somebody acted on is left, and named."""
    held = await _held(key, given.version, Action.UNDO, by)
    if not (await ledgers.made_counts(held.id))[MadeState.MADE]:
        raise NotPossible(say(N_("这次导入没有可以撤销的受理件。")), code="nothing")
    async with db.write():
        await _begin(held, _UNDO, State.UNDOING, by, at, undo_reason=given.reason)
        await _say("ledger:undo", held, by, at, reason=given.reason)
    return await ledgers.ledger(key, by)


async def stop_ledger(key: str, given: Plain, *, by: Person, at: datetime) -> Ledger:
    """Stop the work under way after the rows it is at; what is done stays done."""
    held = await _held(key, given.version, Action.STOP, by)
    if not held.work:
        raise _not_now()
    standing = await long.standing(held.work)
    await long.cancel(held.work, person_id=standing.person_id, at=at)
    return held


async def _held(key: str, seen: int, action: Action, by: Person) -> Ledger:
    held = await ledgers.ledger(key, by)
    if held.version != seen:
        raise Stale(what="ledger", key=key)
    if held.state not in ORIGINS[action]:
        raise _not_now()
    return held


def _not_now() -> NotPossible:
    return NotPossible(say(N_("这份台账现在不能这样办理，请刷新后查看进度。")), code="state")


async def _begin(
    held: Ledger, kind: str, state: State, by: Person, at: datetime, **more: Any
) -> None:
    work = await long.begin(
        kind, {"ledger": held.id, "person": by.id}, person_id=by.id,
        address=f"/cases/import/{held.code}", at=at,
    )  # fmt: skip
    values: dict[Any, Any] = {
        "state": state.value, "work": work, "version": held.version + 1, "updated_at": at, **more,
    }  # fmt: skip
    changed = (
        await LedgerRow.update(values)
        .where((LedgerRow.id == held.id) & (LedgerRow.version == held.version))
        .returning(LedgerRow.id)
    )
    db.changed_one(changed, what="ledger", key=held.code)


async def _say(tag: str, held: Ledger, by: Person, at: datetime, *, reason: str) -> None:
    await record(tag, subject=("ledger", held.id, held.code), by=by, at=at, reason=reason)
