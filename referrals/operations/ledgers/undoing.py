"""Taking an import back: its cases become void; what somebody has acted on is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.core import db
from portal.core.i18n import N_, say
from portal.directory.model import Person
from portal.jobs.long import Step
from portal.journal.record import Told as Act
from portal.journal.record import record_all
from referrals.model import CaseState
from referrals.model.ledgers import Ledger, LedgerState, MadeState
from referrals.operations import storing
from referrals.operations.ledgers.going import end, last, lost, opened
from referrals.queries import ledgers
from referrals.tables import CaseRow, LedgerCaseRow

_STAGE = N_("正在撤销")
_AT_ONCE = 100
# Every act on a case raises its version; the import has given it this one.
_UNTOUCHED = 1


async def undo_step(payload: dict[str, Any], *, at: datetime, cancelled: bool) -> Step:
    """Take back the next cases."""
    held, by = await opened(payload, at=at)
    if by is None:
        return await lost(held, LedgerState.STOPPED, _STAGE, at)
    made = [] if cancelled else await _next(held)
    if made:
        async with db.write():
            await _undo(held, made, by, at)
    counts = await ledgers.made_counts(held.id)
    done, total = counts[MadeState.UNDONE] + counts[MadeState.KEPT], sum(counts.values())
    if made:
        return Step(_STAGE, done, total)
    words = N_("导入已撤销：作废 %(undone)s 件，保留 %(kept)s 件（已有人办理）。")
    if cancelled:
        words = N_("撤销已停下：作废 %(undone)s 件，保留 %(kept)s 件（已有人办理）。")
    said = say(words, undone=counts[MadeState.UNDONE], kept=counts[MadeState.KEPT])
    to = LedgerState.STOPPED if cancelled else LedgerState.UNDONE
    return await end(held, to, last(_STAGE, done, total, said), at)


async def _next(held: Ledger) -> Sequence[dict[str, Any]]:
    made = LedgerCaseRow
    found: list[dict[str, Any]] = (
        await made.select(made.id, made.case_id)
        .where((made.ledger_id == held.id) & (made.state == MadeState.MADE.value))
        .order_by(made.id)
        .limit(_AT_ONCE)
    )
    return found


async def _undo(held: Ledger, made: Sequence[dict[str, Any]], by: Person, at: datetime) -> None:
    ids = [each["case_id"] for each in made]
    before = await CaseRow.select(CaseRow.id, CaseRow.code, CaseRow.state).where(
        CaseRow.id.is_in(ids)
    )
    voided = await _void(ids, at)
    acts = [_act(row, held, by, at) for row in before if row["id"] in voided]
    if acts:
        await record_all(acts)
    for state, own in ((MadeState.UNDONE, voided), (MadeState.KEPT, set(ids) - voided)):
        if own:
            await LedgerCaseRow.update({LedgerCaseRow.state: state.value}).where(
                LedgerCaseRow.case_id.is_in(sorted(own))
                & (LedgerCaseRow.state == MadeState.MADE.value)
            )


async def _void(ids: Sequence[int], at: datetime) -> set[int]:
    """Void those nobody has acted on, by their version; return which they were."""
    case = CaseRow
    values: dict[Any, Any] = {
        case.state: CaseState.VOID.value, case.version: case.version + 1, case.updated_at: at,
        case.closed_at: at, case.clock: "", case.due_at: None, case.yellow_at: None,
        case.order_at: storing.order(None, at),
    }  # fmt: skip
    changed = await case.update(values).where(
        case.id.is_in(list(ids)) & (case.version == _UNTOUCHED)
    ).returning(case.id)  # fmt: skip
    return {int(row["id"]) for row in changed}


def _act(row: dict[str, Any], held: Ledger, by: Person, at: datetime) -> Act:
    return Act(
        tag="case:void", subject=("case", row["id"], row["code"]), by=by, at=at,
        case_id=row["id"], was={"state": row["state"]}, now={"state": CaseState.VOID.value},
        data={"ledger": held.code}, reason=held.undo_reason,
    )  # fmt: skip
