"""Units told of a case: each once while it holds, and who was told before is told still."""

from collections import defaultdict

import msgspec
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.core.db import run

ID = "9999-informed"
VERSION = "1.38.0"
DESCRIPTION = "units told of a case, each once"

_INDEX = "CREATE UNIQUE INDEX informed_once ON informed (case_id, unit_id) WHERE ended_at IS NULL"


async def forwards() -> MigrationManager:
    """Create the index, the same on both databases; write into each case who is told of it."""
    manager = MigrationManager(migration_id=ID, app_name="referrals", description=DESCRIPTION)

    async def create() -> None:
        await run(_INDEX)
        told: dict[int, list[int]] = defaultdict(list)
        for row in await run("SELECT case_id, unit_id FROM informed ORDER BY id"):
            told[row["case_id"]].append(row["unit_id"])
        for case_id, units in told.items():
            text = msgspec.json.encode(units).decode()
            await run("UPDATE intake_case SET informed = {} WHERE id = {}", text, case_id)

    manager.add_raw(create)
    return manager
