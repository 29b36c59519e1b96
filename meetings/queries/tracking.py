"""The resolutions that are tracked: what is due first stands first; sought by who, where, what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import reduce
from operator import and_
from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.query.functions.aggregate import Count
from piccolo.query.methods.select import SelectRaw

from meetings.model import ENDED, ResolutionState, UnitRef, UnitRole
from meetings.queries import rows, scope
from meetings.tables import BodyRow, MinutesRow, PartRow, ResolutionRow
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.lamps import Lamp
from portal.core.paging import Page, as_id, decode_cursor, encode_cursor
from portal.directory.model import Person

LIMIT = 25

_R = ResolutionState
VIEWS: Mapping[str, frozenset[str]] = {
    "open": frozenset({_R.ISSUED, _R.RECEIVED, _R.IN_PROGRESS, _R.SUSPENDED}),
    "reported": frozenset({_R.REPORTED, _R.CHECKED}),
    "over": ENDED,
}
# The lamps a list can be asked for; what is suspended stands still, what has ended has none.
LAMPS = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.PAUSED)


class Sought(msgspec.Struct, frozen=True):
    """What of the list is asked for; ``unit`` and ``body`` are codes, ``meeting`` a number.

    ``part`` is the unit's role in it, or anybody's. ``q`` is looked for in what was
    resolved and in the number.
    """

    view: str = "open"
    q: str = ""
    unit: str = ""
    part: str = ""
    body: str = ""
    meeting: str = ""
    lamp: str = ""
    cursor: str = ""
    limit: int = LIMIT


_FILTERS = ("q", "unit", "part", "body", "meeting", "lamp")
_SAID = """("resolution"."text" LIKE {} ESCAPE '!' OR "resolution"."number" LIKE {} ESCAPE '!')"""


def asked(given: Mapping[str, str], view: str = "open") -> Sought:
    """Return what an address asks for; what it does not know is no part of it."""
    told = {name: given.get(name, "").strip()[:80] for name in (*_FILTERS, "cursor")}
    return msgspec.convert(told | {"view": view}, Sought)


def in_force(sought: Sought) -> dict[str, str]:
    """Return the filters that are asked for, as they stand in an address."""
    return {name: value for name in _FILTERS if (value := getattr(sought, name))}


class ResolutionLine(msgspec.Struct, frozen=True):
    """One resolution as a list shows it."""

    key: str
    text: str
    state: ResolutionState
    meeting_key: str
    due_at: datetime | None
    yellow_at: datetime | None
    next_on: date | None = None  # the day of the next step that is planned


# The text is what SQLite keeps of a day.
_NEXT = """(SELECT CAST(MIN(m.due_on) AS TEXT) FROM milestone m
    WHERE m.resolution_id = "resolution"."id" AND m.done_at IS NULL AND m.dropped_at IS NULL)
    AS next_on"""


async def resolutions(person: Person, sought: Sought, *, at: datetime) -> Page[ResolutionLine]:
    """Return a page of the person's resolutions, by when they are due.

    ``Invalid`` for a view, lamp or cursor that does not exist.
    """
    row = ResolutionRow
    found = await row.select(
        row.id, row.number, row.text, row.state, row.due_at, row.yellow_at,
        row.minutes_id.meeting_id.number, SelectRaw(_NEXT),
    ).where(predicate(person, sought, at=at) & _after(sought.cursor)).order_by(
        row.due_at
    ).order_by(row.id).limit(sought.limit + 1)  # fmt: skip
    shown = found[: sought.limit]
    more = shown and len(found) > sought.limit
    following = encode_cursor(shown[-1]["due_at"].isoformat(), shown[-1]["id"]) if more else None
    return Page(tuple(map(_line, shown)), following)


async def units(person: Person) -> tuple[UnitRef, ...]:
    """Return the units with a part in an open resolution the person reads, by their names."""
    row = ResolutionRow
    mine = row.select(row.id).where(
        scope.resolutions(person) & row.number.is_not_null() & row.state.not_in(sorted(ENDED))
    )
    found = await PartRow.select(*rows.unit_columns(PartRow.unit_id)).where(
        PartRow.resolution_id.is_in(mine)
    ).order_by(PartRow.unit_id.name)  # fmt: skip
    return tuple({each.id: each for each in (rows.to_unit(r, "unit_id") for r in found)}.values())


def predicate(person: Person, sought: Sought, *, at: datetime) -> Any:
    """Return the predicate of the issued resolutions that are asked for, as far as one reads."""
    row = ResolutionRow
    if sought.view not in VIEWS:
        raise Invalid([problem("view", N_("没有这个分类，请从上方选择。"), code="unknown")])
    mine = scope.resolutions(person) & row.state.is_in(sorted(VIEWS[sought.view]))
    return mine & filters(sought, at=at)


def filters(sought: Sought, *, at: datetime) -> Any:
    """Return the predicate of what is asked for beside the view, whoever asks."""
    row = ResolutionRow
    wanted: list[Any] = [WhereRaw("1 = 1")]
    if sought.q:
        like = f"%{_escaped(sought.q)}%"
        wanted.append(WhereRaw(_SAID, like, like))
    if sought.unit or sought.part:
        part = PartRow.select(PartRow.resolution_id).where(_part(sought))
        wanted.append(row.id.is_in(part))
    if sought.body:
        wanted.append(
            row.body_id.is_in(BodyRow.select(BodyRow.id).where(BodyRow.code == sought.body))
        )
    if sought.meeting:
        of_it = MinutesRow.meeting_id.number == sought.meeting
        wanted.append(row.minutes_id.is_in(MinutesRow.select(MinutesRow.id).where(of_it)))
    if sought.lamp:
        wanted.append(_lamp(sought.lamp, at))
    return reduce(and_, wanted)


def _part(sought: Sought) -> Any:
    if sought.part and sought.part not in {each.value for each in UnitRole}:
        raise Invalid([problem("part", N_("没有这个选项，请从列表中选择。"), code="unknown")])
    wanted: list[Any] = []
    if sought.unit:
        wanted.append(PartRow.unit_id.code == sought.unit)
    if sought.part:
        wanted.append(PartRow.role == sought.part)
    return reduce(and_, wanted)


async def counts(person: Person, sought: Sought, *, at: datetime) -> dict[str, int]:
    """Return how many resolutions each tab holds under these filters, in one query.

    How many have ever ended is no figure to work by: that tab has none.
    """
    row = ResolutionRow
    counted = sorted(VIEWS["open"] | VIEWS["reported"])
    wanted = scope.resolutions(person) & filters(sought, at=at) & row.state.is_in(counted)
    found = await row.select(row.state, Count(alias="n")).where(wanted).group_by(row.state)
    by_state = {each["state"]: int(each["n"]) for each in found}
    return {name: sum(by_state.get(state, 0) for state in VIEWS[name])
            for name in ("open", "reported")}  # fmt: skip


def _escaped(text: str) -> str:
    return "".join(f"!{each}" if each in "!%_" else each for each in text)


def _lamp(name: str, at: datetime) -> Any:
    row, still = ResolutionRow, ResolutionRow.state == _R.SUSPENDED.value
    if name not in {each.value for each in LAMPS}:
        raise Invalid([problem("lamp", N_("没有这个选项，请从列表中选择。"), code="unknown")])
    if name == Lamp.PAUSED:
        return still
    runs: Any = row.state.not_in([_R.SUSPENDED.value, *sorted(ENDED)])
    burns: dict[str, Any] = {
        Lamp.RED: row.due_at <= at,
        Lamp.YELLOW: (row.due_at > at) & (row.yellow_at <= at),
        Lamp.GREEN: row.yellow_at > at,
    }
    return runs & burns[name]


def _after(cursor: str) -> Any:
    if not cursor:
        return WhereRaw("1 = 1")
    text, key = decode_cursor(cursor, 2)
    try:
        due = datetime.fromisoformat(str(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid([problem("cursor", N_("翻页位置无效，请回到列表的第一页。"))]) from None
    row = ResolutionRow
    return (row.due_at > due) | ((row.due_at == due) & (row.id > as_id(key)))


def _line(row: dict[str, Any]) -> ResolutionLine:
    return ResolutionLine(
        key=row["number"], text=row["text"], state=ResolutionState(row["state"]),
        meeting_key=row["minutes_id.meeting_id.number"], due_at=row["due_at"],
        yellow_at=row["yellow_at"],
        next_on=date.fromisoformat(row["next_on"]) if row["next_on"] else None,
    )  # fmt: skip
