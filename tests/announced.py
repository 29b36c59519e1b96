"""The working-day arrangement as it is shipped, for tests that count days."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import portal.directory
from portal.core.calendar import Calendar

_FILE = Path(portal.directory.__file__).parent / "data" / "china-holidays.csv"


@cache
def announced() -> Calendar:
    """Return the calendar of the announced years."""
    with _FILE.open(encoding="utf-8") as lines:
        off = {
            date.fromisoformat(row["date"]): row["is_off_day"] == "yes"
            for row in csv.DictReader(lines)
        }
    return Calendar(off, frozenset(day.year for day in off))
