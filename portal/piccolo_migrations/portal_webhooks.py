"""The indexes of webhooks: what is due, what an endpoint was told, each act once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-webhooks"
VERSION = "1.38.0"
DESCRIPTION = "what is due, and each act once an endpoint"

_INDEXES = (
    "CREATE INDEX webhook_due ON webhook_delivery (state, due_at, id)",
    "CREATE UNIQUE INDEX webhook_once ON webhook_delivery (endpoint_id, journal_id)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="portal", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
