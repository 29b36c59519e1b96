"""One unit leads while any has a part of the case in hand, whatever becomes of the lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.core import clock, db
from portal.core.errors import NotPossible
from portal.core.settings import Settings
from portal.directory import operations as directory
from referrals import inputs, operations
from referrals.model import CaseState, Clock, NeedState, Referral, ReferralRole, ReferralState
from referrals.queries.folder import Folder, open_folder
from tests.referrals import scenes
from tests.referrals.scenes import Scene, Stage

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
async def stage(database: Settings) -> Stage:
    return await scenes.set_stage(administrators=False)


class Two:
    """A case with a lead and a cooperating unit."""

    def __init__(self, stage: Stage, case_id: int) -> None:
        self.stage, self.case_id = stage, case_id

    async def folder(self) -> Folder:
        return await open_folder(self.case_id)

    async def lead(self) -> Referral:
        return next(r for r in (await self.folder()).referrals if r.programme == "temporary_aid")

    async def other(self) -> Referral:
        return next(r for r in (await self.folder()).referrals if r.programme == "dibao")

    async def act(self, referral: Referral, action: str, **more: Any) -> None:
        where = "lead" if referral.programme == "temporary_aid" else "bureau"
        unit = {"accept", "complete", "ask_return"}
        by = (
            await scenes.head_of(self.stage.units[where])
            if action in unit
            else self.stage.people["supervisor", "desk"]
        )
        given = self.stage.given(action, of_case=False) | more
        scene = Scene(self.case_id, referral.code, "referrals")
        await scenes.do(scene, action, given, by=by, at=clock.now())

    async def leads(self) -> list[str]:
        return [r.key for r in (await self.folder()).referrals
                if r.is_open and r.role is ReferralRole.LEAD]  # fmt: skip


@pytest.fixture
async def two(stage: Stage) -> Two:
    scene = await stage.referral_in("accepted", about_to="waive")
    return Two(stage, scene.case_id)


async def test_a_part_that_came_back_leads_on_when_the_lead_is_confirmed(two: Two) -> None:
    await two.act(await two.other(), "complete")
    await two.act(await two.lead(), "accept")
    await two.act(await two.lead(), "complete")
    await two.act(await two.other(), "send_back")

    await two.act(await two.lead(), "confirm")

    assert await two.leads() == [(await two.other()).key]


async def test_nobody_ended_is_named_to_lead(two: Two) -> None:
    ended = await two.other()
    await two.act(ended, "waive")

    with pytest.raises(NotPossible):
        await two.act(await two.lead(), "withdraw", new_lead=ended.key)

    assert await two.other() == (await two.folder()).referral(ended.id)
    assert (await two.other()).role is ReferralRole.COOPERATING


async def test_a_lead_that_doubles_what_is_confirmed_names_who_leads_on(two: Two) -> None:
    folder = await two.folder()
    third = {"programme": "medical_aid", "unit": two.stage.units["civil affairs"].code}
    given = inputs.Sending.model_validate({"version": folder.case.version, "items": [third]})
    by = two.stage.people["supervisor", "desk"]
    (more,) = await operations.send(folder.case.key, given, by=by, at=clock.now())
    done = await two.other()
    await two.act(done, "complete")
    await two.act(done, "confirm")
    await two.act(await two.lead(), "ask_return")
    answer = {"answer": "duplicate", "existing": done.key, "unit": ""}

    with pytest.raises(NotPossible):
        await two.act(await two.lead(), "approve_return", **answer)
    await two.act(await two.lead(), "approve_return", **answer, new_lead=more.key)

    assert await two.leads() == [more.key]


async def test_a_meeting_makes_a_cooperating_unit_lead_in_the_lead_s_place(two: Two) -> None:
    cooperating = await two.other()
    await _put(two, cooperating)

    async with db.write():
        await operations.decided(
            cooperating.id, by=two.stage.people["secretary", "desk"], at=clock.now(),
            resolution="r", role=ReferralRole.LEAD,
        )  # fmt: skip

    assert await two.leads() == [cooperating.key]
    assert (await two.lead()).role is ReferralRole.COOPERATING


async def _put(two: Two, referral: Referral) -> None:
    by = two.stage.people["supervisor", "desk"]
    async with db.write():
        await operations.put_to_meeting(
            referral.key, referral.version, by=by, at=clock.now(), topic="t"
        )


async def test_every_clock_of_what_a_meeting_gave_to_another_unit_has_ended(two: Two) -> None:
    was = await two.lead()
    await _put(two, was)

    async with db.write():
        await operations.decided(
            was.id, by=two.stage.people["secretary", "desk"], at=clock.now(), resolution="r",
            unit=two.stage.units["civil affairs"].code,
        )  # fmt: skip

    folder = await two.folder()
    given_away = folder.referral(was.id)
    assert given_away.state is ReferralState.RETURNED
    assert folder.clocks(given_away).get(Clock.FINISH).ended_at is not None
    assert (given_away.clock, given_away.due_at) == ("", None)


async def test_a_need_a_unit_has_in_hand_is_no_gap(two: Two) -> None:
    folder, need_id = await two.folder(), (await two.other()).need_id
    need = next(n for n in folder.case.needs if n.id == need_id)
    given = inputs.RecordGap(version=folder.case.version, need=need.code, reason="没有项目")

    with pytest.raises(NotPossible):
        await operations.record_gap(
            folder.case.key, given, by=two.stage.people["clerk", "window"], at=clock.now()
        )


async def test_a_need_another_unit_was_sent_meanwhile_does_not_become_a_gap_with_a_return(
    two: Two,
) -> None:
    lead = await two.lead()
    await two.act(lead, "ask_return")
    folder = await two.folder()
    need = next(n for n in folder.case.needs if n.id == lead.need_id)
    again = {"programme": "medical_aid", "need": need.code,
             "unit": two.stage.units["civil affairs"].code}  # fmt: skip
    given = inputs.Sending.model_validate({"version": folder.case.version, "items": [again]})
    by = two.stage.people["supervisor", "desk"]
    (meanwhile,) = await operations.send(folder.case.key, given, by=by, at=clock.now())

    with pytest.raises(NotPossible) as refused:
        await two.act(await two.lead(), "approve_return", answer="gap", new_lead=meanwhile.key)

    assert refused.value.code == "nobody_has_the_need"
    assert (await two.lead()).state is ReferralState.RETURN_ASKED
    await two.act(await two.lead(), "approve_return", answer="duplicate", existing=meanwhile.key)
    still = next(n for n in (await two.folder()).case.needs if n.id == lead.need_id)
    assert still.state is NeedState.OPEN
    assert await two.leads() == [meanwhile.key]


async def test_a_need_that_came_up_while_sending_keeps_when_it_was_sent(two: Two) -> None:
    lead = await two.lead()
    need = next(n for n in (await two.folder()).case.needs if n.id == lead.need_id)

    assert need.first_sent_at == lead.sent_at


async def test_a_stage_ends_with_the_completion(two: Two) -> None:
    cooperating = await two.other()
    scene = Scene(two.case_id, cooperating.code, "referrals")
    handler = two.stage.people["handler", "bureau"]
    await scenes.do(scene, "begin_stage", {"stage": "public_notice"}, by=handler, at=clock.now())

    await two.act(cooperating, "complete")

    assert (await two.other()).stage is None


async def test_a_draft_is_not_sent_to_a_unit_that_has_ended_since(stage: Stage) -> None:
    scene = await stage.case_in("accepted")
    unit = await scenes.unit_at("veterans", "500118")
    case = (await scene.folder()).case
    item = {"programme": "dibao", "unit": unit.code, "role": "lead"}
    given = inputs.Sending.model_validate({"version": case.version, "items": [item]})
    by, at = stage.people["clerk", "window"], clock.now()
    (prepared,) = await operations.draft(case.key, given, by=by, at=at)
    yesterday = clock.office_day(at) - timedelta(days=1)
    await directory.end_unit(unit, on=yesterday, successor=None, by=None, at=at)

    with pytest.raises(NotPossible) as refused:
        await operations.send_draft(
            prepared.key, inputs.Plain(version=prepared.version), by=by, at=at
        )

    assert refused.value.code == "unit_valid"


async def test_nothing_is_prepared_in_a_case_that_is_over(stage: Stage) -> None:
    scene = await stage.case_in("withdrawn")
    case = (await scene.folder()).case
    item = {"programme": "dibao", "unit": stage.units["bureau"].code, "role": "lead"}
    given = inputs.Sending.model_validate({"version": case.version, "items": [item]})

    with pytest.raises(NotPossible):
        await operations.draft(case.key, given, by=stage.people["clerk", "window"], at=clock.now())

    assert (await scene.folder()).case.state is CaseState.WITHDRAWN
