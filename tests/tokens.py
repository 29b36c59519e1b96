"""Bearer tokens of everybody in a demo city, made by one process for all of them.

`portal token` makes one; a process of its own for each of a dozen people would take half a minute.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from portal.app import furnish
from portal.core import clock, db
from portal.core import settings as settings_
from portal.core.settings import Settings
from portal.directory import operations, queries
from portal.directory.model import Person


def tokens_of_all(home: Path, database_url: str) -> dict[str, str]:
    """Return a token by sign-in name."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tokens"],
        env=os.environ | {
            "LIANBAN_HOME": str(home), "DATABASE_URL": database_url, "LIANBAN_MODE": "demo",
            "LIANBAN_SECOND_FACTOR": "off",
        },
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    found: dict[str, str] = json.loads(done.stdout)
    return found


async def _make(settings: Settings) -> dict[str, str]:
    await db.start(settings)
    try:
        everybody = await queries.people(on=clock.office_day(clock.now()))
        return {each.login: await _token(each) for each in everybody}
    finally:
        await db.stop()


async def _token(person: Person) -> str:
    return await operations.make_token("proof", person, by=None, at=clock.now())


if __name__ == "__main__":
    here = settings_.load(os.environ)
    furnish(here)
    print(json.dumps(asyncio.run(_make(here))))  # noqa: T201  # what the caller reads
