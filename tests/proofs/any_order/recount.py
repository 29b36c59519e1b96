"""The due dates counted once more, day by day from the journal alone, as the printed rules say.

Written from the rules' text and not from the project's clocks: a day counts when it lies after the
day of the start and the clock was running at its end.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import referrals.programmes
from tests.announced import announced
from tests.proofs.any_order.seen import FINAL, Row, Seen, Told, is_open

_ZONE = ZoneInfo("Asia/Shanghai")
_TICK = timedelta(microseconds=1)
_ENDS = {"complete", "no_answer", "approve_return", "withdraw", "waive", "void",
         "return_by_meeting"}  # fmt: skip
_AGAIN = {"send_back", "reopen"}
_PAUSES = {"ask_papers": "papers_in", "begin_stage": "end_stage"}

Stretch = tuple[datetime, datetime | None]


@cache
def _programmes() -> dict[str, dict[str, Any]]:
    file = Path(referrals.programmes.__file__).parent / "data" / "programmes.toml"
    return {each["code"]: each for each in tomllib.loads(file.read_text("utf-8"))["programme"]}


def _limit(row: Row) -> tuple[int, str]:
    clocks = [c for c in _programmes()[row["programme"]]["clocks"] if c["target"] == "finish"]
    own = [c for c in clocks if c["procedure"] == row["procedure"]]
    found = (own or [c for c in clocks if c["procedure"] == "regular"])[0]
    return found["amount"], found["unit"]


def _day(instant: datetime) -> date:
    return instant.astimezone(_ZONE).date()


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), _ZONE)


def _works(day: date) -> bool:
    off = announced().off
    return not off[day] if day in off else day.weekday() < 5


def _counted(
    day: date, amount: int, counts: Callable[[date], bool], pauses: Sequence[Stretch]
) -> date | None:
    """Return the last of so many counted days; None while an open pause keeps it from coming."""
    while amount:
        day += timedelta(days=1)
        if any(end is None and begin < _end(day) for begin, end in pauses):
            return None
        stands = any(begin < _end(day) and end is not None and end >= _end(day)
                     for begin, end in pauses)  # fmt: skip
        amount -= counts(day) and not stands
    return day


def _due(start: date, amount: int, unit: str, pauses: Sequence[Stretch] = ()) -> datetime | None:
    if unit == "working_days":
        last = _counted(start, amount, _works, pauses)
        return _end(last) if last else None
    last = _counted(start, amount, lambda day: True, pauses)
    while last and not _works(last):
        last += timedelta(days=1)
    return _end(last) if last else None


def _pauses(story: Sequence[Told], start: datetime) -> Iterator[Stretch]:
    for n, each in enumerate(story):
        if each.act in _PAUSES and each.at >= start:
            ends = _ENDS | {_PAUSES[each.act]}
            yield each.at, next((e.at for e in story[n + 1 :] if e.act in ends), None)


def _more(story: Sequence[Told], start: datetime) -> int:
    return sum(e.data["amount"] for e in story if e.act == "grant_extension" and e.at >= start)


def finish(seen: Seen, row: Row) -> datetime | None:
    """Return when a unit has to be done with a referral."""
    story = seen.story("referral", row["id"])
    begun = [e for e in story if e.act in _AGAIN] or [e for e in story if e.act == "send"]
    start, again = begun[-1].at, begun[-1].act in _AGAIN
    amount, unit = _limit(row)
    if again:
        amount = max(1, amount // 2) if unit == "hours" else (amount + 1) // 2
    amount += _more(story, start)
    if unit == "hours":
        own: datetime | None = start + timedelta(hours=amount)
    else:
        own = _due(_day(start), amount, unit, list(_pauses(story, start)))
    own = _before_lead(seen, row, start, own)
    return _as_decided(story, start, unit, own)


def _before_lead(seen: Seen, row: Row, start: datetime, own: datetime | None) -> datetime | None:
    leads = [r for r in seen.of(row["case_id"]) if is_open(r) and r["role"] == "lead"]
    due = finish(seen, leads[0]) if leads and row["role"] != "lead" else None
    if due is None:
        return own
    if _limit(leads[0])[1] != "hours":
        day = _day(due - _TICK) - timedelta(days=1)
        while not _works(day):
            day -= timedelta(days=1)
        soonest = _day(start) + timedelta(days=1)
        while not _works(soonest):
            soonest += timedelta(days=1)
        due = _end(max(day, soonest))
    return min(own, due) if own else due


def _as_decided(
    story: Sequence[Told], start: datetime, unit: str, own: datetime | None
) -> datetime | None:
    """Return the day a meeting set instead, with what was granted after that."""
    decided = [e for e in story if e.act == "decided" and e.at >= start and e.data.get("due_on")]
    if not decided:
        return own
    day, more = date.fromisoformat(decided[-1].data["due_on"]), _more(story, decided[-1].at)
    if unit == "hours":
        return _end(day) + timedelta(hours=more)
    return _due(day, more, unit) if more else _end(day)


def respond(seen: Seen, row: Row) -> datetime:
    """Return by when a unit has to accept or ask to return."""
    start = [e.at for e in seen.story("referral", row["id"]) if e.act == "send"][-1]
    due = _due(_day(start), 2, "working_days")
    assert due is not None
    amount, unit = _limit(row)
    return min(due, start + timedelta(hours=amount) / 4) if unit == "hours" else due


def wrong_dates(seen: Seen) -> Iterator[str]:
    """The dates kept in columns are those of the journal, counted anew."""
    for row in seen.referrals.values():
        if row["state"] in FINAL and (row["clock"] or row["due_at"] or row["paused"]):
            yield f"{row['number']} is {row['state']}, and its clock {row['clock']!r} runs"
        if row["sent_at"] is None:
            continue
        wanted = finish(seen, row)
        if row["finish_due_at"] != wanted:
            yield f"{row['number']} is due {row['finish_due_at']}, counted anew {wanted}"
        if row["clock"] == "respond" and row["due_at"] != respond(seen, row):
            yield f"{row['number']} has to respond by {row['due_at']}, counted anew otherwise"
        shown = row["state"] in {"accepted", "in_meeting"} and row["clock"] == "finish"
        if shown and (row["due_at"] != wanted or (wanted is None and not row["paused"])):
            yield f"{row['number']} shows {row['due_at']} where {wanted} is due"
    for need in seen.needs.values():
        yield from _of_need(seen, need)


def _of_need(seen: Seen, need: Row) -> Iterator[str]:
    held = [row for row in seen.referrals.values() if row["need_id"] == need["id"]]
    sent = [e.at for row in held for e in seen.story("referral", row["id"]) if e.act == "send"]
    if need["first_sent_at"] != min(sent, default=None):
        yield f"the need {need['id']} was first sent at {need['first_sent_at']}, not {sent}"


# The acts after which another limit counts than before.
_OTHER_LIMIT = _AGAIN | {"decided", "decide", "merge", "undo_merge"}


def run_backwards(before: Seen, after: Seen, act: str) -> Iterator[str]:
    """A lead's date only ever moves later, and a need's first sending never moves."""
    for row in after.referrals.values():
        was = before.referrals.get(row["id"])
        if was is None or act in _OTHER_LIMIT or was["role"] != row["role"]:
            continue
        due, then = row["finish_due_at"], was["finish_due_at"]
        if row["role"] == "lead" and then is not None and due is not None and due < then:
            yield f"{row['number']} was due {then}, after {act} it is due {due}"
        if was["sent_at"] not in {None, row["sent_at"]}:
            yield f"{row['number']} was sent a second time"
    for need in after.needs.values():
        was = before.needs.get(need["id"])
        if was and was["first_sent_at"] and need["first_sent_at"] != was["first_sent_at"]:
            yield f"the need {need['id']} began anew"
