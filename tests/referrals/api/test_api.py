"""The API: the same operations, rights and errors as the pages."""

from __future__ import annotations

from typing import Any

import pytest

from portal.directory.model import Role
from tests.referrals.conftest import Visit
from tests.referrals.visiting import Visitor, once, resident_id

MEDICAL = "medical_security"


def registration(**more: Any) -> dict[str, Any]:
    """What is told at the window, as the API takes it."""
    return {
        "applicant": {"name": "王秀兰", "doc_number": resident_id(), "phone": "19900000001"},
        "request": "住院费用太高，请求医疗救助。",
        "needs": [{"programme": "medical_aid"}],
        "consent": {"given": True}, **more,
    }  # fmt: skip


async def unit_of(visitor: Visitor, kind: str) -> str:
    """The code of the unit of this kind that serves the window's township."""
    held = (await visitor.reads("/units?division=500116120"))["items"]
    return next(str(unit["code"]) for unit in held if unit["kind"] == kind)


async def sent(visiting: Visit) -> tuple[Visitor, str]:
    """A clerk, and the key of a referral sent over the API."""
    clerk = await visiting()
    case = (await clerk.asks("/cases", **registration())).json()
    address = f"/cases/{case['key']}"
    accepted = (await clerk.asks(f"{address}/accept", version=case["version"])).json()
    item = {"programme": "medical_aid", "unit": await unit_of(clerk, MEDICAL), "role": "lead"}
    answer = await clerk.asks(f"{address}/referrals", version=accepted["version"], items=[item])
    assert answer.status_code == 201, answer.text
    return clerk, answer.json()["items"][0]["key"]


async def test_a_case_is_registered_and_answered_with_what_may_be_done(visiting: Visit) -> None:
    clerk = await visiting()

    answer = await clerk.asks("/cases", **registration())

    case = answer.json()
    assert answer.status_code == 201
    assert case["state"] == "registered"
    assert [act["name"] for act in case["actions"]][:2] == ["accept", "ask_papers"]
    fields = {field["name"]: field for field in case["actions"][1]["fields"]}
    assert fields["version"]["required"]


async def test_numbers_of_people_are_masked(visiting: Visit) -> None:
    clerk, told = await visiting(), registration()

    answer = await clerk.asks("/cases", **told)

    assert told["applicant"]["doc_number"] not in answer.text
    assert answer.json()["household"][0]["document"].startswith("990***")


async def test_every_mistake_is_named_by_its_field(visiting: Visit) -> None:
    clerk = await visiting()

    answer = await clerk.asks("/cases", applicant={"name": ""}, request="x", strange=1)

    assert answer.status_code == 422
    found = {problem["field"] for problem in answer.json()["errors"]}
    assert {"applicant.name", "applicant.doc_number", "strange"} <= found


async def test_a_referral_goes_to_its_end(visiting: Visit) -> None:
    clerk, key = await sent(visiting)
    handler = await visiting(Role.HANDLER, MEDICAL)
    address = f"/referrals/{key}"

    held = await handler.reads(address)
    accepted = (await handler.asks(f"{address}/accept", version=held["version"])).json()
    done = await handler.asks(
        f"{address}/complete", version=accepted["version"], outcome="granted",
        answer="已发放。", amounts={"money": "7000.00", "person_times": 1},
    )  # fmt: skip
    confirmed = await clerk.asks(
        f"{address}/confirm", version=done.json()["version"], call_back="satisfied"
    )

    assert done.json()["amounts"]["money"] == "7000.00"
    assert confirmed.json()["state"] == "confirmed"
    assert [clock["running"] for clock in confirmed.json()["clocks"]] == [False] * 3


async def test_an_old_version_is_a_conflict(visiting: Visit) -> None:
    _, key = await sent(visiting)
    handler = await visiting(Role.HANDLER, MEDICAL)

    answer = await handler.asks(f"/referrals/{key}/accept", version=0)

    assert (answer.status_code, answer.json()["code"]) == (409, "stale")


async def test_what_the_state_does_not_allow_is_a_conflict(visiting: Visit) -> None:
    _, key = await sent(visiting)
    handler = await visiting(Role.HANDLER, MEDICAL)
    held = await handler.reads(f"/referrals/{key}")

    answer = await handler.asks(f"/referrals/{key}/papers-in", version=held["version"])

    assert (answer.status_code, answer.json()["code"]) == (409, "state")


async def test_who_may_not_act_is_refused_and_who_may_not_know_finds_nothing(
    visiting: Visit,
) -> None:
    clerk, key = await sent(visiting)
    stranger = await visiting(Role.HANDLER, "education")

    refused = await clerk.asks(f"/referrals/{key}/accept", version=1)
    unknown = await stranger.asks(f"/referrals/{key}/accept", version=1)

    assert (refused.status_code, unknown.status_code) == (403, 404)


async def test_the_same_key_takes_effect_once(visiting: Visit) -> None:
    clerk, told, key = await visiting(), registration(), once()
    headers = {"x-csrf-token": clerk.token, "idempotency-key": key}

    first = await clerk.client.post("/api/v1/cases", json=told, headers=headers)
    again = await clerk.client.post("/api/v1/cases", json=told, headers=headers)
    other = await clerk.client.post("/api/v1/cases", json=registration(), headers=headers)

    assert first.json()["key"] == again.json()["key"]
    assert other.status_code == 422


async def test_a_list_comes_in_pages_that_meet_without_gap(visiting: Visit) -> None:
    clerk = await visiting()
    keys = {(await clerk.asks("/cases", **registration())).json()["key"] for _ in range(3)}
    found, address = [], "/cases?view=to_decide&limit=1"
    page = await clerk.reads(address)
    while page["next"]:
        found += page["items"]
        page = await clerk.reads(f"{address}&cursor={page['next']}")
    found += page["items"]

    assert keys <= {case["key"] for case in found}
    assert len(found) == len({case["key"] for case in found})


@pytest.mark.parametrize("query", ["view=x", "limit=0", "limit=101", "limit=x", "cursor=x"])
async def test_a_list_refuses_what_it_does_not_know(visiting: Visit, query: str) -> None:
    clerk = await visiting()

    for things in ("cases", "referrals"):
        answer = await clerk.client.get(f"/api/v1/{things}?{query}")
        assert answer.status_code == 422, things


async def test_programmes_and_units_are_there_for_every_program(visiting: Visit) -> None:
    clerk = await visiting()

    programmes = (await clerk.reads("/programmes"))["items"]
    one = await clerk.reads("/programmes/medical_aid")
    unit = await unit_of(clerk, MEDICAL)

    assert one in programmes
    assert (await clerk.reads(f"/units/{unit}"))["kind"] == MEDICAL
    assert (await clerk.client.get("/api/v1/programmes/none")).status_code == 404


async def test_lists_show_a_sent_referral_with_its_lamp(visiting: Visit) -> None:
    _, key = await sent(visiting)
    handler = await visiting(Role.HANDLER, MEDICAL)

    page = await handler.reads("/referrals?view=to_accept&limit=100")

    assert [item["lamp"] for item in page["items"] if item["key"] == key] == ["green"]


async def test_suggestions_come_with_reason_law_unit_limit_and_papers(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()

    found = await clerk.reads(f"{case}/suggestions")

    aid = next(each for each in found["items"] if each["programme"] == "medical_aid")
    assert "25,000.00" in aid["reason"]
    assert (aid["limit"], aid["limit_unit"]) == (20, "working_days")
    assert all(aid[name] for name in ("law", "unit", "unit_name", "papers"))


async def test_the_description_holds_every_door_and_its_body(visiting: Visit) -> None:
    clerk = await visiting()

    described = (await clerk.client.get("/api/schema")).json()

    body = described["paths"]["/api/v1/referrals/{key}/complete"]["post"]["requestBody"]
    named = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert described["components"]["schemas"][named]["required"] == ["version", "outcome", "answer"]
