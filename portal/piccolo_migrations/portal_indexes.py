"""The indexes Piccolo has no words for: a division has a day of its own once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-after-the-tables"
VERSION = "1.38.0"
DESCRIPTION = "a division's own day stands once"

_INDEXES = ("CREATE UNIQUE INDEX division_day_once ON division_day (division_id, day)",)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="portal", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
