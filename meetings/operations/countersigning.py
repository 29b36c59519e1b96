"""Countersigning 会签 in rounds: the units that were there agree, comment or object."""

from __future__ import annotations

from datetime import datetime

from meetings.inputs import AnswerIn, Circulating, Opinion, Overrule, Plain, RemarkIn, WithReason
from meetings.model import (
    Attendance,
    Countersignature,
    Minutes,
    Resolution,
    ResolutionState,
    SignState,
    TextKind,
)
from meetings.model import MinutesAction as Action
from meetings.operations import texts
from meetings.operations.acting import on_minutes
from meetings.operations.minutes import affected
from meetings.queries import rows, things
from meetings.rules.limits import due
from meetings.rules.rounds import circulated, paragraphs
from meetings.tables import CountersignatureRow, MinutesItemRow, RemarkRow, ResolutionRow
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.model import Person
from portal.directory.queries import working_days

_STANDS = frozenset(
    {SignState.AGREED, SignState.AGREED_WITH_COMMENT, SignState.OVERRULED, SignState.LAPSED}
)


async def circulate(key: str, given: Circulating, *, by: Person, at: datetime) -> Minutes:
    """Send minutes round: at first to all that were there, then to those whose text has changed.

    What the others said stands on into the new round. Who says nothing until its term ends has
    lapsed, and is told the day before.
    """
    calendar = await working_days()
    async with on_minutes(Action.CIRCULATE, key, given.version, by=by, at=at) as deed:
        minutes = deed.thing
        await texts.note(minutes, at=at)
        called = await things.attendance(minutes.meeting_id)
        drafts = await _drafts(minutes)
        changed = await _changed(minutes, drafts)
        for each in called:
            if each.present:
                await _ask(minutes, each, changed)
        await _freeze(minutes, drafts, by=by, at=at)
        term = due(at, given.working_days, calendar)
        deed.set(round=minutes.round + 1, due_at=term.due_at, warn_at=term.yellow_at)
        deed.say(round=minutes.round + 1)
    return await things.minutes(deed.thing.id)


async def _drafts(minutes: Minutes) -> tuple[Resolution, ...]:
    row = ResolutionRow
    return await things.resolutions(
        (row.minutes_id == minutes.id) & (row.state == ResolutionState.DRAFT.value)
    )


async def _changed(minutes: Minutes, drafts: tuple[Resolution, ...]) -> frozenset[int]:
    """Return the ids of the units whose items differ from what went round last."""
    found: set[int] = set()
    for item in minutes.items:
        if circulated(item, drafts) != item.circulated:
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


async def _freeze(
    minutes: Minutes, drafts: tuple[Resolution, ...], *, by: Person, at: datetime
) -> None:
    """Keep each item as it goes round, to see later what has changed since."""
    row = MinutesItemRow
    codes = {each["id"]: each["code"] for each in await row.select(row.id, row.code).where(
        row.minutes_id == minutes.id)}  # fmt: skip
    for item in minutes.items:
        text = circulated(item, drafts)
        sealed = rows.sealed("minutes_item", codes[item.id], "circulated", text)
        await row.update({row.circulated_sealed: sealed}).where(row.id == item.id)
        kept = texts.Text(item.id, TextKind.ROUND, minutes.round + 1, text)
        await texts.keep(kept, by=by, at=at)


async def agree(key: str, given: Plain, *, by: Person, at: datetime) -> Minutes:
    """Agree for one's unit."""
    return await _say(Action.AGREE, SignState.AGREED, key, given.version, by=by, at=at)


async def comment(key: str, given: Opinion, *, by: Person, at: datetime) -> Minutes:
    """Agree with a comment, on an item or on the whole; it gets an answer as a remark does."""
    return await _say(
        Action.COMMENT, SignState.AGREED_WITH_COMMENT, key, given.version, by=by, at=at,
        text=given.text, item=given.item,
    )  # fmt: skip


async def remark(key: str, given: RemarkIn, *, by: Person, at: datetime) -> Minutes:
    """Say something to a paragraph as it went round; the unit's answer to the round is apart."""
    async with on_minutes(Action.REMARK, key, given.version, by=by, at=at) as deed:
        minutes, units = deed.thing, {held.unit.id for held in by.memberships}
        mine = next(each for each in minutes.asked if each.unit.id in units)
        item_id, number = (int(part) for part in given.place.split("."))
        item = next((each for each in minutes.items if each.id == item_id), None)
        if item is None or not 1 <= number <= len(paragraphs(item.circulated)):
            raise Invalid([problem("place", N_("请从列表中选择段落。"))])
        await _remark(minutes, mine, given.text, by=by, at=at, item=item.id, paragraph=number)
        deed.say(unit=mine.unit.name, item=item.id, paragraph=number)
    return await things.minutes(deed.thing.id)


async def _remark(
    minutes: Minutes, mine: Countersignature, text: str, *, by: Person, at: datetime,
    item: int | None, paragraph: int | None = None,
) -> None:  # fmt: skip
    code, row = new_code(), RemarkRow
    await row.insert(
        row(
            code=code, minutes_id=minutes.id, round=minutes.round, unit_id=mine.unit.id,
            item_id=item, paragraph=paragraph, by_name=by.name, at=at, answer_sealed="",
            answered_by="", text_sealed=rows.sealed("remark", code, "text", text),
        )
    )  # fmt: skip


async def answer(key: str, given: AnswerIn, *, by: Person, at: datetime) -> Minutes:
    """Answer a remark; a later answer takes the place of the earlier one."""
    async with on_minutes(Action.ANSWER, key, given.version, by=by, at=at) as deed:
        held = next((each for each in deed.thing.remarks if each.code == given.remark), None)
        if held is None:
            raise Invalid([problem("remark", N_("没有这条意见，请从列表中选择。"))])
        row = RemarkRow
        await row.update({
            row.answer_sealed: rows.sealed("remark", held.code, "answer", given.answer),
            row.answered_by: by.name,
        }).where(row.id == held.id)  # fmt: skip
        deed.say(unit=held.unit.name, round=held.round)
    return await things.minutes(deed.thing.id)


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
        if action is Action.COMMENT:
            await _remark(deed.thing, mine, text, by=by, at=at, item=item)
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
