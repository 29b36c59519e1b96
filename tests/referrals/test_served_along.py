"""A need that doubles another is served along with it, and neither lost nor counted as a gap."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from portal import samples
from portal.core import clock
from portal.core.errors import NotPossible
from portal.core.i18n import Language
from portal.core.settings import Settings
from referrals import inputs, operations
from referrals.model import Need, NeedState, Referral
from referrals.pages import matters
from referrals.queries import locate
from referrals.queries.folder import open_folder
from tests.referrals import scenes
from tests.referrals.scenes import Scene, Stage

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
async def stage(database: Settings) -> Stage:
    return await scenes.set_stage(administrators=False)


class Doubled:
    """A case of two needs, each with a unit; the second unit gives back what the first has."""

    def __init__(self, stage: Stage, case_id: int) -> None:
        self.stage, self.case_id = stage, case_id
        self.desk = stage.people["supervisor", "desk"]

    async def send(self, programme: str, where: str, role: str, need: str = "") -> Referral:
        case = (await open_folder(self.case_id)).case
        item = {"programme": programme, "unit": self.stage.units[where].code, "role": role,
                "need": need}  # fmt: skip
        given = inputs.Sending.model_validate({"version": case.version, "items": [item]})
        return (await operations.send(case.key, given, by=self.desk, at=clock.now()))[0]

    async def act(self, referral: Referral, action: str, **more: Any) -> None:
        at_desk = action in {"approve_return", "confirm", "send_back", "withdraw"}
        unit = next(u for u in self.stage.units.values() if u.id == referral.unit_id)
        by = self.desk if at_desk else await scenes.head_of(unit)
        scene = Scene(await locate.case_of(referral.id), referral.code, "referrals")
        given = self.stage.given(action, of_case=False) | more
        await scenes.do(scene, action, given, by=by, at=clock.now())

    async def need(self, referral: Referral) -> Need:
        folder = await open_folder(await locate.case_of(referral.id))
        return next(need for need in folder.case.needs if need.id == referral.need_id)

    async def give_back(self, referral: Referral, existing: Referral, **more: Any) -> None:
        await self.act(referral, "ask_return", code="duplicate", suggested_unit="")
        await self.act(referral, "approve_return", answer="duplicate", existing=existing.key,
                       unit="", **more)  # fmt: skip


@pytest.fixture
async def doubled(stage: Stage) -> Doubled:
    return Doubled(stage, (await stage.case_in("accepted", about_to="record_gap")).case_id)


@pytest.fixture
async def kept(doubled: Doubled) -> Referral:
    return await doubled.send("medical_aid", "bureau", "lead")


@pytest.fixture
async def double(doubled: Doubled, kept: Referral) -> Referral:
    given_back = await doubled.send("temporary_aid", "civil affairs", "cooperating")
    await doubled.give_back(given_back, kept)
    return given_back


async def test_a_need_given_back_as_a_double_is_served_along(
    doubled: Doubled, kept: Referral, double: Referral
) -> None:
    need = await doubled.need(double)

    assert (need.state, need.joined_to_id) == (NeedState.JOINED, kept.need_id)


async def test_the_case_closes_by_the_one_answer(
    doubled: Doubled, kept: Referral, double: Referral
) -> None:
    case_id = await locate.case_of(kept.id)
    for other in (await open_folder(case_id)).case.needs:
        if other.id not in {kept.need_id, double.need_id}:
            case = (await open_folder(case_id)).case
            gap = inputs.RecordGap(version=case.version, need=other.code, reason="没有项目")
            await operations.record_gap(case.key, gap, by=doubled.desk, at=clock.now())
    for action in ("accept", "complete", "confirm"):
        await doubled.act(kept, action)
    case = (await open_folder(case_id)).case

    await operations.close(
        case.key, inputs.Plain(version=case.version), by=doubled.desk, at=clock.now()
    )

    assert (await open_folder(case_id)).case.state.value == "closed"


async def test_what_is_served_along_is_no_gap(doubled: Doubled, double: Referral) -> None:
    case = (await open_folder(doubled.case_id)).case
    need = await doubled.need(double)
    gap = inputs.RecordGap(version=case.version, need=need.code, reason="没有项目")

    with pytest.raises(NotPossible):
        await operations.record_gap(case.key, gap, by=doubled.desk, at=clock.now())


async def test_a_need_sent_anew_stands_for_itself(doubled: Doubled, double: Referral) -> None:
    need = await doubled.need(double)

    await doubled.send("temporary_aid", "lead", "cooperating", need.code)

    again = await doubled.need(double)
    assert (again.state, again.joined_to_id) == (NeedState.OPEN, None)


async def test_a_double_of_the_same_need_leaves_it_with_the_other_unit(
    doubled: Doubled, kept: Referral
) -> None:
    need = await doubled.need(kept)
    second = await doubled.send("temporary_aid", "civil affairs", "cooperating", need.code)

    await doubled.give_back(second, kept)

    assert (await doubled.need(kept)).state is NeedState.OPEN


async def test_a_need_keeps_the_other_unit_s_answer_when_the_one_sent_back_is_withdrawn(
    doubled: Doubled, kept: Referral
) -> None:
    need = await doubled.need(kept)
    second = await doubled.send("temporary_aid", "civil affairs", "cooperating", need.code)
    for referral in (second, kept):
        await doubled.act(referral, "accept")
        await doubled.act(referral, "complete")
    await doubled.act(kept, "send_back")
    assert (await doubled.need(kept)).state is NeedState.OPEN

    await doubled.act(kept, "withdraw", new_lead=second.key)

    assert (await doubled.need(kept)).state is NeedState.ANSWERED


async def test_what_is_served_along_goes_with_a_merge_and_comes_back(
    doubled: Doubled, kept: Referral, double: Referral
) -> None:
    survivor = (await doubled.stage.case_in("accepted")).case_id
    case = (await open_folder(doubled.case_id)).case
    into = inputs.MergeInto(
        version=case.version, survivor=(await open_folder(survivor)).case.key, reason="同一请求"
    )

    await operations.merge(case.key, into, by=doubled.desk, at=clock.now())
    assert await locate.case_of(double.id) == survivor
    assert (await doubled.need(double)).joined_to_id == kept.need_id

    version = (await open_folder(doubled.case_id)).case.version
    back = inputs.WithReason(version=version, reason="并非同一请求")
    await operations.undo_merge(case.key, back, by=doubled.desk, at=clock.now())
    assert await locate.case_of(double.id) == doubled.case_id
    assert (await doubled.need(double)).joined_to_id == kept.need_id


async def test_what_is_served_along_with_a_need_that_goes_back_is_open_again(
    doubled: Doubled,
) -> None:
    survivor = Doubled(doubled.stage, (await doubled.stage.case_in("accepted")).case_id)
    own = await survivor.send("temporary_aid", "civil affairs", "lead")
    kept = await doubled.send("medical_aid", "bureau", "lead")
    case = (await open_folder(doubled.case_id)).case
    key = (await open_folder(survivor.case_id)).case.key
    into = inputs.MergeInto(version=case.version, survivor=key, reason="同一请求")
    await operations.merge(case.key, into, by=doubled.desk, at=clock.now())
    await survivor.give_back(own, kept, new_lead=kept.key)
    assert (await survivor.need(own)).state is NeedState.JOINED

    version = (await open_folder(doubled.case_id)).case.version
    back = inputs.WithReason(version=version, reason="并非同一请求")
    await operations.undo_merge(case.key, back, by=doubled.desk, at=clock.now())

    assert await locate.case_of(own.id) == survivor.case_id
    assert (await survivor.need(own)).state is NeedState.OPEN


def test_the_page_and_the_notice_say_with_what_it_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = samples._case()
    first, second, *rest = whole.needs
    joined = msgspec.structs.replace(second, state=NeedState.JOINED, joined_to_id=first.id)
    case = msgspec.structs.replace(whole, needs=(first, joined, *rest))
    monkeypatch.setattr(samples, "_case", lambda: case)

    shown, notice = matters.needs(case), samples._closure(Language.HANS)

    assert shown[1].note == f"与“{shown[0].words}”一并办理"
    assert notice.along == ((shown[1].words, shown[0].words),)
    assert notice.gaps == ()
