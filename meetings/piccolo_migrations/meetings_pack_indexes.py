"""The indexes of packs Piccolo has no words for: a version has one whole pack, and one a unit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-packs"
VERSION = "1.38.0"
DESCRIPTION = "one whole pack a version, and one a unit"

_INDEXES = (
    "CREATE UNIQUE INDEX pack_whole ON pack (meeting_id, version) WHERE unit_id IS NULL",
    "CREATE UNIQUE INDEX pack_of_unit ON pack (meeting_id, version, unit_id)"
    " WHERE unit_id IS NOT NULL",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="meetings", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
