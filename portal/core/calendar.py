"""Counting time limits: working days, calendar days, hours. Pure; the rows live elsewhere.

The rules (the day of the act does not count: Administrative Procedure interpretation art. 48;
working days exclude the announced days off and include make-up days, Licensing Law art. 82):

- A day counts when it lies after the day of the start and the clock was running at its end, 24:00
  in the offices' time zone. A pause begun on a day takes that day out; the day it ends counts.
- The limit is due at the end of the last counted day. Calendar days that end on a day off run on to
  the next working day. Hours run on without regard to days or pauses.
- A count that runs into a year whose arrangement is not announced yet is provisional.
- A division may have days of its own on top of what is announced: a local holiday, a day on which
  its offices stood under water. They hold for every place in it; the nearest division decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

OFFICE = ZoneInfo("Asia/Shanghai")
_SATURDAY = 5
_TICK = timedelta(microseconds=1)


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


class Limit(msgspec.Struct, frozen=True):
    """How long something may take."""

    amount: int
    unit: LimitUnit = LimitUnit.WORKING_DAYS

    def half(self) -> Limit:
        """Return half of it: hours halved, days rounded up to a whole day."""
        if self.unit is LimitUnit.HOURS:
            return Limit(max(1, self.amount // 2), self.unit)
        return Limit((self.amount + 1) // 2, self.unit)

    def longer(self, amount: int) -> Limit:
        """Return the limit with this much more of its own unit."""
        return Limit(self.amount + amount, self.unit)


class Pause(msgspec.Struct, frozen=True):
    """A stretch in which a clock stands still; without an end it still does."""

    begin: datetime
    end: datetime | None = None


class OwnDay(msgspec.Struct, frozen=True):
    """A day on which one division does otherwise than everywhere: off, or worked, and why."""

    day: date
    off: bool
    name: str


class Calendar(msgspec.Struct, frozen=True):
    """Which days are worked: the announced exceptions, and the years whose exceptions are known.

    ``own`` are the exceptions of the division whose calendar this is; they go before the others.
    """

    off: Mapping[date, bool] = {}
    announced: frozenset[int] = frozenset()
    own: Mapping[date, OwnDay] = {}

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on this day: weekdays, unless announced otherwise."""
        if day in self.own:
            return not self.own[day].off
        return self.is_worked_elsewhere(day)

    def is_worked_elsewhere(self, day: date) -> bool:
        """Return whether the day is worked where no division has days of its own."""
        if day in self.off:
            return not self.off[day]
        return day.weekday() < _SATURDAY

    def is_announced(self, day: date) -> bool:
        """Return whether the arrangement of the day's year is known."""
        return day.year in self.announced

    def next_working_day(self, day: date) -> date:
        """Return the day itself when it is worked, or else the first worked one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_day_before(self, day: date) -> date:
        """Return the last working day before this day."""
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def working_days(self, after: date, until: date) -> int:
        """Return how many working days lie after one day, up to and with another."""
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(map(self.is_working_day, days))

    def weekdays_off(self, after: date, until: date) -> int:
        """Return how many weekdays the announcements took between one day and up to another."""
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(day.weekday() < _SATURDAY and not self.is_worked_elsewhere(day) for day in days)

    def own_days(self, after: date, until: date) -> tuple[OwnDay, ...]:
        """Return the division's own days after one day, up to another, that changed the count."""
        found = (self.own[day] for day in sorted(self.own) if after < day <= until)
        return tuple(each for each in found if each.off is self.is_worked_elsewhere(each.day))


class Calendars(msgspec.Struct, frozen=True):
    """The calendar of every division: what is announced for all, and the days of their own.

    ``own`` holds them by the division's path; they hold for every path that begins with it.
    """

    common: Calendar = Calendar()
    own: Mapping[str, tuple[OwnDay, ...]] = {}

    def of(self, path: str) -> Calendar:
        """Return the calendar of the division with this path."""
        # A longer path is a lower tier, which decides for itself: it comes last.
        above = sorted(held for held in self.own if path.startswith(held))
        found = {each.day: each for held in above for each in self.own[held]}
        return msgspec.structs.replace(self.common, own=found) if found else self.common

    def with_year(self, year: int, off: Mapping[date, bool]) -> Calendars:
        """Return the calendars as they are once this year's arrangement is in force."""
        kept = {day: is_off for day, is_off in self.common.off.items() if day.year != year}
        common = msgspec.structs.replace(
            self.common, off=kept | dict(off), announced=self.common.announced | {year}
        )
        return msgspec.structs.replace(self, common=common)

    def with_own(
        self, path: str, add: Sequence[OwnDay] = (), remove: Sequence[date] = ()
    ) -> Calendars:
        """Return the calendars as they are once a division's own days are added or taken away."""
        gone = {*remove, *(each.day for each in add)}
        kept = [each for each in self.own.get(path, ()) if each.day not in gone]
        held = tuple(sorted((*kept, *add), key=lambda each: each.day))
        return msgspec.structs.replace(self, own={**self.own, path: held})


class Reckoned(msgspec.Struct, frozen=True):
    """Where a count ends. ``due_at`` is None while an open pause keeps it from ending.

    ``off`` weekdays on the way were days off, ``made_up`` weekend days were worked and counted;
    ``own`` are the division's own days that changed the count.
    """

    due_at: datetime | None
    yellow_at: datetime | None
    provisional: bool = False
    left: int = 0
    off: int = 0
    made_up: int = 0
    own: tuple[OwnDay, ...] = ()


def reckon(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Reckoned:
    """Return when a limit that starts at this instant is due, and from when its lamp is yellow."""
    if limit.unit is LimitUnit.HOURS:
        return _hours(start, limit.amount)
    counted, left = _count(start, limit, calendar, pauses)
    if left:
        return Reckoned(None, None, left=left)
    yellow = start_of(counted[-max(1, limit.amount // 4)])
    if limit.unit is LimitUnit.CALENDAR_DAYS:
        last = calendar.next_working_day(counted[-1])
        # On the way every day counts; only where the count ends may days of its own push it on.
        pushed = calendar.own_days(counted[-1] - timedelta(days=1), last)
        return Reckoned(
            end_of(last), yellow, provisional=not calendar.is_announced(last), own=pushed
        )
    return _working(day_of(start), counted, yellow, calendar)


def _working(
    begun: date, counted: Sequence[date], yellow: datetime, calendar: Calendar
) -> Reckoned:
    last = counted[-1]
    return Reckoned(
        end_of(last), yellow, provisional=not calendar.is_announced(last),
        off=calendar.weekdays_off(begun, last),
        made_up=sum(d.weekday() >= _SATURDAY and calendar.is_worked_elsewhere(d) for d in counted),
        own=calendar.own_days(begun, last),
    )  # fmt: skip


def _hours(start: datetime, hours: int) -> Reckoned:
    due = start + timedelta(hours=hours)
    return Reckoned(due, due - timedelta(hours=hours) / 4)


def _count(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause]
) -> tuple[list[date], int]:
    """Return the days that counted, and how many are still to come when a pause stays open."""
    counted: list[date] = []
    for day in _days_after(day_of(start)):
        if len(counted) == limit.amount or _stands_from(day, pauses):
            break
        if _worked(day, limit, calendar) and not _standing(day, pauses):
            counted.append(day)
    return counted, limit.amount - len(counted)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day


def _worked(day: date, limit: Limit, calendar: Calendar) -> bool:
    return limit.unit is LimitUnit.CALENDAR_DAYS or calendar.is_working_day(day)


def _standing(day: date, pauses: Sequence[Pause]) -> bool:
    end = end_of(day)
    return any(p.begin < end and (p.end is None or p.end >= end) for p in pauses)


def _stands_from(day: date, pauses: Sequence[Pause]) -> bool:
    return any(p.end is None and p.begin < end_of(day) for p in pauses)


def day_of(instant: datetime) -> date:
    """Return the day an instant falls on in the offices' time zone."""
    return instant.astimezone(OFFICE).date()


def last_day(due_at: datetime | None) -> date | None:
    """Return the last day of a limit, which is due at that day's 24:00; none without a limit."""
    return day_of(due_at - _TICK) if due_at else None


def start_of(day: date) -> datetime:
    """Return 00:00 of the day in the offices' time zone."""
    return datetime.combine(day, time(), OFFICE)


def end_of(day: date) -> datetime:
    """Return 24:00 of the day in the offices' time zone."""
    return start_of(day + timedelta(days=1))
