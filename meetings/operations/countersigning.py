"""Countersigning 会签 in rounds: the units that were there agree, comment or object."""

from __future__ import annotations

from datetime import datetime

from meetings.inputs import Opinion, Overrule, Plain, WithReason
from meetings.model import Attendance, Countersignature, Minutes, ResolutionState, SignState
from meetings.model import MinutesAction as Action
from meetings.operations import texts
from meetings.operations.acting import on_minutes
from meetings.operations.minutes import affected
from meetings.queries import rows, things
from meetings.tables import CountersignatureRow, MinutesItemRow, ResolutionRow
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.directory.model import Person

_STANDS = frozenset({SignState.AGREED, SignState.AGREED_WITH_COMMENT, SignState.OVERRULED})


async def circulate(key: str, given: Plain, *, by: Person, at: datetime) -> Minutes:
    """Send minutes round: at first to all that were there, then to those whose text has changed.

    What the others said stands on into the new round.
    """
    async with on_minutes(Action.CIRCULATE, key, given.version, by=by, at=at) as deed:
        minutes = deed.thing
        await texts.note(minutes, at=at)
        called = await things.attendance(minutes.meeting_id)
        changed = await _changed(minutes)
        for each in called:
            if each.present:
                await _ask(minutes, each, changed)
        await _freeze(minutes)
        deed.set(round=minutes.round + 1)
        deed.say(round=minutes.round + 1)
    return await things.minutes(deed.thing.id)


async def _changed(minutes: Minutes) -> frozenset[int]:
    """Return the ids of the units whose items differ from what went round last."""
    row = ResolutionRow
    drafts = await things.resolutions(
        (row.minutes_id == minutes.id) & (row.state == ResolutionState.DRAFT.value)
    )
    found: set[int] = set()
    for item in minutes.items:
        if item.text != item.circulated:
            found |= affected(item, await things.topic(item.topic_id), drafts)
    return frozenset(found)


async def _ask(minutes: Minutes, called: Attendance, changed: frozenset[int]) -> None:
    before = next((each for each in minutes.asked if each.unit.id == called.unit.id), None)
    stands = before is not None and before.state in _STANDS and called.unit.id not in changed
    kept = before if stands else None
    row = CountersignatureRow
    await row.insert(
        row(
            minutes_id=minutes.id, round=minutes.round + 1, unit_id=called.unit.id,
            state=(kept.state if kept else SignState.PENDING).value,
            text=kept.text if kept else "", answer=kept.answer if kept else "",
            by_name=kept.by_name if kept else "", at=kept.at if kept else None,
        )
    )  # fmt: skip


async def _freeze(minutes: Minutes) -> None:
    """Keep each item's text as it goes round, to see later what has changed since."""
    row = MinutesItemRow
    codes = {each["id"]: each["code"] for each in await row.select(row.id, row.code).where(
        row.minutes_id == minutes.id)}  # fmt: skip
    for item in minutes.items:
        text = rows.sealed("minutes_item", codes[item.id], "circulated", item.text)
        await row.update({row.circulated_sealed: text}).where(row.id == item.id)


async def agree(key: str, given: Plain, *, by: Person, at: datetime) -> Minutes:
    """Agree for one's unit."""
    return await _say(Action.AGREE, SignState.AGREED, key, given.version, by=by, at=at)


async def comment(key: str, given: Opinion, *, by: Person, at: datetime) -> Minutes:
    """Agree with a comment, on an item or on the whole."""
    return await _say(
        Action.COMMENT, SignState.AGREED_WITH_COMMENT, key, given.version, by=by, at=at,
        text=given.text, item=given.item,
    )  # fmt: skip


async def object_(key: str, given: Opinion, *, by: Person, at: datetime) -> Minutes:
    """Object; it ends by new text, by taking it back, or by the convener's written decision."""
    return await _say(
        Action.OBJECT, SignState.OBJECTION, key, given.version, by=by, at=at,
        text=given.text, item=given.item,
    )  # fmt: skip


async def take_back(key: str, given: Plain, *, by: Person, at: datetime) -> Minutes:
    """Take one's unit's objection back."""
    return await _say(Action.TAKE_BACK, SignState.AGREED, key, given.version, by=by, at=at)


async def _say(
    action: Action, state: SignState, key: str, seen: int, *, by: Person, at: datetime,
    text: str = "", item: int | None = None,
) -> Minutes:  # fmt: skip
    async with on_minutes(action, key, seen, by=by, at=at) as deed:
        mine = _own(deed.thing, by)
        row = CountersignatureRow
        await row.update({
            row.state: state.value, row.text: text or mine.text, row.item_id: item,
            row.by_name: by.name, row.at: at,
        }).where(row.id == mine.id)  # fmt: skip
        deed.say(unit=mine.unit.name, says=state.value)
    return await things.minutes(deed.thing.id)


def _own(minutes: Minutes, by: Person) -> Countersignature:
    units = {held.unit.id for held in by.memberships}
    # The guard has seen that one of the person's units is asked.
    open_ = (SignState.PENDING, SignState.OBJECTION)
    return next(each for each in minutes.asked if each.unit.id in units and each.state in open_)


async def overrule(key: str, given: Overrule, *, by: Person, at: datetime) -> Minutes:
    """Decide on an objection in writing; the decision stays in the dossier."""
    async with on_minutes(Action.OVERRULE, key, given.version, by=by, at=at) as deed:
        objection = _objection(deed.thing, given.unit)
        row = CountersignatureRow
        await row.update({
            row.state: SignState.OVERRULED.value, row.answer: given.reason,
        }).where(row.id == objection.id)  # fmt: skip
        deed.say(unit=objection.unit.name, reason=given.reason)
    return await things.minutes(deed.thing.id)


def _objection(minutes: Minutes, code: str) -> Countersignature:
    for each in minutes.asked:
        if each.unit.code == code and each.state is SignState.OBJECTION:
            return each
    raise Invalid([problem("unit", N_("该单位在这一轮没有异议，请从列表中选择。"))])


async def to_signature(key: str, given: Plain, *, by: Person, at: datetime) -> Minutes:
    """Put minutes before the convener."""
    async with on_minutes(Action.TO_SIGNATURE, key, given.version, by=by, at=at) as deed:
        await texts.note(deed.thing, at=at)
    return await things.minutes(deed.thing.id)


async def sign(key: str, given: Plain, *, by: Person, at: datetime) -> Minutes:
    """Sign 签发; the text does not change any more."""
    async with on_minutes(Action.SIGN, key, given.version, by=by, at=at) as deed:
        deed.set(signed_by=by.name, signed_at=at)
    return await things.minutes(deed.thing.id)


async def refuse(key: str, given: WithReason, *, by: Person, at: datetime) -> Minutes:
    """Refuse to sign, with the reason; the text is worked on again."""
    async with on_minutes(Action.REFUSE, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
    return await things.minutes(deed.thing.id)
