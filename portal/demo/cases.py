"""The demo's cases: every script told as often as it says, at the three windows in turn."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count, cycle

from portal.core import clock
from portal.demo import first_case
from portal.demo.cast import WINDOWS, people
from portal.demo.scripts import SCRIPTS
from portal.demo.walk import Staffed, Walk
from portal.directory.model import Unit


async def walk(units: dict[str, Unit], on: Staffed, *, at: datetime) -> None:
    """Take the demo's cases through the operations."""
    windows = cycle([units[f"{code}-intake_window"] for code in WINDOWS])
    invented = iter(people())
    await first_case.walk(units, on, at=at)
    going_on: dict[int, str] = {}
    for script in SCRIPTS:
        for nth in count():
            if nth == script.times:
                break
            begun = _morning(at - timedelta(days=script.days_ago + nth), at)
            case = Walk(next(windows), next(invented), script.programmes, begun, on)
            case.other = going_on.get(case.window.id, "")
            for step in script.steps.split():
                await case.take(step)
            if script.title == "in hand":
                going_on[case.window.id] = await case.key()


def _morning(day: datetime, now: datetime) -> datetime:
    """Return nine o'clock of the office's day, or an hour ago when that is still to come."""
    nine = clock.start_of_day(clock.office_day(day)) + timedelta(hours=9)
    return min(nine, now - timedelta(hours=3))
