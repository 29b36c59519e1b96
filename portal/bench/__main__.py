"""``python -m portal.bench``: ``load`` fills a database, ``run`` prints the rows.

DATABASE_URL=postgresql://… python -m portal.bench load --referrals 1000000
python -m portal.bench run [--json] [--referrals 1000000] [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence

import msgspec

from portal.bench.figures import show
from portal.bench.running import QUICK, Size, figures, make
from portal.core import settings as settings_
from portal.core.settings import Settings

Given = argparse.Namespace


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="portal.bench")
    known = parser.add_subparsers(required=True)
    load = known.add_parser("load", help="make a large city in the PostgreSQL database given")
    load.add_argument("--referrals", type=int, default=1_000_000)
    load.set_defaults(run=_load)
    arguments(known.add_parser("run", help="print the rows"))
    given = parser.parse_args(words)
    given.run(settings_.load(os.environ), given)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `portal bench` and `python -m portal.bench run` can be told."""
    parser.add_argument("--json", action="store_true", help="one object a row")
    parser.add_argument("--referrals", type=int, default=Size().referrals)
    parser.add_argument("--quick", action="store_true", help="every row once, over a small city")
    parser.set_defaults(run=run)


def run(settings: Settings, given: Given) -> int:
    """Print the rows."""
    size = QUICK if given.quick else msgspec.structs.replace(Size(), referrals=given.referrals)
    for figure in figures(settings.home, size, Saying()):
        show(figure, json=given.json)
    return 0


def _load(settings: Settings, given: Given) -> int:
    if not settings.on_postgres:
        raise SystemExit("A large city needs PostgreSQL: set DATABASE_URL.")
    asyncio.run(make(settings, given.referrals, Saying()))
    return 0


class Saying:
    """Tells whoever waits how far the making has come."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self, what: str) -> None:
        """Say one thing, with the seconds since the beginning."""
        print(f"{time.monotonic() - self._begun:7.1f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
