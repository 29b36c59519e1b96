"""The demo's cases: every script told as often as it says, at the windows in turn, by date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice, zip_longest

import msgspec

from portal.core import clock
from portal.demo import first_case
from portal.demo.cast import WINDOWS, Invented, people
from portal.demo.scripts import SCRIPTS, Script
from portal.demo.walk import Staffed, Walk
from portal.directory.model import Unit

# How many live with the applicant, in turn.
_HOUSEHOLDS = (0, 1, 2, 0, 3, 1, 0, 2)
_WEEKEND = 5


class Told(msgspec.Struct, frozen=True):
    """One telling of a script: which one of it, and when it began."""

    script: Script
    nth: int
    begun: datetime

    @property
    def programmes(self) -> tuple[str, ...]:
        """What is asked for: the script's programmes, others in its further tellings."""
        script = self.script
        others = (script.programmes, *script.others)
        return others[0] if self.nth < script.times else others[self.nth % len(others)]


async def walk(units: dict[str, Unit], on: Staffed, *, at: datetime, told: int) -> None:
    """Take so many cases through the operations; every script is told as often as it must be."""
    first, *others = [units[f"{code}-intake_window"] for code in WINDOWS]
    windows = cycle([*others, first])
    applicants = (person for person in people() if person.grown)
    families = _families()
    await first_case.walk(units, on, at=at)
    going_on: list[tuple[Unit, str]] = []
    for telling in sorted(_tellings(at, told - 1), key=_in_turn):
        # Whoever looks at the first window finds every story there.
        window, other = first if telling.nth == 0 else next(windows), ""
        if telling.script.title == "merged":
            window, other = going_on.pop()
        case = Walk(window, next(applicants), telling.programmes, telling.begun, on)
        case.family, case.other = next(families), other
        for step in telling.script.steps.split():
            await case.take(step)
        if telling.script.title == "in hand":
            going_on.append((window, await case.key()))


def _tellings(at: datetime, wanted: int) -> list[Told]:
    must = [(script, nth) for script in SCRIPTS for nth in range(script.times)]
    also = zip_longest(*([(script, script.times + n) for n in range(script.also)]
                         for script in SCRIPTS))  # fmt: skip
    more = (each for row in also for each in row if each)
    held = [*must, *islice(more, max(0, wanted - len(must)))]
    return [Told(script, nth, _begun(script, nth, at)) for script, nth in held]


def _in_turn(told: Told) -> tuple[bool, datetime]:
    # What is merged needs the case it is merged into.
    return (told.script.title == "merged", told.begun)


def _families() -> Iterator[tuple[Invented, ...]]:
    """Yield the people who live with one applicant after the other."""
    pool = cycle(people(seed=11, count=600))
    for size in cycle(_HOUSEHOLDS):
        yield tuple(islice(pool, size))


def _begun(script: Script, nth: int, at: datetime) -> datetime:
    """Return a morning of the office, or some hours ago when that is still to come."""
    day = clock.office_day(at - timedelta(days=script.days_ago + nth * script.stride))
    if nth >= script.times and day.weekday() >= _WEEKEND and script.days_ago > 1:
        day -= timedelta(days=day.weekday() - _WEEKEND + 1)
    opened = clock.start_of_day(day) + timedelta(hours=9, minutes=nth * 17 % 160)
    return min(opened, at - timedelta(hours=3, minutes=nth * 5))
