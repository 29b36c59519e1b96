"""A revision of an item has one text; the newest are looked for by item."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-one-text-a-revision"
VERSION = "1.38.0"
DESCRIPTION = "a revision of an item has one text"

_INDEXES = (
    "CREATE UNIQUE INDEX minutes_text_once ON minutes_text (item_id, revision)"
    " WHERE kind = 'written'",
    "CREATE INDEX minutes_text_of_item ON minutes_text (item_id, kind, id)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="meetings", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
