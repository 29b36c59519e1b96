"""The index of who is called in for a topic: each unit once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-topic-guests"
VERSION = "1.38.0"
DESCRIPTION = "a unit is called in for a topic once"


async def forwards() -> MigrationManager:
    """Create the index, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="meetings", description=DESCRIPTION)

    async def create() -> None:
        await run("CREATE UNIQUE INDEX topic_guest_once ON topic_guest (topic_id, unit_id)")

    manager.add_raw(create)
    return manager
