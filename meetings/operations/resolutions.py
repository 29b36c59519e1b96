"""Resolutions 议定事项: received, carried out, reported, checked, struck off by somebody else."""

from __future__ import annotations

from datetime import datetime

from meetings.inputs import AskMore, Plain, Report, WithReason
from meetings.model import Extension, Resolution, UnitRole
from meetings.model import ResolutionAction as Action
from meetings.operations.acting import on_resolution
from meetings.queries import things
from meetings.rules.limits import due
from meetings.tables import PartRow
from portal.directory.model import Person
from portal.directory.queries import working_days


async def _plain(action: Action, key: str, given: Plain, by: Person, at: datetime) -> Resolution:
    async with on_resolution(action, key, given.version, by=by, at=at) as deed:
        pass
    return await things.resolution(deed.thing.id)


async def _reasoned(
    action: Action, key: str, given: WithReason, by: Person, at: datetime
) -> Resolution:
    async with on_resolution(action, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
    return await things.resolution(deed.thing.id)


async def receive(key: str, given: Plain, *, by: Person, at: datetime) -> Resolution:
    """Sign for a resolution 签收."""
    return await _plain(Action.RECEIVE, key, given, by, at)


async def start(key: str, given: Plain, *, by: Person, at: datetime) -> Resolution:
    """Begin to carry a resolution out."""
    return await _plain(Action.START, key, given, by, at)


async def report(key: str, given: Report, *, by: Person, at: datetime) -> Resolution:
    """Report what was done, with the evidence; another person checks it."""
    async with on_resolution(Action.REPORT, key, given.version, by=by, at=at) as deed:
        deed.set(report=given.report, reported_by_id=by.id)
    return await things.resolution(deed.thing.id)


async def cooperate(key: str, given: Report, *, by: Person, at: datetime) -> Resolution:
    """Report a cooperating unit's own part; it cannot close the lead's."""
    async with on_resolution(Action.COOPERATE, key, given.version, by=by, at=at) as deed:
        units = {held.unit.id for held in by.memberships}
        mine = next(
            part for part in deed.thing.parts
            if part.role is UnitRole.COOPERATING and part.unit.id in units and part.done_at is None
        )  # fmt: skip
        row = PartRow
        await row.update({row.done_at: at, row.words: given.report}).where(row.id == mine.id)
        deed.say(unit=mine.unit.name)
    return await things.resolution(deed.thing.id)


async def send_back(key: str, given: WithReason, *, by: Person, at: datetime) -> Resolution:
    """Send a report back, with what is missing."""
    return await _reasoned(Action.SEND_BACK, key, given, by, at)


async def check(key: str, given: Plain, *, by: Person, at: datetime) -> Resolution:
    """Find the evidence complete."""
    return await _plain(Action.CHECK, key, given, by, at)


async def strike_off(key: str, given: Plain, *, by: Person, at: datetime) -> Resolution:
    """Strike a resolution off 销号; never who reported it."""
    async with on_resolution(Action.STRIKE_OFF, key, given.version, by=by, at=at) as deed:
        deed.set(closed_at=at)
    return await things.resolution(deed.thing.id)


async def suspend(key: str, given: WithReason, *, by: Person, at: datetime) -> Resolution:
    """Suspend a resolution, with the reason."""
    return await _reasoned(Action.SUSPEND, key, given, by, at)


async def resume(key: str, given: Plain, *, by: Person, at: datetime) -> Resolution:
    """Take a suspended resolution up again."""
    return await _plain(Action.RESUME, key, given, by, at)


async def ask_extension(key: str, given: AskMore, *, by: Person, at: datetime) -> Resolution:
    """Ask for more working days; the old date stands until it is granted."""
    async with on_resolution(Action.ASK_EXTENSION, key, given.version, by=by, at=at) as deed:
        deed.set(extension=Extension.ASKED, extension_days=given.working_days)
        deed.say(reason=given.reason, days=given.working_days)
    return await things.resolution(deed.thing.id)


async def grant_extension(key: str, given: WithReason, *, by: Person, at: datetime) -> Resolution:
    """Grant the extension that was asked; the due day moves."""
    calendar = await working_days()
    async with on_resolution(Action.GRANT_EXTENSION, key, given.version, by=by, at=at) as deed:
        held = deed.thing
        extended = held.extended_days + held.extension_days
        assert held.issued_at is not None
        until = due(held.issued_at, held.working_days + extended, calendar)
        deed.set(extension=Extension.GRANTED, extended_days=extended,
                 due_at=until.due_at, yellow_at=until.yellow_at)  # fmt: skip
        deed.say(reason=given.reason, days=held.extension_days)
    return await things.resolution(deed.thing.id)


async def refuse_extension(key: str, given: WithReason, *, by: Person, at: datetime) -> Resolution:
    """Refuse the extension that was asked; the old date is kept."""
    async with on_resolution(Action.REFUSE_EXTENSION, key, given.version, by=by, at=at) as deed:
        deed.set(extension=Extension.REFUSED)
        deed.say(reason=given.reason)
    return await things.resolution(deed.thing.id)
