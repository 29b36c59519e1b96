"""The API offers every act of the state tables; each is done once, however often it is sent.

What comes twice with one key is answered twice and done once; the same key with another body is
refused. The acts are taken on scenes of their own, by the first person each belongs to.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from portal.app import HANDLERS
from portal.core.ids import new_code
from portal.web.openapi import described
from referrals.doors import CASE_ACTS, REFERRAL_ACTS
from referrals.model import CaseAction, ReferralAction
from referrals.states import CASE_STEPS, STEPS, By
from tests.portals import portal
from tests.proofs.doors import Doors
from tests.proofs.test_every_row import _ROWS, _first, _scene, doors, stage
from tests.referrals import oracle
from tests.referrals.scenes import Stage

pytestmark = pytest.mark.proof

__all__ = ["doors", "stage"]

# Registered at once by POST /cases; drafts belong to the form.
_BY_FORM = {CaseAction.REGISTER}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The API's own description."""
    app = portal(*HANDLERS)
    return described(app, app.openapi_schema.to_schema())


def _missing(base: str, actions: set[Any], schema: dict[str, Any]) -> set[str]:
    paths = {f"{base}/{action.value.replace('_', '-')}" for action in actions}
    return paths - set(schema["paths"])


def test_every_row_of_the_state_tables_has_a_door_in_the_api(schema: dict[str, Any]) -> None:
    referrals = {row.action for row in STEPS.values() if row.by is By.PERSON} - {
        ReferralAction.PUT_TO_MEETING
    }
    cases = {row.action for row in CASE_STEPS.values()} - _BY_FORM

    assert {act.name for act in REFERRAL_ACTS} >= {action.value for action in referrals}
    assert {act.name for act in CASE_ACTS} >= {action.value for action in cases}
    assert not _missing("/api/v1/referrals/{key}", referrals, schema)
    assert not _missing("/api/v1/cases/{key}", cases, schema)


def test_every_post_takes_a_key_and_says_how_it_refuses(schema: dict[str, Any]) -> None:
    posts = {path: ways["post"] for path, ways in schema["paths"].items() if "post" in ways}

    without = [
        path for path, about in posts.items()
        if "Idempotency-Key" not in {each.get("name") for each in about.get("parameters", ())}
        or "application/problem+json" not in about["responses"]["default"]["content"]
    ]  # fmt: skip
    assert posts
    assert not without


@pytest.mark.parametrize(("what", "row"), _ROWS, ids=[f"{what}-{row.act}" for what, row in _ROWS])
async def test_an_act_that_is_sent_twice_is_done_once(
    stage: Stage, doors: Doors, what: str, row: oracle.Row
) -> None:
    scene = await _scene(stage, what, row.origin[0], row.act)
    visit = await doors._visitor(_first(row))
    address = f"/api/v1{scene.api}/{row.act.replace('_', '-')}"
    body = {"version": await scene.version(), **await stage.answer(scene, row.act)}
    headers = {"x-csrf-token": visit.token, "idempotency-key": new_code()}

    async def post(given: dict[str, Any]) -> httpx.Response:
        return await visit.client.post(address, json=given, headers=headers)

    first, again = await post(body), await post(body)
    other = await post(body | {"version": 4711})

    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert again.headers["idempotent-replayed"] == "true"
    assert again.text == first.text
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    entries = (await scene.folder()).entries
    assert [entry.tag for entry in entries].count(f"{what[:-1]}:{row.act}") == 1
