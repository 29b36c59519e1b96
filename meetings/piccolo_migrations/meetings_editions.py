"""Minutes can be corrected: a meeting may have several editions of them, each once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey

from portal.core.db import run
from portal.core.reshape import drop_unique

# After the indexes, which the table made anew takes along.
ID = "9999-editions-of-minutes"
VERSION = "1.38.0"
DESCRIPTION = "several editions of a meeting's minutes"


class _Reshape(MigrationManager):
    """Piccolo reads below that the column changed; how it changes, SQLite needs told."""

    async def _run_alter_columns(self, backwards: bool = False) -> None:
        await drop_unique("minutes", "meeting_id")
        await run("CREATE INDEX minutes_meeting_id ON minutes (meeting_id)")
        await run("CREATE UNIQUE INDEX minutes_edition ON minutes (meeting_id, edition)")


async def forwards() -> MigrationManager:
    """Allow more than one row a meeting, numbered by their edition."""
    # Not in a transaction: SQLite heeds its foreign keys' switch outside of one only.
    manager = _Reshape(
        migration_id=ID, app_name="meetings", description=DESCRIPTION, wrap_in_transaction=False
    )
    manager.alter_column(
        table_class_name="MinutesRow", tablename="minutes", column_name="meeting_id",
        db_column_name="meeting_id", params={"unique": False, "index": True},
        old_params={"unique": True, "index": False}, column_class=ForeignKey,
        old_column_class=ForeignKey,
    )
    return manager
