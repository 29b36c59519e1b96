"""The indexes of the notices: no version twice, one receipt a unit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-notices-as-sent"
VERSION = "1.38.0"
DESCRIPTION = "no version of a notice twice, one receipt a unit"

_INDEXES = (
    "CREATE UNIQUE INDEX meeting_notice_version ON meeting_notice (meeting_id, version)",
    "CREATE UNIQUE INDEX meeting_notice_receipt_once"
    " ON meeting_notice_receipt (notice_id, unit_id)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="meetings", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
