"""A file is handed to a referral once; what a unit added today is found by index."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "2026-11-25T22:51:36:999999"
VERSION = "1.38.0"
DESCRIPTION = "a file is handed to a referral once"

_INDEXES = (
    "CREATE UNIQUE INDEX handed_once ON handed_file (referral_id, file_id)",
    "CREATE INDEX case_file_of_unit ON case_file (unit_id, at)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="referrals", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
