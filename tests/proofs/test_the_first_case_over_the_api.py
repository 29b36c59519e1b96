"""The first case once more, by programs: the same operations, rights and errors as the pages."""

from __future__ import annotations

import httpx
import pytest

from portal.demo import first_case
from tests.proofs.conftest import City
from tests.proofs.round_table import decide, strike_off

pytestmark = pytest.mark.proof


async def test_the_first_case_goes_from_the_window_through_the_meeting_to_its_end(
    city: City, clerk: httpx.AsyncClient
) -> None:
    told = first_case.registration() | {"duplicate_reason": "演练同一件事。"}
    made = await clerk.post("/api/v1/cases", json=told)
    assert made.status_code == 201, made.text
    case = f"/api/v1/cases/{made.json()['number']}"
    await city.act("xihu", f"{case}/accept")
    sent = await city.act("xihu", f"{case}/referrals", items=first_case.sending())
    keys = [each["key"] for each in sent["items"]]
    insurer, medical, lead = (f"/api/v1/referrals/{key}" for key in keys)

    await city.act("baoxian", f"{insurer}/accept")
    await _complete(city, "baoxian", insurer, "7000.00")
    asked = first_case.story()["referrals"][1]["asks_return"]
    await city.act(
        "yibao", f"{medical}/ask-return", code=asked["code"], basis=asked["basis"],
        suggested_unit=f"500116-{asked['suggested_unit']}",
    )  # fmt: skip
    await city.act("xihu-head", f"{medical}/overrule-return", reason="由贵单位主管，请办理。")
    await city.act("minzheng", f"{lead}/accept")
    await _lead_cannot_end_first(city, lead)
    await _complete(city, "yibao", medical, "4000.00")
    resolution = await decide(city, lead)
    await _complete(city, "minzheng", lead, "3000.00")
    await strike_off(city, resolution)
    for referral in (insurer, medical, lead):
        await city.act("xihu", f"{referral}/confirm", call_back="satisfied")
    closed = await city.act("xihu", f"{case}/close")

    assert closed["state"] == "closed"
    for key in closed["referrals"]:
        assert (await clerk.get(f"/api/v1/referrals/{key}")).json()["state"] == "confirmed"


async def _complete(city: City, login: str, referral: str, yuan: str) -> None:
    await city.act(
        login, f"{referral}/complete", outcome="granted", answer="已发放。",
        amounts={"money": yuan},
    )  # fmt: skip


async def _lead_cannot_end_first(city: City, lead: str) -> None:
    async with city.client("minzheng") as client:
        version = (await client.get(lead)).json()["version"]
        refused = await client.post(
            f"{lead}/complete", json={"version": version, "outcome": "granted", "answer": "x"}
        )
    assert refused.status_code == 409
    assert refused.json()["code"] == "cooperating_ended"


async def test_bad_input_is_answered_plainly_and_nothing_is_written(
    city: City, clerk: httpx.AsyncClient
) -> None:
    before = (await clerk.get("/api/v1/cases?limit=1")).json()
    wrong = {"applicant": {"name": "", "doc_number": "110105194912310021"}, "request": "x" * 5000}

    answer = await clerk.post("/api/v1/cases", json=wrong)
    unknown = await clerk.post("/api/v1/cases", json={"no_such_field": 1})
    broken = await clerk.post(
        "/api/v1/cases", content=b"{", headers={"content-type": "application/json"}
    )
    large = await clerk.post("/api/v1/cases", json={"request": "很" * 600_000})

    assert answer.status_code == 422, answer.text
    fields = {error["field"] for error in answer.json()["errors"]}
    assert {"applicant.name", "applicant.doc_number", "request"} <= fields
    assert unknown.status_code == 422
    assert broken.status_code in {400, 422}
    assert large.status_code == 413
    assert (await clerk.get("/api/v1/cases?limit=1")).json() == before


async def test_an_ended_unit_is_refused_and_names_its_successor(
    city: City, clerk: httpx.AsyncClient
) -> None:
    made = await clerk.post(
        "/api/v1/cases",
        json=first_case.registration() | {"duplicate_reason": "演练同一件事。"},
    )
    case = f"/api/v1/cases/{made.json()['number']}"
    accepted = await city.act("xihu", f"{case}/accept")
    item = {"programme": "dibao", "unit": "500105-civil_affairs", "role": "lead"}

    refused = await clerk.post(
        f"{case}/referrals", json={"version": accepted["version"], "items": [item]}
    )

    assert refused.status_code == 409
    assert "两江新区民政局" in refused.json()["detail"]
