"""The indexes Piccolo has no words for: no number twice, one answer a unit, the lists' orders."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-after-the-tables"
VERSION = "1.38.0"
DESCRIPTION = "no number twice, one answer a unit, the lists' orders"

_INDEXES = (
    "CREATE UNIQUE INDEX minutes_number ON minutes (body_id, year, number)"
    " WHERE number IS NOT NULL",
    "CREATE UNIQUE INDEX attendance_once ON attendance (meeting_id, unit_id)",
    "CREATE UNIQUE INDEX consultation_once ON consultation (topic_id, unit_id)",
    "CREATE UNIQUE INDEX countersignature_once ON countersignature (minutes_id, round, unit_id)",
    "CREATE UNIQUE INDEX resolution_part_once ON resolution_part (resolution_id, unit_id)",
    "CREATE UNIQUE INDEX resolution_one_lead ON resolution_part (resolution_id)"
    " WHERE role = 'lead'",
    "CREATE UNIQUE INDEX topic_one_of_referral ON topic (referral_id)"
    " WHERE referral_id IS NOT NULL AND state NOT IN ('deliberated', 'withdrawn')",
    "CREATE INDEX topic_of_body ON topic (body_path, state, id)",
    "CREATE INDEX meeting_of_body ON meeting (body_path, begins_at, id)",
    "CREATE INDEX resolution_of_body ON resolution (body_path, state, due_at, id)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="meetings", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
