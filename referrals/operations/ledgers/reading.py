"""Taking in a file: its rows are sealed, its headings understood as far as they can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.model import Person, Unit
from portal.documents.reading import MOST_ROWS, Line, table, wrong
from portal.journal.record import record
from referrals.inputs.ledgers import guess, heading_row
from referrals.model.ledgers import Ledger, LedgerState, LineState
from referrals.operations import storing
from referrals.operations.ledgers.lines import seal_cells
from referrals.queries import ledgers, rows
from referrals.tables import LedgerLineRow, LedgerRow

_HEAD_ROWS = 10
# Short transactions: others write between them.
_AT_ONCE = 500


async def read_ledger(
    name: str, data: bytes, *, by: Person, at: datetime, window: str = ""
) -> Ledger:
    """Return the ledger of an uploaded file, its columns guessed; nothing is registered yet.

    Raises ``Invalid`` for a file that is no ledger, and for a window out of reach.
    """
    unit = await _window(window, by, at)
    lines = await table(name, data)
    headings, body = _split(lines)
    columns = guess(headings, await ledgers.habits(unit.id))
    code = new_code()
    async with db.write():
        ledger_id = await _insert(code, unit, name, headings, columns, by, at)
        await record(
            "ledger:read", subject=("ledger", ledger_id, code), by=by, at=at,
            data={"rows": len(body), "window": unit.code},
        )  # fmt: skip
    for start in range(0, len(body), _AT_ONCE):
        await _keep(ledger_id, code, body[start : start + _AT_ONCE])
    async with db.write():
        await LedgerRow.update({LedgerRow.state: LedgerState.READ.value}).where(
            LedgerRow.id == ledger_id
        )
    return await ledgers.by_id(ledger_id)


async def _window(code: str, by: Person, at: datetime) -> Unit:
    offered = await ledgers.windows(by, on=day_of(at))
    for unit in offered:
        if code in {"", unit.code}:
            return unit
    raise Invalid([problem("window", N_("请从列表中选择受理窗口。"), code="unknown")])


def _split(lines: Sequence[Line]) -> tuple[tuple[str, ...], Sequence[Line]]:
    """Return the headings, which may stand under a title, and the rows beneath them."""
    if len(lines) < 2:
        raise wrong(N_("表里没有内容：第一行应是列名，从第二行起每行一件。"))
    at = heading_row([line.cells for line in lines[:_HEAD_ROWS]])
    body = lines[at + 1 :]
    if not body:
        raise wrong(N_("表里没有内容：第一行应是列名，从第二行起每行一件。"))
    if len(body) > MOST_ROWS:
        raise wrong(N_("超过 10000 行，请拆成几个文件分别导入。"))
    return lines[at].cells, body


async def _insert(
    code: str, unit: Unit, name: str, headings: Sequence[str], columns: dict[str, int],
    by: Person, at: datetime,
) -> int:  # fmt: skip
    row = LedgerRow(
        code=code, window_id=unit.id, division_path=unit.division_path,
        district_path=storing.district(unit.division_path), file_name=name[-200:],
        # Whoever looks before all rows are in sees that it is not ready.
        state=LedgerState.CHECKING.value, headings=rows.as_text(headings),
        columns=rows.as_text(columns), twice_reason="", undo_reason="", work="", by_id=by.id,
        created_at=at, updated_at=at,
    )  # fmt: skip
    return int((await LedgerRow.insert(row))[0]["id"])


async def _keep(ledger_id: int, code: str, lines: Sequence[Line]) -> None:
    kept = [
        LedgerLineRow(
            ledger_id=ledger_id, number=line.number, state=LineState.NEW.value, doc_hash="",
            cells_sealed=seal_cells(code, line.number, line.cells), problems="",
        )
        for line in lines
    ]  # fmt: skip
    async with db.write():
        await LedgerLineRow.insert(*kept)
