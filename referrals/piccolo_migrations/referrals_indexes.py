"""The indexes Piccolo has no words for: unique among the open, and those that order the lists."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-after-the-tables"
VERSION = "1.38.0"
DESCRIPTION = "unique among open referrals; the lists' orders"

_OPEN = "state NOT IN ('draft', 'confirmed', 'returned', 'withdrawn', 'void')"

_INDEXES = (
    "CREATE UNIQUE INDEX referral_one_open_there ON referral (case_id, unit_id, programme)"
    f" WHERE {_OPEN}",
    f"CREATE UNIQUE INDEX referral_one_lead ON referral (case_id) WHERE role = 'lead' AND {_OPEN}",
    "CREATE INDEX referral_of_unit ON referral (unit_id, order_at, id)",
    "CREATE INDEX referral_of_window ON referral (window_id, order_at, id)",
    "CREATE INDEX referral_of_district ON referral (case_district, order_at, id)",
    "CREATE INDEX referral_of_kind ON referral (unit_kind, unit_district, order_at, id)",
    "CREATE INDEX referral_due ON referral (due_at) WHERE final_at IS NULL",
    "CREATE INDEX referral_order ON referral (order_at, id)",
    "CREATE INDEX case_of_window ON intake_case (window_id, order_at, id)",
    "CREATE INDEX case_of_district ON intake_case (district_path, order_at, id)",
    "CREATE INDEX journal_of_subject ON journal (subject_kind, subject_id, id)",
    "CREATE INDEX job_due ON job (state, due_at, id)",
    "CREATE INDEX notice_of_person ON notice (person_id, id)",
)


async def forwards() -> MigrationManager:
    """Create the indexes, the same on both databases."""
    manager = MigrationManager(migration_id=ID, app_name="referrals", description=DESCRIPTION)

    async def create() -> None:
        for sql in _INDEXES:
            await run(sql)

    manager.add_raw(create)
    return manager
