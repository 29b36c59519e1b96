"""One offer of a case at a time; who stands in for whom; a place's rules."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-b-routing"
VERSION = "1.38.0"
DESCRIPTION = "one offer of a case at a time; a place's rules; who stands in"

_INDEXES = (
    "CREATE UNIQUE INDEX handover_one_offered ON handover (case_id) WHERE state = 'offered'",
    "CREATE INDEX handover_of_receiver ON handover (receiver_id, id) WHERE state = 'offered'",
    "CREATE INDEX routing_rule_of_place ON routing_rule (division_path, programme)",
    "CREATE INDEX unit_note_of_unit ON unit_note (unit_id, until)",
    "CREATE INDEX absence_of_delegate ON absence (delegate_id, until)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="referrals", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
