"""Register and bulletin as they stand when they are asked for; page, paper and API say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from meetings.model import Resolution
from meetings.papers import held
from meetings.papers.resolutions import Bulletin, Entry, Register
from meetings.papers.resolutions import bulletin as bulletin_paper
from meetings.queries import register, tracking
from meetings.rules import lamps
from portal.core.calendar import day_of, end_of, start_of
from portal.core.fields import asked_day
from portal.core.i18n import Language, speaking
from portal.directory.model import Person
from portal.directory.queries import working_days
from portal.render.labels import label

# The bulletin goes out in the office's name: whoever reads only a part of it does not make it.
OFFICES = "resolution.remind"


async def register_of(asked: Mapping[str, str], *, by: Person, at: datetime) -> Register:
    """Return the register that is asked for: ``body``, and the filters of the list."""
    filters = tracking.filters(tracking.asked(asked), at=at)
    body, rows = await register.of(by, asked.get("body", ""), filters)
    return Register(body.name, at, await _entries(rows, at))


async def bulletin_of(asked: Mapping[str, str], *, by: Person, at: datetime) -> Bulletin:
    """Return the bulletin that is asked for: ``body``, ``since`` and ``until``, this year's else.

    What was resolved earlier and is still open is in it. Raises ``Invalid`` for a day that is none.
    """
    today = day_of(at)
    since = asked_day("since", asked.get("since", "")) or date(today.year, 1, 1)
    until = asked_day("until", asked.get("until", "")) or today
    body, rows = await register.in_force(
        by, OFFICES, asked.get("body", ""), start_of(since), end_of(until)
    )
    return bulletin_paper(body.name, await _entries(rows, at), since=since, until=until, day=today)


async def _entries(
    rows: Sequence[tuple[Resolution, int | None]], at: datetime
) -> tuple[Entry, ...]:
    """Return the rows of a register, in the words of official papers."""
    days = await working_days()
    with speaking(Language.HANS):
        return tuple([
            held.entry(each, issue, lamps.shown(
                each.state, each.due_at, each.yellow_at, now=at, calendar=days,
            ).colour, label(each.state))
            for each, issue in rows
        ])  # fmt: skip
