"""Counting open deadlines anew when the calendar changes: which would move, and moving them.

A change can only move what is due on or after the first day it concerns, so only these cases are
opened; each as a whole, since a cooperating unit's deadline hangs on the lead's. The dates come
from the one function that rebuilds them from the journal; what moved is journalled on the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from portal.core.calendar import Calendars
from portal.directory.counted import Shift, Step
from portal.directory.model import Names
from portal.journal.model import MACHINERY
from referrals.labels import CLOCKS
from referrals.model import Clock, Referral
from referrals.operations import saving
from referrals.operations.work import Work, hold
from referrals.queries.folder import open_folder
from referrals.tables import CaseRow, ReferralRow

# What a deadline was and is, with the thing it belongs to.
Moved = tuple[Referral | None, Clock, datetime, datetime]


def _touched(since: datetime) -> Any:
    row = ReferralRow
    late = (row.due_at > since) | (row.finish_due_at > since)
    cases = row.select(row.case_id).where(row.final_at.is_null() & late)
    return (CaseRow.due_at > since) | CaseRow.id.is_in(cases)


async def total(since: datetime) -> int:
    """Return how many cases have an open deadline after this instant."""
    return int(await CaseRow.count().where(_touched(since)))


async def look(calendars: Calendars, since: datetime, cursor: str, limit: int) -> Step:
    """Return what would move in the next cases under these calendars; writes nothing."""
    found = await _next(since, cursor, limit)
    shifts: list[Shift] = []
    firm = 0
    for each in found:
        folder = await open_folder(each["id"])
        folder = msgspec.structs.replace(folder, calendars=calendars)
        work = Work(folder, by=MACHINERY, at=each["updated_at"])
        saving.count(work)
        moved = list(_moved(work, each))
        shifts += [_shift(work, *move) for move in moved]
        firm += _firm(work)
    return _step(found, limit, shifts, firm)


async def recount(
    since: datetime, cursor: str, limit: int, *, change: str, at: datetime
) -> Step:  # fmt: skip
    """Move the deadlines of the next cases, inside the caller's transaction, and journal it."""
    found = await _next(since, cursor, limit)
    shifts: list[Shift] = []
    firm = 0
    for each in found:
        work = await hold(each["id"], by=MACHINERY, at=at)
        saving.count(work)
        moved = list(_moved(work, each))
        for move in moved:
            _say(work, *move, change)
        shifts += [_shift(work, *move) for move in moved]
        firm += _firm(work)
        await saving.save(work)
    return _step(found, limit, shifts, firm)


async def _next(since: datetime, cursor: str, limit: int) -> list[dict[str, Any]]:
    row = CaseRow
    found: list[dict[str, Any]] = (
        await row.select(
            row.id, row.due_at, row.updated_at
        )
        .where((row.id > int(cursor or 0)) & _touched(since))
        .order_by(row.id)
        .limit(limit)
    )  # fmt: skip
    return found


def _step(found: list[dict[str, Any]], limit: int, shifts: list[Shift], firm: int) -> Step:
    last = str(found[-1]["id"]) if len(found) == limit else ""
    return Step(len(found), tuple(shifts), firm, last)


def _moved(work: Work, row: dict[str, Any]) -> Iterator[Moved]:
    """Yield each deadline of the case that is due at another instant than it was."""
    for now in work.referrals:
        if now.sent_at is None or now.is_final:
            continue
        yield from _moved_referral(work.was.referral(now.id), now)
    due = saving.desk_due(work)
    if due and due.due_at and row["due_at"] and due.due_at != row["due_at"]:
        yield None, due.clock, row["due_at"], due.due_at


def _moved_referral(was: Referral, now: Referral) -> Iterator[Moved]:
    if was.due_at and now.due_at and was.due_at != now.due_at and now.clock:
        yield now, Clock(now.clock), was.due_at, now.due_at
    finish, then = now.finish_due_at, was.finish_due_at
    # Under the clock that is shown, the time to finish goes on: it moves unseen otherwise.
    if finish and then and finish != then and now.clock != Clock.FINISH:
        yield now, Clock.FINISH, then, finish


def _firm(work: Work) -> int:
    held = ((work.was.referral(now.id), now) for now in work.referrals if now.id > 0)
    return sum(
        was.provisional and not now.provisional and was.due_at == now.due_at for was, now in held
    )


def _shift(
    work: Work, referral: Referral | None, clock: Clock, was: datetime, now: datetime
) -> Shift:  # fmt: skip
    names = (referral.unit_names or Names(referral.unit_name)) if referral else _window(work)
    return Shift(names, CLOCKS[clock], was, now)


def _window(work: Work) -> Names:
    return work.case.window_names or Names(work.case.window_name)


def _say(
    work: Work, referral: Referral | None, clock: Clock, was: datetime, now: datetime, change: str
) -> None:  # fmt: skip
    told = {"clock": clock.value, "was": was.isoformat(), "now": now.isoformat(), "change": change}
    tag = "referral:recount" if referral else "case:recount"
    work.say(tag, referral or work.case, **told)
