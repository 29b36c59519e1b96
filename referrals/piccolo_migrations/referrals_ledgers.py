"""The indexes of imported ledgers: rows by state and by what they tell, each number once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-ledgers"
VERSION = "1.38.0"
DESCRIPTION = "rows of ledgers by state and number"

_INDEXES = (
    "CREATE UNIQUE INDEX ledger_line_once ON ledger_line (ledger_id, number)",
    "CREATE INDEX ledger_line_state ON ledger_line (ledger_id, state, number)",
    "CREATE INDEX ledger_line_same ON ledger_line (ledger_id, doc_hash)",
    "CREATE INDEX ledger_case_state ON ledger_case (ledger_id, state, id)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="referrals", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
