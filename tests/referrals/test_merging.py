"""Merging cases: every need goes along with its story, and back again."""

from __future__ import annotations

from typing import Any

import pytest

from portal.core import clock
from portal.core.errors import NotPossible
from portal.core.settings import Settings
from referrals import inputs, operations
from referrals.model import Case, CaseState, Clock, NeedState, Referral, ReferralRole
from referrals.queries import locate
from referrals.queries.folder import Folder, open_folder
from tests.referrals import scenes
from tests.referrals.scenes import Scene, Stage

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
async def stage(database: Settings) -> Stage:
    return await scenes.set_stage(administrators=False)


class Desk:
    """The desk above the window, merging and sending."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.by = stage.people["supervisor", "desk"]

    async def accepted(self) -> int:
        return (await self.stage.case_in("accepted", about_to="record_gap")).case_id

    async def send(
        self, case_id: int, where: str, *, role: str = "lead", programme: str = "dibao"
    ) -> Referral:
        case = (await open_folder(case_id)).case
        item = {"programme": programme, "unit": self.stage.units[where].code, "role": role}
        given = inputs.Sending.model_validate({"version": case.version, "items": [item]})
        return (await operations.send(case.key, given, by=self.by, at=clock.now()))[0]

    async def merge(self, case_id: int, into: int) -> Case:
        case, survivor = await self.case(case_id), await self.case(into)
        given = inputs.MergeInto(version=case.version, survivor=survivor.key, reason="同一请求")
        return await operations.merge(case.key, given, by=self.by, at=clock.now())

    async def undo(self, case_id: int) -> Case:
        case = await self.case(case_id)
        given = inputs.WithReason(version=case.version, reason="并非同一请求")
        return await operations.undo_merge(case.key, given, by=self.by, at=clock.now())

    async def case(self, case_id: int) -> Case:
        return (await open_folder(case_id)).case

    async def act(
        self, referral: Referral, action: str, role: str, where: str, **more: Any
    ) -> None:
        scene = Scene(await locate.case_of(referral.id), referral.code, "referrals")
        given = self.stage.given(action, of_case=False) | more
        by = self.stage.people[role, where]
        await scenes.do(scene, action, given, by=by, at=clock.now())


@pytest.fixture
def desk(stage: Stage) -> Desk:
    return Desk(stage)


def _roles(folder: Folder) -> dict[str, ReferralRole]:
    return {each.key: each.role for each in folder.referrals if each.is_open}


async def test_what_was_never_sent_goes_along_with_a_merge_and_comes_back(desk: Desk) -> None:
    merged, survivor = await desk.accepted(), await desk.accepted()
    asked = [need.code for need in (await desk.case(merged)).needs]

    await desk.merge(merged, survivor)
    assert (await desk.case(merged)).needs == ()
    assert set(asked) <= {need.code for need in (await desk.case(survivor)).needs}

    await desk.undo(merged)
    assert [need.code for need in (await desk.case(merged)).needs] == asked


async def test_a_need_keeps_its_first_sending_through_a_merge(desk: Desk) -> None:
    merged, survivor = await desk.accepted(), await desk.accepted()
    first = await desk.send(merged, "bureau")
    await desk.act(first, "ask_return", "handler", "bureau")
    await desk.act(first, "approve_return", "supervisor", "desk",
                   unit=desk.stage.units["lead"].code)  # fmt: skip

    await desk.merge(merged, survivor)

    moved = (await open_folder(survivor)).referrals
    assert [each.state.value for each in moved] == ["returned", "sent"]
    need = (await open_folder(survivor)).clocks(moved[1]).get(Clock.NEED)
    assert need is not None
    assert need.start == moved[0].sent_at


async def test_one_leads_after_a_merge_and_one_in_each_case_after_its_undoing(desk: Desk) -> None:
    merged, survivor = await desk.accepted(), await desk.accepted()
    first, second = await desk.send(merged, "bureau"), await desk.send(survivor, "lead")

    await desk.merge(merged, survivor)
    assert _roles(await open_folder(survivor)) == {
        first.key: ReferralRole.COOPERATING, second.key: ReferralRole.LEAD,
    }  # fmt: skip

    await desk.undo(merged)
    assert _roles(await open_folder(merged)) == {first.key: ReferralRole.LEAD}
    assert _roles(await open_folder(survivor)) == {second.key: ReferralRole.LEAD}


async def test_whoever_stays_behind_leads_when_the_lead_goes_back(desk: Desk) -> None:
    merged, survivor = await desk.accepted(), await desk.accepted()
    await desk.send(merged, "bureau")
    await desk.merge(merged, survivor)
    stays = await desk.send(survivor, "lead", role="cooperating", programme="temporary_aid")

    await desk.undo(merged)

    assert _roles(await open_folder(survivor)) == {stays.key: ReferralRole.LEAD}
    assert (await desk.case(merged)).state is CaseState.IN_HAND


async def test_every_referral_that_moves_is_journalled_and_raises_its_version(desk: Desk) -> None:
    merged, survivor = await desk.accepted(), await desk.accepted()
    sent = await desk.send(merged, "bureau")

    await desk.merge(merged, survivor)

    folder = await open_folder(survivor)
    moved = folder.referral(sent.id)
    told = [entry for entry in folder.entries if entry.tag == "referral:move"]
    assert [entry.now["case_id"] for entry in told] == [survivor]
    assert moved.version > sent.version


async def test_what_both_have_open_with_one_unit_is_named_before_a_merge(desk: Desk) -> None:
    merged, survivor = await desk.accepted(), await desk.accepted()
    await desk.send(merged, "bureau")
    there = await desk.send(survivor, "bureau")

    with pytest.raises(NotPossible) as refused:
        await desk.merge(merged, survivor)

    assert refused.value.code == "same_open_there"
    assert there.key in str(refused.value.sentence)


async def test_what_a_unit_has_in_hand_goes_to_no_case_that_was_not_accepted(desk: Desk) -> None:
    merged = await desk.accepted()
    await desk.send(merged, "bureau")
    survivor = (await desk.stage.case_in("registered")).case_id

    with pytest.raises(NotPossible):
        await desk.merge(merged, survivor)

    assert (await desk.case(merged)).state is CaseState.IN_HAND


async def test_a_closed_case_keeps_its_day_through_a_merge(desk: Desk) -> None:
    closed, survivor = (await desk.stage.case_in("closed")).case_id, await desk.accepted()
    ended = (await desk.case(closed)).closed_at

    await desk.merge(closed, survivor)
    assert (await desk.case(closed)).closed_at == ended
    await desk.undo(closed)

    case = await desk.case(closed)
    assert (case.state, case.closed_at) == (CaseState.CLOSED, ended)


async def test_a_merge_into_a_case_that_was_merged_on_is_undone_from_the_end(desk: Desk) -> None:
    first, second, third = [await desk.accepted() for _ in range(3)]
    await desk.send(first, "bureau")
    await desk.merge(first, second)
    await desk.merge(second, third)
    # The dates are counted on from what was journalled two cases ago.
    assert all(each.due_at for each in (await open_folder(third)).referrals)

    with pytest.raises(NotPossible):
        await desk.undo(first)
    await desk.undo(second)
    await desk.undo(first)

    assert len((await open_folder(first)).referrals) == 1


async def test_a_number_is_given_out_once_even_after_a_merge_was_undone(desk: Desk) -> None:
    merged, survivor = await desk.accepted(), await desk.accepted()
    first = await desk.send(merged, "bureau")
    await desk.merge(merged, survivor)
    await desk.act(first, "ask_return", "handler", "bureau")
    await desk.act(first, "approve_return", "supervisor", "desk",
                   unit=desk.stage.units["lead"].code)  # fmt: skip
    went = {each.key for each in (await open_folder(survivor)).referrals}
    await desk.undo(merged)

    again = await desk.send(survivor, "bureau")

    assert again.key not in went
    assert (await desk.case(survivor)).needs[0].state is NeedState.OPEN
