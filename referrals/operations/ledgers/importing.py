"""The import itself: a few dozen rows a transaction, so that the window's own work goes between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.core import db
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_, say
from portal.directory.model import Person
from portal.directory.queries import unit as unit_of
from portal.directory.queries import working_days
from portal.jobs.long import Step
from referrals.inputs.ledgers import Told, told
from referrals.model.ledgers import Ledger, LedgerState, LineState, MadeState
from referrals.operations.households import doc_hash
from referrals.operations.ledgers.checking import key_of
from referrals.operations.ledgers.going import end, last, lost, opened
from referrals.operations.ledgers.lines import Judged, Line, keep_judged, take_lines
from referrals.operations.ledgers.writing import Writing, write_cases
from referrals.queries import ledgers
from referrals.tables import LedgerCaseRow, LedgerLineRow

_STAGE = N_("正在导入")
_AT_ONCE = 50

Row = tuple[Line, Told]


async def import_step(payload: dict[str, Any], *, at: datetime, cancelled: bool) -> Step:
    """Register the next rows; each row and its case stand in one transaction."""
    held, by = await opened(payload, at=at)
    if by is None:
        return await lost(held, LedgerState.STOPPED, _STAGE, at)
    states = [LineState.READY, *([LineState.KNOWN] if held.twice_reason else [])]
    lines = [] if cancelled else await take_lines(held, states, _AT_ONCE)
    if lines:
        await _import(held, lines, by, at)
    counts = await ledgers.counts(held.id)
    made = counts[LineState.MADE]
    total = made + sum(counts[state] for state in states)
    if lines:
        return Step(_STAGE, made, total)
    if cancelled:
        said = say(N_("导入已停下：已登记 %(made)s 件，可以继续或撤销。"), made=made)
        return await end(held, LedgerState.STOPPED, last(_STAGE, made, total, said), at)
    said = say(N_("台账导入完成：登记 %(made)s 件，没有导入 %(rest)s 行。"), made=made,
               rest=sum(counts.values()) - made)  # fmt: skip
    return await end(held, LedgerState.IMPORTED, last(_STAGE, made, total, said), at)


async def _import(held: Ledger, lines: Sequence[Line], by: Person, at: datetime) -> None:
    read, judged = _read(lines)
    known = await ledgers.known(
        [doc_hash(each.registration.applicant) for _, each in read], but=held.id
    )
    read, known_now = _without_open(held, read, known)
    homes = {each: home for each, (home, _) in known.items()}
    async with db.write():
        if judged or known_now:
            await keep_judged(held, [*judged, *known_now])
        if read := await _claimed(read):
            about = await _about(held, by, at)
            ids = await write_cases([each for _, each in read], homes, about)
            await _keep_made(held, read, ids)


def _read(lines: Sequence[Line]) -> tuple[list[Row], list[Judged]]:
    """Return what the rows tell; what has stopped to hold since the check is noted as wrong."""
    read, wrong = [], []
    for line in lines:
        try:
            read.append((line, told(line.cells)))
        except Invalid as refusal:
            wrong.append(Judged(line, LineState.WRONG, problems=refusal.problems))
    return read, wrong


def _without_open(
    held: Ledger, read: list[Row], known: Mapping[str, tuple[int, str | None]]
) -> tuple[list[Row], list[Judged]]:
    """Return the rows to register, and those whose household has got an open case meanwhile."""
    if held.twice_reason:
        return read, []
    able, late = [], []
    for line, each in read:
        number = known.get(doc_hash(each.registration.applicant), (0, None))[1]
        if number and each.closed is None:
            words = N_("这一户已有在办的受理件 %(number)s：已跳过。")
            said = problem("doc_number", words, code="known", number=number)
            late.append(Judged(line, LineState.KNOWN, key_of(each), (said,)))
        else:
            able.append((line, each))
    return able, late


async def _claimed(read: Sequence[Row]) -> list[Row]:
    """Return those rows nobody has registered meanwhile, now this transaction's own."""
    if not read:
        return []
    row = LedgerLineRow
    mine = await row.update({row.state: LineState.MADE.value}).where(
        row.id.is_in([line.id for line, _ in read])
        & row.state.is_in([LineState.READY.value, LineState.KNOWN.value])
    ).returning(row.id)  # fmt: skip
    ids = {each["id"] for each in mine}
    return [each for each in read if each[0].id in ids]


async def _about(held: Ledger, by: Person, at: datetime) -> Writing:
    return Writing(
        ledger_id=held.id, ledger_code=held.code, unit=await unit_of(held.window_id), by=by,
        at=at, calendar=await working_days(), reason=held.twice_reason,
    )  # fmt: skip


async def _keep_made(held: Ledger, read: Sequence[Row], ids: Sequence[int]) -> None:
    await LedgerCaseRow.insert(
        *(
            LedgerCaseRow(ledger_id=held.id, line_id=line.id, case_id=case_id,
                          state=MadeState.MADE.value, reference=each.reference)
            for (line, each), case_id in zip(read, ids, strict=True)
        )
    )  # fmt: skip
