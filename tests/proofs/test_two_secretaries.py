"""Two secretaries at one item, over a network that comes and goes: no typed character is lost.

Every character typed is one nobody else types, so that each can be looked for at the end: in the
text, or in one that stands beside it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from meetings import operations
from meetings.inputs import Saving, Settling
from meetings.model import Item, Minutes, Saved, SaveState
from meetings.operations import texts
from meetings.queries import things
from portal.core import clock
from portal.core.ids import new_code
from portal.directory.model import Person
from tests.meetings.round_table import Table, set_table
from tests.proofs.conftest import times

pytestmark = pytest.mark.proof

TIMES = times(6, 500)
_STEPS = 40
_MARKS = "，。；\n"


def _characters() -> Iterator[str]:
    """Return characters one after the other, none twice; marks of clauses are not among them."""
    return map(chr, range(0x4E00, 0x9FA5))


class Office:
    """Minutes with one item, and what was typed into it by anybody."""

    def __init__(self, minutes: Minutes, dice: random.Random) -> None:
        self.minutes, self.dice = minutes, dice
        self.typed = set[str]()
        self.characters = _characters()
        self.now = clock.now()

    async def item(self) -> Item:
        """Return the item as it stands."""
        return (await things.minutes(self.minutes.id)).items[0]

    def later(self) -> datetime:
        """Return a moment a few seconds on."""
        self.now += timedelta(seconds=self.dice.randint(1, 20))
        return self.now


class Secretary:
    """One secretary in front of an opened page, as the page's script behaves."""

    def __init__(self, office: Office, by: Person) -> None:
        self.office, self.by = office, by
        self.sent, self.online = 0, True
        self.text, self.standing, self.seen, self.page = "", "", 0, ""

    async def opens(self) -> None:
        """Open the page anew, with the item as it stands."""
        item = await self.office.item()
        self.page, self.sent = new_code(), 0
        self.text = self.standing = item.text
        self.seen = item.revision

    async def types(self) -> None:
        """Type a few characters somewhere, now and then the end of a clause."""
        dice = self.office.dice
        told = [next(self.office.characters) for _ in range(dice.randint(1, 4))]
        self.office.typed.update(told)
        at = dice.choice([len(self.text), dice.randint(0, len(self.text))])
        word = "".join(told) + dice.choice(["", *_MARKS])
        self.text = self.text[:at] + word + self.text[at:]

    async def saves(self) -> None:
        """Send what is typed; the answer comes, or is lost, or nothing reaches the server."""
        if self.text == self.standing or not self.online:
            return
        text, fate = self.text, self.office.dice.random()
        self.sent += 1
        if fate < 0.15:
            return
        given = Saving(revision=self.seen, text=text, page=self.page, sent=self.sent)
        saved = await self._send(given)
        if fate < 0.3:
            return
        if fate < 0.5:
            # Keys do not wait for an answer.
            await self.types()
        await self._takes(text, saved)

    async def _send(self, given: Saving) -> Saved:
        office = self.office
        item = (await office.item()).id
        return await operations.save(office.minutes.key, item, given, by=self.by, at=office.later())

    async def _takes(self, text: str, saved: Saved) -> None:
        self.standing = text
        if saved.state is SaveState.ASIDE:
            # What was typed while the answer came goes after it; then the page is opened anew.
            self.sent += 1
            await self._send(Saving(
                revision=self.seen, text=self.text, page=self.page, sent=self.sent
            ))  # fmt: skip
            await self.opens()
        elif saved.state is SaveState.SAVED:
            self.seen = saved.revision
        elif self.text == text:
            self.text = self.standing = saved.text
            self.seen = saved.revision

    async def network(self) -> None:
        """Lose the network, or find it again."""
        self.online = not self.online

    async def settles(self) -> None:
        """Put two texts that stand side by side into one, one after the other."""
        office = self.office
        item = await office.item()
        if not item.asides or not self.online:
            return
        aside = item.asides[0]
        given = Settling(
            aside=aside.code, revision=item.revision, text=f"{item.text}\n{aside.text}"
        )
        await operations.settle(office.minutes.key, item.id, given, by=self.by, at=office.later())

    async def comes_back(self) -> None:
        """Be online at last, and send until everything is answered for."""
        self.online = True
        for _ in range(100):
            if self.text == self.standing:
                return
            await self.saves()
        raise AssertionError("nothing arrives")


async def _play(office: Office, table: Table, other: Person) -> set[str]:
    """Let two secretaries write; return the characters that are nowhere at the end."""
    one, two = Secretary(office, table.person("secretary")), Secretary(office, other)
    await one.opens()
    await two.opens()
    for _ in range(_STEPS):
        who = office.dice.choice([one, two])
        acts: list[Callable[[], object]] = [who.types, who.types, who.saves, who.saves,
                                            who.network, who.settles]  # fmt: skip
        await office.dice.choice(acts)()  # type: ignore[misc]
    await one.comes_back()
    await two.comes_back()
    item = await office.item()
    held = set(item.text).union(*(each.text for each in item.asides))
    return office.typed - held


@pytest.fixture(scope="module")
async def table(database: object) -> Table:
    """A joint meeting of this database."""
    return await set_table()


@pytest.fixture(scope="module")
async def minutes(table: Table) -> Minutes:
    """Minutes that are drafted, for all runs one after the other."""
    _, topic = await table.escalated()
    return await table.written(topic)


async def _lost(table: Table, minutes: Minutes, seed: int) -> set[str]:
    office = Office(minutes, random.Random(seed))
    await _cleared(office, table)
    return await _play(office, table, await table.colleague())


async def _cleared(office: Office, table: Table) -> None:
    """Begin with a short text and nothing beside it."""
    by = table.person("secretary")
    while True:
        item = await office.item()
        if not item.asides:
            break
        given = Settling(aside=item.asides[0].code, revision=item.revision, text=item.text)
        await operations.settle(office.minutes.key, item.id, given, by=by, at=office.later())
    given = Saving(revision=item.revision, text="会议同意。\n会议要求抓紧。")
    await operations.save(office.minutes.key, item.id, given, by=by, at=office.later())


@pytest.mark.parametrize("seed", range(TIMES))
async def test_no_typed_character_is_lost(table: Table, minutes: Minutes, seed: int) -> None:
    assert await _lost(table, minutes, seed) == set()


async def test_the_proof_catches_a_last_writer_who_wins(
    table: Table, minutes: Minutes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "merge", lambda _base, mine, _theirs: mine)

    lost = [await _lost(table, minutes, seed) for seed in range(TIMES)]

    assert any(lost)
