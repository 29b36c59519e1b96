"""Minutes typed live: saved by revision, one writer an item, nothing typed is ever gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from meetings import jobs, operations
from meetings.inputs import Holding, Saving, Settling
from meetings.model import Item, Minutes, Saved, SaveState
from meetings.operations import texts as putting
from meetings.queries import texts, things
from portal.core import clock
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Stale
from portal.directory.model import Person, Role
from portal.journal.queries import of_subject
from tests.meetings.round_table import Table
from tests.referrals.scenes import person_at

OPENED, OTHER = "page-of-one", "page-of-another"


class Desk:
    """Minutes being drafted, and two secretaries at one item of them."""

    def __init__(self, table: Table, minutes: Minutes, other: Person) -> None:
        self.table, self.minutes, self.other = table, minutes, other
        self.one = table.person("secretary")
        self.sent = 0

    async def item(self) -> Item:
        """Return the item as it stands."""
        return (await things.minutes(self.minutes.id)).items[0]

    async def save(
        self, text: str, revision: int | None = None, *, by: Person | None = None,
        page: str = OPENED, at: datetime | None = None, **more: Any,
    ) -> Saved:  # fmt: skip
        """Send a text typed on from a revision, the newest unless it is named."""
        seen = (await self.item()).revision if revision is None else revision
        self.sent += 1
        given = Saving(revision=seen, text=text, page=page, sent=more.get("sent", self.sent))
        item = (await self.item()).id
        return await operations.save(
            self.minutes.key, item, given, by=by or self.one, at=at or clock.now()
        )


@pytest.fixture
async def desk(table: Table) -> Desk:
    """Minutes with one item, which says 会议同意。"""
    _, topic = await table.escalated()
    return Desk(table, await table.written(topic), await table.colleague())


async def test_each_saving_is_a_revision_of_the_item_and_leaves_the_minutes_version(
    desk: Desk,
) -> None:
    before = await things.minutes(desk.minutes.id)

    first = await desk.save("会议同意。一。")
    second = await desk.save("会议同意。一。二。")

    item = await desk.item()
    assert (first.revision, second.revision) == (item.revision - 1, item.revision)
    assert item.text == second.text == "会议同意。一。二。"
    assert (await things.minutes(desk.minutes.id)).version == before.version
    assert [each.text for each in await texts.written(item.id)] == [
        "会议同意。", "会议同意。一。", "会议同意。一。二。"
    ]  # fmt: skip


async def test_texts_of_two_places_go_together_whoever_comes_second(desk: Desk) -> None:
    await desk.save("会议同意。\n一。\n二。")
    base = (await desk.item()).revision
    await desk.save("会议同意。\n一改。\n二。", base)

    came = await desk.save("会议同意。\n一。\n二改。", base, by=desk.other, page=OTHER)

    assert came.state is SaveState.MERGED
    assert (await desk.item()).text == "会议同意。\n一改。\n二改。"


async def test_texts_of_one_place_stand_side_by_side_until_somebody_settles_them(
    desk: Desk,
) -> None:
    base = (await desk.item()).revision
    await desk.save("会议同意十日内办结。", base)

    came = await desk.save("会议同意二十日内办结。", base, by=desk.other, page=OTHER)
    typed_on = await desk.save("会议同意二十日内办结，并通报。", base, by=desk.other, page=OTHER)

    item = await desk.item()
    assert (came.state, typed_on.state) == (SaveState.ASIDE, SaveState.ASIDE)
    assert item.text == "会议同意十日内办结。"
    assert [each.text for each in item.asides] == ["会议同意二十日内办结，并通报。"]
    secretary = desk.table.person("secretary")
    with pytest.raises(NotPossible) as refused:
        await desk.table.do("circulate", desk.minutes, secretary)
    assert refused.value.code == "nothing_aside"

    both = Settling(
        aside=item.asides[0].code, revision=item.revision, text="会议同意十五日内办结。"
    )
    await operations.settle(desk.minutes.key, item.id, both, by=desk.one, at=clock.now())

    settled = await desk.item()
    assert (settled.text, settled.asides) == ("会议同意十五日内办结。", ())
    with pytest.raises(Invalid):
        again = Settling(aside=item.asides[0].code, revision=settled.revision, text="再来。")
        await operations.settle(desk.minutes.key, item.id, again, by=desk.one, at=clock.now())


async def test_nobody_settles_a_text_they_have_not_seen(desk: Desk) -> None:
    base = (await desk.item()).revision
    await desk.save("甲。", base)
    aside = await desk.save("乙。", base, by=desk.other, page=OTHER)
    seen = (await desk.item()).revision
    await desk.save("甲。丙。")

    given = Settling(aside=aside.aside, revision=seen, text="乙。")
    with pytest.raises(NotPossible):
        await operations.settle(
            desk.minutes.key, (await desk.item()).id, given, by=desk.one, at=clock.now()
        )

    assert (await desk.item()).text == "甲。丙。"


async def test_what_a_page_types_on_after_a_lost_answer_is_one_text_with_what_it_had_sent(
    desk: Desk,
) -> None:
    base = (await desk.item()).revision
    await desk.save("会议同意。一", base)

    # The answer was lost: the page goes on from what it had, and knows of no newer revision.
    later = await desk.save("会议同意。一二三。", base)
    late = await desk.save("会议同意。一", base, sent=1)

    assert later.state is SaveState.SAVED
    assert late.text == "会议同意。一二三。"
    assert (await desk.item()).text == "会议同意。一二三。"


async def test_what_a_page_types_on_after_its_text_was_put_together_goes_together_again(
    desk: Desk,
) -> None:
    base = (await desk.item()).revision
    await desk.save("会议同意。\n乙。", base, by=desk.other, page=OTHER)
    merged = await desk.save("前言。会议同意。", base)
    assert merged.state is SaveState.MERGED

    await desk.save("前言，又及。会议同意。", base)

    assert (await desk.item()).text == "前言，又及。会议同意。\n乙。"


async def test_one_writes_and_others_see_who_until_half_a_minute_of_silence(desk: Desk) -> None:
    at, item = clock.now(), await desk.item()
    key, other = desk.minutes.key, Holding(page=OTHER)
    await desk.save("会议同意。一。", at=at)

    with pytest.raises(NotPossible) as refused:
        await operations.hold(key, item.id, other, by=desk.other, at=at + timedelta(seconds=29))
    assert desk.one.name in str(refused.value.sentence)
    await operations.hold(key, item.id, other, by=desk.other, at=at + timedelta(seconds=31))

    held = (await desk.item()).writer
    assert held is not None
    assert (held.id, held.page) == (desk.other.id, OTHER)
    with pytest.raises(NotPossible):
        secretary = desk.table.person("secretary")
        await desk.table.do("circulate", desk.minutes, secretary, at=at + timedelta(seconds=40))


async def test_who_leaves_an_item_leaves_it_to_others_at_once(desk: Desk) -> None:
    at, item, key = clock.now(), await desk.item(), desk.minutes.key
    await operations.hold(key, item.id, Holding(page=OPENED), by=desk.one, at=at)

    await operations.leave_item(key, item.id, Holding(page=OTHER), by=desk.one, at=at)
    with pytest.raises(NotPossible):
        await operations.hold(key, item.id, Holding(page=OTHER), by=desk.other, at=at)
    await operations.leave_item(key, item.id, Holding(page=OPENED), by=desk.one, at=at)

    await operations.hold(key, item.id, Holding(page=OTHER), by=desk.other, at=at)


async def test_the_journal_has_one_entry_a_hand_which_proves_every_saving(desk: Desk) -> None:
    for n in range(5):
        await desk.save(f"会议同意。{'一' * n}。")
    await desk.save("会议同意。二。", by=desk.other, page=OTHER)
    await jobs.written({"item": (await desk.item()).id}, at=clock.now())
    await jobs.written({"item": (await desk.item()).id}, at=clock.now())

    told = [each for each in await of_subject("minutes", desk.minutes.id)
            if each.tag == "minutes:written"]  # fmt: skip
    assert [each.by_id for each in told] == [desk.one.id, desk.other.id]
    kept = await texts.written((await desk.item()).id)
    for entry in told:
        run = [k for k in kept if entry.data["from"] <= k.revision <= entry.data["to"]]
        assert entry.data["sha256"] == putting.digest(run)


async def test_what_goes_round_is_in_the_journal_before(desk: Desk) -> None:
    await desk.save("会议同意，尽快办。")

    await desk.table.do("circulate", desk.minutes, desk.one)

    tags = [each.tag for each in await of_subject("minutes", desk.minutes.id)]
    assert tags.index("minutes:written") < tags.index("minutes:circulate")
    with pytest.raises(NotPossible):
        await desk.save("改了。")


async def test_the_form_of_the_panel_writes_over_nobody_either(desk: Desk) -> None:
    item = await desk.item()
    await desk.save("会议同意十日内办结。")

    with pytest.raises(Stale):
        await desk.table.do("write", desk.minutes, desk.one, item=item.id,
                            revision=item.revision, text="会议同意二十日内办结。")  # fmt: skip
    await desk.table.do("write", desk.minutes, desk.one, item=item.id,
                        revision=item.revision + 1, text="会议同意三十日内办结。")  # fmt: skip

    assert (await desk.item()).text == "会议同意三十日内办结。"


async def test_only_who_may_write_minutes_saves_and_only_what_is_there(desk: Desk) -> None:
    item, key, at = await desk.item(), desk.minutes.key, clock.now()
    given = Saving(revision=item.revision, text="改。")
    with pytest.raises(NotAllowed):
        await operations.save(key, item.id, given, by=desk.table.person("convener"), at=at)
    stranger = await person_at(Role.SECRETARY, desk.table.stage.units["other desk"])
    with pytest.raises(NotFound):
        await operations.save(key, item.id, given, by=stranger, at=at)
    with pytest.raises(NotFound):
        await operations.save(key, 10**9, given, by=desk.one, at=at)
    with pytest.raises(Invalid):
        await desk.save("改。", item.revision + 7)
    assert (await desk.item()).text == item.text
