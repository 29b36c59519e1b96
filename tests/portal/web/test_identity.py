"""Who asks: nothing planted, nothing revived, nothing kept from those whose rights ended."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from litestar import get, post

from portal.core import clock, db
from portal.directory import operations, tables
from portal.directory.model import Role
from portal.web import identity, respond
from portal.web.gate import PUBLIC, SIGNED_IN, permission
from portal.web.visit import Request
from tests.portal.web.conftest import Hire, Open, enter, person_code


@get(["/who", "/api/v1/who"], opt=permission(PUBLIC))
async def who(request: Request) -> respond.Answer:
    return respond.json({"code": person_code(request)})


@get(["/cases", "/api/v1/cases"], opt=permission("case.read"))
async def cases() -> respond.Answer:
    return respond.json([])


@get("/slow", opt=permission(SIGNED_IN))
async def slow(request: Request) -> respond.Answer:
    await asyncio.sleep(0.2)
    return await respond.page(request, "portal/search.html", q="", found=False, groups=())


@post("/out", opt=permission(SIGNED_IN))
async def out(request: Request) -> respond.Answer:
    await operations.sign_out(request.visit.token, by=request.person, at=request.at)
    identity.end(request.visit)
    return respond.go(request, "/who")


@post("/change", opt=permission(SIGNED_IN))
async def change(request: Request) -> respond.Answer:
    return respond.go(request, "/who")


DOORS = (who, cases, slow, out, change)


async def _who(client: httpx.AsyncClient, **headers: str) -> str:
    return str((await client.get("/who", headers=headers)).json()["code"])


async def test_a_session_names_its_person(opened: Open, hired: Hire) -> None:
    person = await hired()
    async with opened(*DOORS) as client:
        assert await _who(client) == ""
        await enter(client, person)
        assert await _who(client) == person.code


async def test_a_planted_cookie_names_nobody_and_is_not_adopted(opened: Open) -> None:
    async with opened(*DOORS) as client:
        for planted in ("chosen-by-an-attacker", "", "x" * 5000, "%00", "é"):
            answer = await client.get("/who", headers={"cookie": f"lianban={planted}".encode()})
            assert answer.json()["code"] == ""
            assert "lianban=" not in answer.headers.get("set-cookie", "")


async def test_headers_of_a_proxy_that_signs_people_in_change_nothing(
    opened: Open, hired: Hire
) -> None:
    person = await hired()
    spoofed = dict.fromkeys(
        ("x-remote-user", "remote-user", "x-forwarded-user", "x-auth-request-user"), person.login
    )
    async with opened(*DOORS) as client:
        assert await _who(client, **spoofed) == ""


async def test_a_slow_request_does_not_undo_signing_out(opened: Open, hired: Hire) -> None:
    person = await hired()
    async with opened(*DOORS) as client:
        token = await enter(client, person)
        cookie = {"cookie": f"lianban={client.cookies['lianban']}"}
        running = asyncio.create_task(client.get("/slow", headers=cookie))
        await asyncio.sleep(0.05)

        gone = await client.post("/out", headers={"x-csrf-token": token, **cookie})
        late = await running

        assert (gone.status_code, late.status_code) == (303, 200)
        assert "lianban=;" in gone.headers["set-cookie"]
        assert "lianban=" not in late.headers.get("set-cookie", "")
        assert await _who(client, **cookie) == ""


async def test_a_revoked_right_is_gone_at_the_next_request(opened: Open, hired: Hire) -> None:
    person = await hired(Role.CLERK)
    async with opened(*DOORS) as client:
        await enter(client, person)
        assert (await client.get("/cases")).status_code == 200

        post_held = person.memberships[0]
        await operations.revoke(person, post_held.role, post_held.unit, by=None, at=clock.now())
        assert (await client.get("/cases")).status_code == 403


async def test_a_disabled_person_is_nobody_at_the_next_request(opened: Open, hired: Hire) -> None:
    person = await hired()
    async with opened(*DOORS) as client:
        await enter(client, person)
        await operations.disable_person(person, by=None, at=clock.now())

        assert await _who(client) == ""


async def test_who_can_never_hold_a_right_is_refused_at_the_gate(opened: Open, hired: Hire) -> None:
    person = await hired(Role.SYSADMIN, "civil_affairs")
    async with opened(*DOORS) as client:
        await enter(client, person)

        assert (await client.get("/cases")).status_code == 403
        assert (await client.get("/api/v1/cases")).json()["code"] == "not_allowed"


async def test_a_bearer_token_names_its_person_and_no_more_than_its_rights(
    opened: Open, hired: Hire
) -> None:
    person, at = await hired(Role.CLERK), clock.now()
    whole = await operations.make_token("all", person, by=None, at=at)
    narrow = await operations.make_token("few", person, by=None, at=at, rights=["own.settings"])
    async with opened(*DOORS) as client:
        for token, status in ((whole, 200), (narrow, 403), ("lb_unknown", 401), ("", 401)):
            headers = {"authorization": f"Bearer {token}"}
            assert (await client.get("/api/v1/cases", headers=headers)).status_code == status
        basic = {"authorization": "Basic YTpi"}
        assert (await client.get("/api/v1/who", headers=basic)).status_code == 401


async def test_a_bearer_token_needs_no_other_proof_but_a_session_does(
    opened: Open, hired: Hire
) -> None:
    person = await hired()
    token = await operations.make_token("all", person, by=None, at=clock.now())
    async with opened(*DOORS) as client:
        bearer = {"authorization": f"Bearer {token}"}
        assert (await client.post("/change", headers=bearer)).status_code == 303

        await enter(client, person)
        assert (await client.post("/change")).status_code == 403


async def test_the_token_of_one_session_is_worth_nothing_in_another(
    opened: Open, hired: Hire
) -> None:
    person = await hired()
    async with opened(*DOORS) as client:
        first = await enter(client, person)
        second = await enter(client, person)

        assert (await client.post("/change", headers={"x-csrf-token": first})).status_code == 403
        assert (await client.post("/change", headers={"x-csrf-token": second})).status_code == 303


async def test_who_must_change_the_password_does_that_first(opened: Open, hired: Hire) -> None:
    person = await hired()
    await tables.Person.update({tables.Person.must_change: True}).where(
        tables.Person.id == person.id
    )
    async with opened(*DOORS) as client:
        await enter(client, person)

        assert (await client.get("/cases")).headers["location"] == "/settings#password"
        assert (await client.get("/api/v1/cases")).json()["code"] == "must_change_password"


async def test_while_the_database_is_away_pages_say_so_and_files_are_served(
    opened: Open, hired: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await hired()

    async def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    async with opened(*DOORS) as client:
        await enter(client, person)
        monkeypatch.setattr(type(db.engine()), "run_querystring", away)
        answer = await client.get("/api/v1/cases")
        page = await client.get("/cases")
        static = await client.get("/static/css/app.css")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert (page.status_code, static.status_code) == (503, 200)
    assert "retry-after" in page.headers
