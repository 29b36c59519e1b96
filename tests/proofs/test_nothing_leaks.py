"""A unique value in each sensitive field is nowhere in the clear: not in file, log or table."""

from __future__ import annotations

import asyncpg
import httpx
import pytest

from tests.proofs.conftest import City, accepted, registration, sending

pytestmark = pytest.mark.proof

_REQUEST, _DIAGNOSIS, _MESSAGE = "卡纳里请求七四一", "卡纳里诊断七四二", "卡纳里留言七四三"
_ADDRESS = "卡纳里住址七四四"


async def test_no_sensitive_value_stands_in_the_clear(city: City, clerk: httpx.AsyncClient) -> None:
    if city.database_url:
        canaries = await _tell(city, clerk)
        assert canaries
        await _search_postgres(city, canaries)
        return
    canaries = await _tell(city, clerk)

    places = [path for path in city.served.home.rglob("*") if path.is_file()]
    assert any(path.name == "lianban.sqlite-wal" for path in places)
    for path in places:
        held = path.read_bytes()
        for canary in canaries:
            assert canary.encode() not in held, (path.name, canary)


async def _tell(city: City, clerk: httpx.AsyncClient) -> list[str]:
    person = city.person()
    given = registration(
        person, request=_REQUEST, address=_ADDRESS,
        circumstances={"diagnosis": _DIAGNOSIS, "own_share": "1"},
    )  # fmt: skip
    made = await clerk.post("/api/v1/cases", json=given)
    assert made.status_code == 201, made.text
    case = made.json()
    done = await clerk.post(
        f"/api/v1/cases/{case['number']}/accept", json={"version": case["version"]}
    )
    given = sending(done.json())
    given["items"][0]["message"] = _MESSAGE
    sent = await clerk.post(f"/api/v1/cases/{case['number']}/referrals", json=given)
    assert sent.status_code == 201, sent.text
    return [person.number, person.phone, _REQUEST, _DIAGNOSIS, _MESSAGE, _ADDRESS]


async def _search_postgres(city: City, canaries: list[str]) -> None:
    connection = await asyncpg.connect(city.database_url)
    try:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        for (name,) in tables:
            rows = await connection.fetch(f'SELECT t::text AS row FROM "{name}" t')
            text = "\n".join(row["row"] for row in rows)
            for canary in canaries:
                assert canary not in text, (name, canary)
    finally:
        await connection.close()


async def test_the_case_that_was_told_can_be_read_by_those_who_may(
    city: City, clerk: httpx.AsyncClient
) -> None:
    case = await accepted(clerk, city.person())

    async with city.client("xitong") as administrator:
        refused = await administrator.get(f"/api/v1/cases/{case['number']}")

    assert (await clerk.get(f"/api/v1/cases/{case['number']}")).status_code == 200
    assert refused.status_code in {403, 404}
