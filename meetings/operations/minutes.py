"""Minutes 纪要: written item by item, resolutions beside the text, and carried out in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from meetings import referral_links
from meetings.inputs import AtOnce, Distributing, Drop, Resolve, Saving, WithReason, Writing
from meetings.model import (
    Distribution,
    Effect,
    Extension,
    Item,
    Meeting,
    Minutes,
    MinutesState,
    Resolution,
    ResolutionState,
    SaveState,
    Topic,
    TopicOutcome,
    UnitRole,
)
from meetings.model import MinutesAction as Action
from meetings.operations import texts
from meetings.operations.acting import Deed, on_minutes
from meetings.operations.bodies import named
from meetings.queries import rows, things
from meetings.queries import texts as kept
from meetings.states import ENDINGS
from meetings.tables import MinutesItemRow, MinutesRow, PartRow, ResolutionRow
from portal.core.errors import Invalid, NotPossible, Stale, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.model import Person, Unit
from portal.directory.queries import unit
from portal.journal.record import record

# What the title of a correction ends with.
CORRECTING = "（更正）"
# What the title of a document that takes minutes back ends with.
REVOKING = "（撤销）"
_DECIDED = frozenset(
    {TopicOutcome.AGREED, TopicOutcome.AGREED_WITH_CHANGES, TopicOutcome.NOT_AGREED}
)


async def begin(meeting: Meeting, *, by: Person, at: datetime) -> int:
    """Begin a meeting's minutes in the transaction that begins the session; return their id."""
    code = new_code()
    body = await things.body(meeting.body_id)
    row = MinutesRow(
        code=code, body_id=meeting.body_id, body_path=body.path, meeting_id=meeting.id,
        state=MinutesState.DRAFTING.value, title=f"{meeting.title}纪要", signed_by="", file_code="",
        sha256="", frozen_sealed="", reason="", distribution="", created_at=at, updated_at=at,
    )  # fmt: skip
    minutes_id = int((await MinutesRow.insert(row))[0]["id"])
    await record("minutes:begin", subject=("minutes", minutes_id, code), by=by, at=at)
    return minutes_id


async def add_item(topic: Topic, text: str, *, at: datetime) -> None:
    """Begin a topic's item, in the transaction that records its outcome."""
    assert topic.meeting_id is not None
    minutes_id = await things.minutes_of(topic.meeting_id)
    assert minutes_id is not None
    code = new_code()
    row = MinutesItemRow
    await row.insert(
        row(
            code=code, minutes_id=minutes_id, topic_id=topic.id, position=topic.position,
            text_sealed=rows.sealed("minutes_item", code, "text", text), circulated_sealed="",
            effect="",
        )
    )  # fmt: skip
    minutes = MinutesRow
    await minutes.update({minutes.version: minutes.version + 1, minutes.updated_at: at}).where(
        minutes.id == minutes_id
    )


async def write(key: str, given: Writing, *, by: Person, at: datetime) -> Minutes:
    """Write one item's text; for a topic out of a referral also what becomes of that.

    Raises ``Stale`` when somebody else wrote at the same place; other places go together.
    """
    taker = await named("effect.unit", given.effect.unit) if given.effect.unit else None
    async with on_minutes(Action.WRITE, key, given.version, by=by, at=at) as deed:
        item = _item(deed.thing, given.item)
        effect = Effect(
            unit_id=taker.id if taker else None, role=given.effect.role, due_on=given.effect.due_on,
            binding=given.effect.binding, routing=given.effect.routing,
        )  # fmt: skip
        await _keep_effect(item, effect)
        deed.say(**{"item": item.id} | await _put(deed, item, given))
    return await things.minutes(deed.thing.id)


async def _put(deed: Deed[Minutes], item: Item, given: Writing) -> dict[str, Any]:
    """Put the text down; return what the journal says of it in the act's own row."""
    await texts.note_item(deed.thing, item, at=deed.at)
    revision = item.revision if given.revision is None else given.revision
    saving = Saving(revision=revision, text=given.text)
    saved = await texts.put(item, saving, by=deed.by, at=deed.at)
    if saved.state is SaveState.ASIDE:
        raise Stale(what="minutes", key=deed.thing.key)
    run = await kept.written(item.id, after=item.revision)
    if not run:
        return {}
    await texts.mark(item, saved.revision)
    return texts.told(item, run)


def _item(minutes: Minutes, item_id: int) -> Item:
    for each in minutes.items:
        if each.id == item_id:
            return each
    raise Invalid([problem("item", N_("纪要里没有这一项，请刷新页面。"))])


async def _keep_effect(item: Item, effect: Effect) -> None:
    row = MinutesItemRow
    await row.update({row.effect: msgspec.json.encode(effect).decode()}).where(row.id == item.id)


async def resolve(key: str, given: Resolve, *, by: Person, at: datetime) -> Minutes:
    """Draft a resolution under an item: it stands with the minutes and is issued with them."""
    lead = await named("lead", given.lead)
    others = [await named(f"cooperating.{n}", code)
              for n, code in enumerate(given.cooperating) if code]  # fmt: skip
    async with on_minutes(Action.RESOLVE, key, given.version, by=by, at=at) as deed:
        item = _item(deed.thing, given.item)
        resolution_id = await _draft(deed.thing, item, given, at)
        if given.ends:
            await _will_end(resolution_id, deed.thing, given)
        await _parts(resolution_id, lead, others)
        deed.say(item=item.id, lead=lead.name)
    return await things.minutes(deed.thing.id)


async def _draft(minutes: Minutes, item: Item, given: Resolve, at: datetime) -> int:
    row = ResolutionRow(
        code=new_code(), body_id=minutes.body_id, body_path=minutes.concerned.body_path,
        minutes_id=minutes.id, topic_id=item.topic_id, item_id=item.id,
        state=ResolutionState.DRAFT.value, text=given.text, working_days=given.working_days,
        report="", extension=Extension.NONE.value, ending="", created_at=at, updated_at=at,
    )  # fmt: skip
    return int((await ResolutionRow.insert(row))[0]["id"])


async def _will_end(resolution_id: int, minutes: Minutes, given: Resolve) -> None:
    """Name the open resolution of the body that this one ends once it is issued."""
    row = ResolutionRow
    held = await things.resolutions((row.body_id == minutes.body_id) & (row.number == given.ends))
    if not held or held[0].state not in ENDINGS[given.ending].origin:
        raise Invalid([problem("ends", N_("没有这个在办的议定事项，请从列表中选择。"))])
    await row.update({row.ends_id: held[0].id, row.ending: given.ending.value}).where(
        row.id == resolution_id
    )


async def _parts(resolution_id: int, lead: Unit, others: list[Unit]) -> None:
    roles = {lead.id: UnitRole.LEAD}
    roles |= {each.id: UnitRole.COOPERATING for each in others if each.id != lead.id}
    await PartRow.insert(*[
        PartRow(resolution_id=resolution_id, unit_id=unit_id, role=role.value, words="")
        for unit_id, role in roles.items()
    ])  # fmt: skip


async def drop(key: str, given: Drop, *, by: Person, at: datetime) -> Minutes:
    """Take a drafted resolution out again."""
    async with on_minutes(Action.DROP, key, given.version, by=by, at=at) as deed:
        row = ResolutionRow
        drafts = await things.resolutions(
            (row.minutes_id == deed.thing.id) & (row.state == ResolutionState.DRAFT.value)
        )
        dropped = next((each for each in drafts if each.code == given.resolution), None)
        if dropped is None:
            raise Invalid([problem("resolution", N_("没有这个议定事项，请刷新页面。"))])
        await PartRow.delete().where(PartRow.resolution_id == dropped.id)
        await row.delete().where(row.id == dropped.id)
        deed.say(text=dropped.text[:80])
    return await things.minutes(deed.thing.id)


class _AtOnce:
    """The item that is to be in force at once, for the guard."""

    def __init__(self, item_id: int) -> None:
        self.item_id = item_id


async def at_once(key: str, given: AtOnce, *, by: Person, at: datetime) -> Minutes:
    """Put an item in force before the minutes are issued 即时生效; its referral goes on now."""
    async with on_minutes(
        Action.AT_ONCE, key, given.version, by=by, at=at, given=_AtOnce(given.item)
    ) as deed:
        item = _item(deed.thing, given.item)
        row = MinutesItemRow
        await row.update({row.at_once: True}).where(row.id == item.id)
        deed.say(item=item.id)
        await carry_out(deed.thing, item, await things.topic(item.topic_id), by=by, at=at)
    return await things.minutes(deed.thing.id)


async def carry_out(
    minutes: Minutes, item: Item, topic: Topic, *, by: Person, at: datetime
) -> None:
    """Carry an item's decision out, once, on the referrals of its topic and what is merged into it.

    What was submitted to the government waits for its answer; what was not agreed leaves the
    referral with its unit, unchanged.
    """
    if item.done or topic.outcome not in _DECIDED:
        return
    agreed = topic.outcome is not TopicOutcome.NOT_AGREED
    effect = item.effect if agreed else Effect(binding=False)
    row = MinutesItemRow
    for each in (topic, *await things.merged_into(topic.id)):
        if each.referral_id is None or not await referral_links.is_in_meeting(each.referral_id):
            continue
        number = await _decide(each, effect, minutes, follows=each is not topic, by=by, at=at)
        await row.update({row.done: True}).where(row.id == item.id)
        await record(
            "topic:carried_out", subject=("topic", each.id, each.code), by=by, at=at,
            data={"referral": number, "minutes": minutes.key},
        )  # fmt: skip


async def _decide(
    topic: Topic, effect: Effect, minutes: Minutes, *, follows: bool, by: Person, at: datetime
) -> str:
    """Let the referral of a topic go on by the decision; return the number it goes on under."""
    assert topic.referral_id is not None
    referral_id = topic.referral_id

    async def decided(unit: str, area: str) -> str:
        return await referral_links.decided(
            referral_id, by=by, at=at, resolution=minutes.key, role=effect.role,
            due_on=effect.due_on, binding=effect.binding, unit=unit, area=area,
        )  # fmt: skip

    area = minutes.concerned.body_path if effect.routing else ""
    try:
        return await decided(await _unit_code(effect), area)
    except NotPossible:
        # The unit has the like of it in hand already, for what it was merged with: it must not keep
        # the minutes from being issued, and goes on where it is.
        if not follows or effect.unit_id is None:
            raise
        return await decided("", "")


async def _unit_code(effect: Effect) -> str:
    if effect.unit_id is None:
        return ""
    return (await unit(effect.unit_id)).code


async def carry_out_topic(topic: Topic, *, by: Person, at: datetime) -> None:
    """Carry out what the government answered, if the minutes it stands in are issued already."""
    assert topic.meeting_id is not None
    minutes_id = await things.minutes_of(topic.meeting_id)
    assert minutes_id is not None
    minutes = await things.minutes(minutes_id)
    if minutes.state is not MinutesState.ISSUED:
        return
    for item in minutes.items:
        if item.topic_id == topic.id:
            await carry_out(minutes, item, topic, by=by, at=at)


def affected(item: Item, topic: Topic, resolutions: tuple[Resolution, ...]) -> frozenset[int]:
    """Return the ids of the units an item's text concerns: who proposed it, was asked, or acts."""
    acting = {part.unit.id for each in resolutions if each.item_id == item.id
              for part in each.parts}  # fmt: skip
    return frozenset({each.id for each in topic.concerned.units} | acting)


async def correct(key: str, given: WithReason, *, by: Person, at: datetime) -> Minutes:
    """Begin the correction of issued minutes, a new document with their text; return it.

    The issued one stays as it is. What was decided on referrals is done and not done again.
    """
    async with on_minutes(Action.CORRECT, key, given.version, by=by, at=at) as deed:
        correction_id = await _follow(deed, given.reason, CORRECTING, revokes=False)
        await _copy_items(deed.thing, correction_id)
        deed.say(reason=given.reason)
    return await things.minutes(correction_id)


async def revoke(key: str, given: WithReason, *, by: Person, at: datetime) -> Minutes:
    """Begin the document that takes issued minutes back; return it.

    It has no items of its own. Once it is issued, what the minutes it names resolved has ended;
    what they had done to referrals is done.
    """
    async with on_minutes(Action.REVOKE, key, given.version, by=by, at=at) as deed:
        revocation_id = await _follow(deed, given.reason, REVOKING, revokes=True)
        deed.say(reason=given.reason)
    return await things.minutes(revocation_id)


async def _follow(deed: Deed[Minutes], reason: str, ending: str, *, revokes: bool) -> int:
    """Begin a further edition of minutes that names them; return its id."""
    held, code, at = deed.thing, new_code(), deed.at
    row = MinutesRow(
        code=code, body_id=held.body_id, body_path=held.concerned.body_path,
        meeting_id=held.meeting_id, edition=held.edition + 1, corrects_id=held.id,
        revokes=revokes, reason=reason, state=MinutesState.DRAFTING.value,
        title=f"{held.title.removesuffix(CORRECTING)}{ending}", signed_by="", file_code="",
        sha256="", frozen_sealed="", distribution=_kept(held.distribution), created_at=at,
        updated_at=at,
    )  # fmt: skip
    follower = int((await MinutesRow.insert(row))[0]["id"])
    await record("minutes:begin", subject=("minutes", follower, code), by=deed.by, at=at)
    return follower


def _kept(held: Distribution | None) -> str:
    return msgspec.json.encode(held).decode() if held else ""


async def distribute(key: str, given: Distributing, *, by: Person, at: datetime) -> Minutes:
    """Choose to whom the minutes go once they are issued; the imprint names them."""
    chosen = Distribution(given.to, given.up, given.copied)
    kept = _kept(chosen if chosen != Distribution() else None)
    async with on_minutes(Action.DISTRIBUTE, key, given.version, by=by, at=at) as deed:
        deed.set(distribution=kept)
    return await things.minutes(deed.thing.id)


async def _copy_items(minutes: Minutes, to_id: int) -> None:
    copies = []
    for item in minutes.items:
        code = new_code()
        sealed = rows.sealed("minutes_item", code, "text", item.text)
        copies.append(
            MinutesItemRow(
                code=code, minutes_id=to_id, topic_id=item.topic_id, position=item.position,
                text_sealed=sealed, circulated_sealed="", effect="", done=True,
            )
        )  # fmt: skip
    await MinutesItemRow.insert(*copies)


async def revise(key: str, given: WithReason, *, by: Person, at: datetime) -> Minutes:
    """Take minutes back out of the round, to change their text."""
    async with on_minutes(Action.REVISE, key, given.version, by=by, at=at) as deed:
        deed.say(reason=given.reason)
    return await things.minutes(deed.thing.id)
