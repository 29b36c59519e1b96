"""A small language for acts and instants, so that a table of deadlines can be read.

``send 03-02, ask_papers 03-04T10:00 working_days=5`` are two acts of 2026; a bare day is nine
o'clock. In an answer, ``03-30`` is the end of that day for a date due and its beginning for yellow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from portal.core.calendar import OFFICE, Calendar, day_of, end_of, start_of
from portal.core.i18n import Language, speaking
from portal.core.lamps import lamp
from referrals.model import Clock, Event, Procedure, ReferralRole, ReferralState
from referrals.programmes import catalogue
from referrals.rules.clocks import LeadDue, Setting, clocks
from referrals.rules.deadlines import Deadline
from referrals.rules.explain import explain
from tests.announced import announced


def instant(text: str, bare: str = "09:00") -> datetime:
    """Return the instant; without a year in 2026, without a time at ``bare``."""
    day, _, hour = text.partition("T")
    full = day if len(day) == 10 else f"2026-{day}"
    return datetime.fromisoformat(f"{full}T{hour or bare}").replace(tzinfo=OFFICE)


def acts(text: str) -> tuple[Event, ...]:
    """Return the acts of one referral."""
    return tuple(_act(*each.split()) for each in text.split(",") if each.strip())


def _act(name: str, at: str, *more: str) -> Event:
    data = dict(each.split("=") for each in more)
    return Event(name, instant(at), data)


def due(text: str) -> datetime | None:
    """Return when something is due: a bare day's end, an instant, ``-`` for not."""
    if text == "-":
        return None
    return instant(text) if "T" in text else end_of(day_of(instant(text)))


def yellow(text: str) -> datetime | None:
    """Return from when something is yellow: a bare day's beginning, an instant, ``-`` for not."""
    if text == "-":
        return None
    return instant(text) if "T" in text else start_of(day_of(instant(text)))


def setting(
    of: str, lead: str = "", calendar: Calendar | None = None, window: Calendar | None = None
) -> Setting:
    """Return what ``medical_aid`` or ``dibao special`` is counted by; with a lead it cooperates."""
    code, _, procedure = of.partition(" ")
    return Setting(
        catalogue.get(code), Procedure(procedure or "regular"), catalogue.defaults(),
        calendar or announced(), window=window,
        role=ReferralRole.COOPERATING if lead else ReferralRole.LEAD, lead=_lead(lead),
    )  # fmt: skip


def _lead(text: str) -> LeadDue | None:
    at = due(text) if text not in {"", "stands"} else None
    return LeadDue(at, in_hours="T" in text) if at else None


def words(deadline: Deadline) -> str:
    """Return the deadline's explanation in 简体."""
    with speaking(Language.HANS):
        return "；".join(map(str, explain(deadline)))


@dataclass(frozen=True)
class Row:
    """What happened, and what follows from it."""

    name: str
    of: str
    acts: str
    due: str
    yellow: str = ""
    lamps: str = ""
    says: str = ""
    lead: str = ""
    provisional: bool = False


def found(row: Row, clock: Clock, state: ReferralState = ReferralState.ACCEPTED) -> Deadline:
    """Return the clock of the row's referral."""
    deadline = clocks(state, acts(row.acts), setting(row.of, row.lead)).get(clock)
    assert deadline is not None
    return deadline


def holds(row: Row, deadline: Deadline) -> None:
    """Assert everything the row says of the deadline."""
    assert deadline.due_at == due(row.due)
    if row.yellow:
        assert deadline.yellow_at == yellow(row.yellow)
    assert deadline.provisional is row.provisional
    for each in filter(None, row.lamps.split(", ")):
        at, colour = each.split()
        now = instant(at, bare="00:00")
        assert lamp(deadline.due_at, deadline.yellow_at, paused=deadline.paused, now=now) == colour
    for text in filter(None, row.says.split(" / ")):
        assert text in words(deadline)


def table(*rows: Row) -> pytest.MarkDecorator:
    """Return the mark that runs a test for each row, under the row's name."""
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.name)


ASKED = "send 03-02, accept 03-03, ask_papers"
NOTICE = "send 03-02, accept 03-03, begin_stage 03-10 stage=public_notice"
