"""``python -m portal.bench load --referrals 1000000``: fill the database of the settings."""

from __future__ import annotations

import argparse
import asyncio
import os
import time

from portal.app import furnish
from portal.bench.generator import generate
from portal.core import db
from portal.core import settings as settings_
from portal.core.settings import Settings
from portal.documents import pdf


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="portal.bench")
    words = parser.add_subparsers(required=True)
    load = words.add_parser("load", help="make a large city in the PostgreSQL database given")
    load.add_argument("--referrals", type=int, default=1_000_000)
    load.set_defaults(run=_load)
    given = parser.parse_args()
    given.run(settings_.load(os.environ), given)


def _load(settings: Settings, given: argparse.Namespace) -> None:
    if not settings.on_postgres:
        raise SystemExit("A large city needs PostgreSQL: set DATABASE_URL.")
    begun = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begun:7.1f} s  {what}", flush=True)

    async def work() -> None:
        await db.start(settings)
        try:
            await db.migrate(settings)
            say(f"{await generate(settings, given.referrals, say)} referrals, done")
        finally:
            pdf.shutdown()
            await db.stop()

    furnish(settings)
    asyncio.run(work())


if __name__ == "__main__":
    main()
