"""Every row of the two state tables through the operations, the pages and the API.

What should come of an act is read off the printed tables (``oracle``). The daily tests take every
row once through each door, by the first person it belongs to, from the first state it starts in;
``make prove`` takes every pair of state and act, by each of the oracle's people: what goes leads
where the table says, what is refused answers 404, 403 or 409 and changes nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from portal.core import clock, db
from portal.core.errors import NotFound, NotPossible
from portal.core.settings import Settings
from portal.directory.model import Person, Role
from portal.directory.permissions import scopes
from referrals import api, operations, pages
from referrals.doors import CASE_ACTS, REFERRAL_ACTS
from referrals.model import ReferralState
from tests.proofs.conftest import PROVING
from tests.proofs.doors import Doors
from tests.referrals import oracle, scenes
from tests.referrals.scenes import Scene, Stage

pytestmark = pytest.mark.proof

_STATUS = {oracle.UNKNOWN: 404, oracle.FORBIDDEN: 403, oracle.NOT_NOW: 409, oracle.GOES: 200}
_RIGHTS = {("referrals", act.name): act.permission for act in REFERRAL_ACTS} | {
    ("cases", act.name): act.permission for act in CASE_ACTS
}
_MEETING = {"put_to_meeting", "taken_back", "decided"}
# A draft is registered by the form it belongs to, and over the API at once; both have tests of
# their own, and the operation is walked in every scene.
_FORMS = {"register"}


@pytest.fixture(scope="module")
async def stage(database: Settings) -> Stage:
    """The units and people of the oracle."""
    return await scenes.set_stage()


@pytest.fixture(scope="module")
async def doors(stage: Stage) -> AsyncIterator[Doors]:
    """The three ways to act."""
    held = Doors(stage.people, (*pages.HANDLERS, *api.HANDLERS))
    yield held
    await held.close()


# --- every row once ------------------------------------------------------------------------------


def _first(row: oracle.Row) -> tuple[str, str]:
    return next(
        (role, where)
        for role, where, reaches in oracle.people()
        if row.expected(row.origin[0], role, reaches) == oracle.GOES
    )


async def _scene(stage: Stage, what: str, state: str, action: str = "") -> Scene:
    if what == "cases":
        return await stage.case_in(state, about_to=action)
    return await stage.referral_in(state, about_to=action)


_ROWS = [("referrals", row) for row in oracle.ROWS.values() if row.act not in _MEETING] + [
    ("cases", row) for row in oracle.CASE_ROWS.values() if row.act not in _FORMS
]


@pytest.mark.parametrize("door", ["operation", "page", "api"])
@pytest.mark.parametrize(("what", "row"), _ROWS, ids=[f"{what}-{row.act}" for what, row in _ROWS])
async def test_a_row_goes_through_a_door_and_leads_where_it_says(
    stage: Stage, doors: Doors, what: str, row: oracle.Row, door: str
) -> None:
    scene = await _scene(stage, what, row.origin[0], row.act)

    status = await getattr(doors, door)(
        scene, row.act, await stage.answer(scene, row.act), _first(row)
    )

    assert status == 200
    assert row.to in {None, await scene.state()}
    assert (await scene.folder()).entries[-1].at >= (await scene.folder()).case.created_at
    assert f"{what[:-1]}:{row.act}" in {each.tag for each in (await scene.folder()).entries}


@pytest.mark.parametrize("state", scenes.REFERRAL_STATES)
@pytest.mark.parametrize("act", sorted(_MEETING))
async def test_a_meeting_takes_and_gives_a_referral_only_where_the_table_says(
    stage: Stage, act: str, state: str
) -> None:
    scene = await stage.referral_in(state)
    before = await scene.folder()
    referral = next(each for each in before.referrals if each.code == scene.code)
    by = stage.people["handler" if act == "put_to_meeting" else "secretary", "bureau"
                      if act == "put_to_meeting" else "desk"]  # fmt: skip

    goes = await _by_meeting(act, referral.id, scene.key, referral.version, by)

    assert goes is (state in oracle.ROWS[act].origin)
    if not goes:
        assert await scene.folder() == before
    elif act == "put_to_meeting":
        assert await scene.state() == ReferralState.IN_MEETING


async def _by_meeting(act: str, referral_id: int, key: str, version: int, by: Person) -> bool:
    at = clock.now()
    try:
        async with db.write():
            if act == "put_to_meeting":
                await operations.put_to_meeting(key, version, by=by, at=at, topic="t")
            elif act == "taken_back":
                await operations.taken_back(referral_id, by=by, at=at)
            else:
                await operations.decided(referral_id, by=by, at=at, resolution="r")
    except (NotPossible, NotFound):
        return False
    return True


# --- every pair ----------------------------------------------------------------------------------


def _pairs() -> list[tuple[str, str, str]]:
    """Every state with every act; in the daily tests one state, which refuses most of them."""
    referrals = scenes.REFERRAL_STATES if PROVING else ("withdrawn",)
    cases = scenes.CASE_STATES if PROVING else ("withdrawn",)
    return [
        *(("referrals", state, act) for state in referrals
          for act in scenes.REFERRAL_VERBS if act not in _MEETING),
        *(("cases", state, act) for state in cases
          for act in scenes.CASE_VERBS if act not in _FORMS),
    ]  # fmt: skip


_DOORS = ("operation", "page", "api") if PROVING else ("operation",)


_SENT = frozenset(state for state, path in scenes.CASE_PATHS.items() if "send" in path)


def _expected(what: str, state: str, act: str, role: str, reaches: str, door: str) -> str:
    rows = oracle.CASE_ROWS if what == "cases" else oracle.ROWS
    if door != "operation" and not scopes(_RIGHTS[what, act], Role(role)):
        # Who holds a right nowhere is told so at the gate, before anything is looked up.
        return oracle.FORBIDDEN
    # A unit knows nothing of a case before it was sent a part of it.
    unsent = state == "draft" if what == "referrals" else state not in _SENT
    return rows[act].expected(state, role, reaches.strip("AD") if unsent else reaches)


@pytest.fixture(scope="module")
def refused_scenes(stage: Stage) -> dict[tuple[str, str], Scene]:
    """A scene for each state, used by all who are refused: they change nothing."""
    return {}


@pytest.mark.parametrize("door", _DOORS)
@pytest.mark.parametrize(("what", "state", "act"), _pairs())
async def test_an_act_goes_or_is_refused_as_the_table_says(
    stage: Stage, doors: Doors, refused_scenes: dict[tuple[str, str], Scene],
    what: str, state: str, act: str, door: str,
) -> None:  # fmt: skip
    if (what, state) not in refused_scenes:
        refused_scenes[what, state] = await _scene(stage, what, state)
    shared = refused_scenes[what, state]
    before = await shared.folder()

    for role, where, reaches in oracle.people():
        wanted = _expected(what, state, act, role, reaches, door)
        goes = wanted == oracle.GOES
        scene = await _scene(stage, what, state, act) if goes else shared
        status = await getattr(doors, door)(
            scene, act, await stage.answer(scene, act), (role, where)
        )
        assert status == _STATUS[wanted], (role, where)

    assert await shared.folder() == before


async def test_a_request_no_programme_serves_is_recorded_and_closed(stage: Stage) -> None:
    scene = await stage.case_in("accepted", about_to="record_gap")
    clerk = stage.people["clerk", "window"]

    for need in (await scene.folder()).case.needs:
        given = {"need": need.code, "reason": "目前没有对应的救助项目。"}
        await scenes.do(scene, "record_gap", given, by=clerk, at=clock.now())

    assert await scene.state() == "results_in"
    await scenes.do(scene, "close", {}, by=clerk, at=clock.now())
    assert await scene.state() == "closed"
