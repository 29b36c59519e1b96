"""The indexes of what is due at the desk, and of what is proposed to be put to the meeting."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-chases"
VERSION = "1.38.0"
DESCRIPTION = "what is due at the desk; what is proposed to be put to the meeting"

_INDEXES = (
    "CREATE INDEX case_due ON intake_case (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX referral_proposed ON referral (case_district, id) WHERE proposed <> ''",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="referrals", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
