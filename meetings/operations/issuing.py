"""Issuing 印发: number, bytes, hash, frozen text, resolutions and decisions in one transaction.

The paper is set before the transaction with the number that comes next, and again if somebody else
took that meanwhile: nothing slow happens inside, no number is missing and none is there twice.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from meetings import access
from meetings.inputs import Issue
from meetings.model import Body, Ending, Meeting, Minutes, Resolution, ResolutionState, Series
from meetings.model import MinutesAction as Action
from meetings.operations.acting import Deed, on_minutes
from meetings.operations.minutes import carry_out
from meetings.operations.printing import printed
from meetings.operations.setting import Moved, Paper, set_before
from meetings.queries import locate, situations, things
from meetings.rules.limits import due
from meetings.states import ENDINGS
from meetings.tables import ResolutionRow
from portal.core.calendar import Calendar, day_of
from portal.core.i18n import N_, say
from portal.core.ids import coming_number, next_number
from portal.directory.model import Person
from portal.directory.queries import working_days
from portal.documents import files
from portal.jobs.queue import enqueue
from portal.journal.record import record


class Sitting(msgspec.Struct, frozen=True):
    """Everything an issue needs to have at hand, and the number that comes next."""

    minutes: Minutes
    meeting: Meeting
    body: Body
    calendar: Calendar
    number: int


async def issue(key: str, given: Issue, *, by: Person, at: datetime) -> Minutes:
    """Issue signed minutes under the body's next number; return them.

    Raises as every act does; what was refused has taken no number.
    """

    async def made() -> Paper[Sitting]:
        sitting = await _ready(key, by, at)
        data = await printed(sitting.minutes, sitting.meeting, sitting.body, sitting.number, at)
        return Paper(sitting, await files.put(data))

    async def act(paper: Paper[Sitting]) -> Minutes:
        return await _issue(key, given, paper, by=by, at=at)

    busy = say(N_("编号正忙，纪要没有印发。请再试一次。"))
    return await set_before(made, act, busy=busy)


async def _ready(key: str, by: Person, at: datetime) -> Sitting:
    """Return what is to be issued; refuse before anything slow is done."""
    minutes = await things.minutes(await locate.minutes(key))
    access.row_of(Action.ISSUE, await situations.of(minutes, by=by, at=at), by)
    body = await things.body(minutes.body_id)
    return Sitting(
        minutes, await things.meeting(minutes.meeting_id), body, await working_days(),
        await coming_number(_series(body, at)),
    )  # fmt: skip


def _series(body: Body, at: datetime) -> str:
    return f"minutes:{body.code}:{_year(body, at)}"


def _year(body: Body, at: datetime) -> int:
    return day_of(at).year if body.series is Series.YEAR else 0


async def _issue(
    key: str, given: Issue, paper: Paper[Sitting], *, by: Person, at: datetime
) -> Minutes:
    sitting, held = paper.draft, paper.put
    async with on_minutes(Action.ISSUE, key, given.version, by=by, at=at) as deed:
        number = await next_number(_series(sitting.body, at))
        if number != sitting.number:
            raise Moved
        name = f"{sitting.body.name}纪要第{number}期.pdf"
        await files.keep(held, name=name, mime="application/pdf", by=by, at=at)
        deed.set(
            number=number, year=_year(sitting.body, at), issued_at=at, file_code=held.code,
            sha256=held.sha256, frozen=_frozen(deed.thing),
        )  # fmt: skip
        deed.say(number=number, sha256=held.sha256)
        await _in_force(deed, sitting)
    return await things.minutes(deed.thing.id)


def _frozen(minutes: Minutes) -> str:
    return "\n\n".join(item.text for item in minutes.items)


async def _in_force(deed: Deed[Minutes], sitting: Sitting) -> None:
    row = ResolutionRow
    drafts = (row.minutes_id == deed.thing.id) & (row.state == ResolutionState.DRAFT.value)
    for each in await things.resolutions(drafts):
        await _begin(each, sitting, deed.by, deed.at)
    if deed.thing.revokes:
        await _end_all(deed)
    for item in deed.thing.items:
        topic = await things.topic(item.topic_id)
        await carry_out(deed.thing, item, topic, by=deed.by, at=deed.at)


async def _end_all(deed: Deed[Minutes]) -> None:
    """End what the revoked minutes resolved and is still open."""
    named = deed.thing.corrects
    assert named is not None
    later = deed.thing.key
    for each in await things.resolutions_of(await locate.minutes(named.key)):
        await _end_earlier(each.id, Ending.CANCEL, later, deed.by, deed.at)


async def _begin(held: Resolution, sitting: Sitting, by: Person, at: datetime) -> None:
    """Put a resolution in force: numbered, its days counted, its units told."""
    year = day_of(at).year
    division = sitting.body.division_code
    serial = await next_number(f"resolution:{division}:{year}")
    until = due(at, held.working_days, sitting.calendar)
    row = ResolutionRow
    await row.update({
        row.number: f"{division}-R-{year}-{serial:04d}", row.state: ResolutionState.ISSUED.value,
        row.issued_at: at, row.due_at: until.due_at, row.yellow_at: until.yellow_at,
        row.version: row.version + 1, row.updated_at: at,
    }).where(row.id == held.id)  # fmt: skip
    await record(
        "resolution:issue", subject=("resolution", held.id, held.code), by=by, at=at,
        now={"state": ResolutionState.ISSUED.value, "due_at": until.due_at},
    )  # fmt: skip
    await _tell("resolution:issue", held.id, at)
    if held.ends_id is not None and held.ending is not None:
        await _end_earlier(held.ends_id, held.ending, f"{division}-R-{year}-{serial:04d}", by, at)


async def _end_earlier(
    earlier_id: int, ending: Ending, number: str, by: Person, at: datetime
) -> None:
    """End an earlier resolution for a later one's sake, unless it has ended by now."""
    earlier, table, row = await things.resolution(earlier_id), ENDINGS[ending], ResolutionRow
    if earlier.state not in table.origin:
        return
    assert table.to is not None
    await row.update({
        row.state: table.to.value, row.closed_at: at, row.version: row.version + 1,
        row.updated_at: at,
    }).where(row.id == earlier.id)  # fmt: skip
    tag = f"resolution:{ending.value}"
    await record(
        tag, subject=("resolution", earlier.id, earlier.code), by=by, at=at,
        was={"state": earlier.state.value}, now={"state": table.to.value}, data={"later": number},
    )  # fmt: skip
    await _tell(tag, earlier.id, at)


async def _tell(tag: str, resolution_id: int, at: datetime) -> None:
    await enqueue(
        "meetings.tell", key=f"{tag}:{resolution_id}", at=at,
        payload={"tag": tag, "kind": "resolution", "id": resolution_id, "data": {}},
    )  # fmt: skip
