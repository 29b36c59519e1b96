"""Two at once: one winner, one clear conflict, nothing twice."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from tests.proofs.conftest import City, accepted, registration, sending, times

pytestmark = pytest.mark.proof


async def test_of_two_handlers_that_accept_one_referral_exactly_one_does(
    city: City, clerk: httpx.AsyncClient
) -> None:
    async with city.client("minzheng") as handler, city.client("minzheng-head") as head:
        for _ in range(times(10, 200)):
            case = await accepted(clerk, city.person())
            sent = await clerk.post(f"/api/v1/cases/{case['number']}/referrals", json=sending(case))
            assert sent.status_code == 201, sent.text
            key = sent.json()["items"][0]["key"]
            version = (await handler.get(f"/api/v1/referrals/{key}")).json()["version"]

            answers = await asyncio.gather(
                *(
                    client.post(f"/api/v1/referrals/{key}/accept", json={"version": version})
                    for client in (handler, head)
                )
            )

            assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_of_two_desks_that_send_one_need_exactly_one_does(
    city: City, clerk: httpx.AsyncClient
) -> None:
    async with city.client("xihu-head") as other:
        for _ in range(times(5, 100)):
            case = await accepted(clerk, city.person())
            there = f"/api/v1/cases/{case['number']}"

            answers = await asyncio.gather(
                *(
                    client.post(f"{there}/referrals", json=sending(case))
                    for client in (clerk, other)
                )
            )

            assert sorted(answer.status_code for answer in answers) == [201, 409]
            assert len((await clerk.get(there)).json()["referrals"]) == 1


async def test_fifty_at_once_are_all_registered_with_numbers_of_their_own(
    city: City, clerk: httpx.AsyncClient
) -> None:
    answers = await asyncio.gather(
        *(clerk.post("/api/v1/cases", json=registration(city.person())) for _ in range(50))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 50
    assert not re.search("locked", city.served.log.read_text())
