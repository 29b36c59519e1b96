"""The demo city's cases as patterns: each can be told again elsewhere, at another time.

A pattern holds the rows of one case as they stand in the database, its sealed texts opened, so that
a copy has all a page looks at: people, needs, referrals, the journal its clocks replay.
"""

from __future__ import annotations

from typing import Any

import asyncpg
import msgspec

from portal.core import crypto
from referrals.model import FINAL, CaseState

Row = dict[str, Any]

# Which columns of which table are sealed, as what kind of thing.
SEALED = {
    "intake_case": ("case", ("request", "circumstances", "refusal", "query_code")),
    "referral": ("referral", ("message", "answer")),
    "household": ("household", ("address",)),
    "client": ("client", ("doc", "phone", "facts")),
}
_OVER = {CaseState.CLOSED, CaseState.NOT_ACCEPTED, CaseState.LAPSED, CaseState.WITHDRAWN,
         CaseState.VOID}  # fmt: skip


class Pattern(msgspec.Struct, frozen=True):
    """One case with all that hangs on it; ``texts`` are its opened sealed columns."""

    case: Row
    household: Row
    clients: list[Row]
    needs: list[Row]
    referrals: list[Row]
    journal: list[Row]
    texts: dict[tuple[str, int, str], str]

    @property
    def settled(self) -> bool:
        """Whether everything of it is over, so that it can have happened years ago."""
        return self.case["state"] in _OVER and all(
            each["state"] in FINAL for each in self.referrals
        )


async def patterns(connection: asyncpg.Connection) -> list[Pattern]:
    """Return the cases that can be told again: registered, at a window, never merged."""
    cases = await _rows(
        connection, "SELECT * FROM intake_case WHERE number IS NOT NULL AND kin = ''"
        " AND merged_into_id IS NULL ORDER BY id",
    )  # fmt: skip
    return [await _pattern(connection, case) for case in cases]


async def _pattern(connection: asyncpg.Connection, case: Row) -> Pattern:
    def of(table: str, key: str, value: int) -> Any:
        return _rows(connection, f"SELECT * FROM {table} WHERE {key} = $1 ORDER BY id", value)

    [household] = await of("household", "id", case["household_id"])
    clients = await of("client", "household_id", household["id"])
    referrals = await of("referral", "case_id", case["id"])
    texts: dict[tuple[str, int, str], str] = {}
    for table, rows in (("intake_case", [case]), ("referral", referrals),
                        ("household", [household]), ("client", clients)):  # fmt: skip
        texts |= _opened(table, rows)
    return Pattern(
        case, household, clients, await of("need", "case_id", case["id"]), referrals,
        await of("journal", "case_id", case["id"]), texts,
    )  # fmt: skip


def _opened(table: str, rows: list[Row]) -> dict[tuple[str, int, str], str]:
    kind, columns = SEALED[table]
    return {
        (table, row["id"], column): crypto.unseal(
            row[f"{column}_sealed"], f"{kind}:{row['code']}:{column}"
        )
        for row in rows
        for column in columns
    }


async def _rows(connection: asyncpg.Connection, sql: str, *args: Any) -> list[Row]:
    return [dict(row) for row in await connection.fetch(sql, *args)]
