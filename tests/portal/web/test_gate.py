"""A door without a declared right keeps the whole house shut."""

from __future__ import annotations

import pytest
from litestar import Router, asgi, get
from litestar.types import Receive, Scope, Send

from portal.web import gate
from portal.web.app import build
from portal.web.gate import PUBLIC, permission
from portal.web.visit import Request
from tests.portal.web.conftest import Open

pytestmark = pytest.mark.usefixtures("database")


def test_a_route_without_a_right_refuses_to_boot() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(gate.Undeclared, match="/forgotten GET"):
        build([forgotten])


def test_a_right_nobody_has_heard_of_refuses_to_boot() -> None:
    @get("/misspelt", opt=permission("case.raed"))
    async def misspelt() -> None: ...

    with pytest.raises(gate.Undeclared, match="/misspelt"):
        build([misspelt])


def test_a_mounted_application_needs_a_right_as_well() -> None:
    @asgi("/mounted", is_mount=True, copy_scope=True)
    async def mounted(scope: Scope, receive: Receive, send: Send) -> None: ...

    with pytest.raises(gate.Undeclared, match="/mounted ASGIRoute"):
        build([mounted])


def test_a_right_may_be_declared_for_a_whole_router() -> None:
    @get("/a")
    async def a() -> None: ...

    build([Router("/r", route_handlers=[a], opt=permission(PUBLIC))])


def test_a_door_cannot_switch_off_the_memory_of_answers() -> None:
    def mine(request: Request) -> None: ...

    @get("/own", opt=permission(PUBLIC), before_request=mine)
    async def own() -> None: ...

    with pytest.raises(gate.Undeclared, match="before_request"):
        build([own])


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
async def test_methods_nobody_declared_are_refused_everywhere(opened: Open, method: str) -> None:
    @get("/a", opt=permission(PUBLIC))
    async def a() -> None: ...

    async with opened(a) as client:
        for path in ("/a", "/api/schema", "/static/img/logo.svg", "/nowhere"):
            assert (await client.request(method, path)).status_code == 405


async def test_a_stranger_is_led_to_the_sign_in_and_back(opened: Open) -> None:
    @get("/cases", opt=permission("case.read"))
    async def cases() -> None: ...

    async with opened(cases) as client:
        answer = await client.get("/cases?view=mine&x=%2F%2Fevil.example")

    assert answer.status_code == 303
    assert (
        answer.headers["location"]
        == "/sign-in?next=/cases%3Fview%3Dmine%26x%3D%252F%252Fevil.example"
    )


async def test_a_program_or_script_without_a_person_gets_401(opened: Open) -> None:
    @get(["/cases", "/api/v1/cases"], opt=permission("case.read"))
    async def cases() -> None: ...

    async with opened(cases) as client:
        assert (await client.get("/api/v1/cases")).status_code == 401
        assert (await client.get("/cases", headers={"hx-request": "true"})).status_code == 401
        assert (await client.get("/cases", headers={"sec-fetch-dest": "empty"})).status_code == 401
        assert (await client.get("/api/schema")).status_code == 401
