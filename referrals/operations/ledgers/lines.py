"""The rows of a ledger under work: sealed at rest, opened chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from portal.core.errors import Problem
from referrals.model.ledgers import Ledger, LineState
from referrals.queries import rows
from referrals.tables import LedgerLineRow


class Line(msgspec.Struct, frozen=True):
    """One row, opened: what each column says, by the names of the ledger's fields."""

    id: int
    number: int
    cells_sealed: str
    cells: Mapping[str, str]


def seal_cells(code: str, number: int, cells: Sequence[str]) -> str:
    """Return a row's cells as they are kept."""
    return rows.sealed("ledger", f"{code}:{number}", "cells", rows.as_text(cells))


async def take_lines(ledger: Ledger, states: Iterable[LineState], most: int) -> list[Line]:
    """Return the first rows in these states, opened."""
    line = LedgerLineRow
    found = (
        await line.select(line.id, line.number, line.cells_sealed)
        .where((line.ledger_id == ledger.id) & line.state.is_in([state.value for state in states]))
        .order_by(line.number)
        .limit(most)
    )
    return [_opened(ledger, row) for row in found]


def _opened(ledger: Ledger, row: dict[str, Any]) -> Line:
    known = {"code": f"{ledger.code}:{row['number']}", "cells_sealed": row["cells_sealed"]}
    cells = rows.as_record(rows.opened("ledger", known, "cells"), list[str], [])
    named = {name: cells[at] for name, at in ledger.columns.items() if at < len(cells)}
    return Line(row["id"], row["number"], row["cells_sealed"], named)


class Judged(msgspec.Struct, frozen=True):
    """What was found out about a row."""

    line: Line
    state: LineState
    doc_hash: str = ""
    problems: tuple[Problem, ...] = ()


async def keep_judged(ledger: Ledger, judged: Sequence[Judged]) -> None:
    """Write down what was found out about these rows, in the caller's transaction."""
    line = LedgerLineRow
    await line.insert(
        *(
            line(id=each.line.id, ledger_id=ledger.id, number=each.line.number,
                 cells_sealed=each.line.cells_sealed, state=each.state.value,
                 doc_hash=each.doc_hash, problems=_text(each.problems))
            for each in judged
        )
    ).on_conflict(
        target=line.id, action="DO UPDATE", values=[line.state, line.doc_hash, line.problems]
    )  # fmt: skip


def _text(problems: Sequence[Problem]) -> str:
    return rows.as_text(problems) if problems else ""
