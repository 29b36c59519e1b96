"""The number of a supervision order is given once in its body's year."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-press"
VERSION = "1.38.0"
DESCRIPTION = "each number of a supervision order once"

_INDEX = (
    "CREATE UNIQUE INDEX press_number ON resolution_press (body_id, year, number)"
    " WHERE number IS NOT NULL"
)


async def forwards() -> MigrationManager:
    """Create the index, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="meetings", description=DESCRIPTION)

    async def create() -> None:
        await run(_INDEX)

    manager.add_raw(create)
    return manager
