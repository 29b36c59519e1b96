"""The dry run: every row is read as the import would read it, and nothing is registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.core import crypto, db
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_, say
from portal.jobs.long import Step
from referrals.inputs.ledgers import Told, told
from referrals.model.ledgers import Ledger, LedgerState, LineState
from referrals.operations.households import doc_hash
from referrals.operations.ledgers.going import end, last, lost, opened
from referrals.operations.ledgers.lines import Judged, Line, keep_judged, take_lines
from referrals.queries import ledgers
from referrals.tables import LedgerLineRow

_STAGE = N_("正在核对")
_AT_ONCE = 200


async def check_step(payload: dict[str, Any], *, at: datetime, cancelled: bool) -> Step:
    """Check the next rows; what is wrong is noted by row and column."""
    held, by = await opened(payload, at=at)
    if by is None:
        return await lost(held, LedgerState.READ, _STAGE, at)
    lines = [] if cancelled else await take_lines(held, [LineState.NEW], _AT_ONCE)
    if lines:
        judged = await _judge(held, lines)
        async with db.write():
            await keep_judged(held, judged)
    counts = await ledgers.counts(held.id)
    total = sum(counts.values())
    done = total - counts[LineState.NEW]
    if lines:
        return Step(_STAGE, done, total)
    if cancelled:
        said = say(N_("核对已取消，可以重新选择列再核对。"))
        return await end(held, LedgerState.READ, last(_STAGE, done, total, said), at)
    return await end(held, LedgerState.CHECKED, last(_STAGE, done, total, _said(counts)), at)


def _said(counts: Mapping[LineState, int]) -> Any:
    return say(
        N_("台账核对完成：可导入 %(ready)s 行，已有在办件 %(known)s 行，需更正 %(wrong)s 行。"),
        ready=counts[LineState.READY], known=counts[LineState.KNOWN],
        wrong=counts[LineState.WRONG],
    )  # fmt: skip


async def _judge(held: Ledger, lines: Sequence[Line]) -> list[Judged]:
    read = [_read(line) for line in lines]
    told_ = [each for each in read if isinstance(each, tuple)]
    firsts = await _firsts(held, [key_of(each) for _, each in told_], lines[0].number)
    known = await ledgers.known([doc_hash(each.registration.applicant) for _, each in told_])
    return [
        each if isinstance(each, Judged) else _judged(each[0], each[1], firsts, known)
        for each in read
    ]


def _read(line: Line) -> Judged | tuple[Line, Told]:
    try:
        return line, told(line.cells)
    except Invalid as refusal:
        return Judged(line, LineState.WRONG, problems=refusal.problems)


def key_of(each: Told) -> str:
    """Return what two rows have in common that tell the same: person, programme and day."""
    applicant, need = each.registration.applicant, each.registration.needs[0]
    who = applicant.number or f"{applicant.name} {applicant.born} {applicant.phone}"
    same = f"{who} {need.programme or need.words} {each.received or ''}"
    return crypto.search_hash("ledger.line", same)


async def _firsts(held: Ledger, keys: Sequence[str], before: int) -> dict[str, int]:
    """Return the rows above that tell the same as one of these."""
    line = LedgerLineRow
    if not keys:
        return {}
    found = await line.select(line.doc_hash, line.number).where(
        (line.ledger_id == held.id) & line.doc_hash.is_in(list(keys)) & (line.number < before)
    )
    return {row["doc_hash"]: row["number"] for row in found}


def _judged(
    line: Line, each: Told, firsts: dict[str, int], known: Mapping[str, tuple[int, str | None]]
) -> Judged:
    key = key_of(each)
    first = firsts.setdefault(key, line.number)
    if first != line.number:
        words = N_("与第 %(row)s 行重复：同一人、同一项目、同一日期。请删去其中一行。")
        return Judged(line, LineState.WRONG, key,
                      (problem("doc_number", words, code="twice", row=first),))  # fmt: skip
    home = known.get(doc_hash(each.registration.applicant))
    if home is None:
        return Judged(line, LineState.READY, key)
    if each.closed is None and home[1]:
        words = N_("这一户已有在办的受理件 %(number)s：将跳过；确需另行登记的，导入时写明理由。")
        return Judged(line, LineState.KNOWN, key,
                      (problem("doc_number", words, code="known", number=home[1]),))  # fmt: skip
    words = N_("这一户以前登记过：将记在同一户下。")
    return Judged(line, LineState.READY, key, (problem("doc_number", words, code="same_home"),))
