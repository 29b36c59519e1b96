"""Doors from a table: page and API do the same, and the API describes itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
from litestar import get
from pydantic import BaseModel, Field

from portal.core.errors import NotPossible, Stale
from portal.core.i18n import say
from portal.directory.model import Person, Role
from portal.web import respond
from portal.web.actions import Act, api_doors, page_doors
from portal.web.gate import permission
from portal.web.visit import Key, Request
from tests.portal.web.conftest import Hire, Open, enter

DONE: list[tuple[str, str, str, datetime]] = []


class Reason(BaseModel):
    words: str = Field(title="理由", max_length=10)


class Accept(BaseModel):
    version: int = Field(ge=0)
    reason: Reason | None = None


async def accept(key: str, given: Accept, *, by: Person, at: datetime) -> None:
    if given.version == 7:
        raise Stale(what="referral", key=key)
    if given.version == 8:
        raise NotPossible(say("已经办结，不能再签收。"), code="is_final")
    DONE.append((key, "accept", by.code, at))


@get("/things/{key:str}", opt=permission("referral.accept"))
async def show(request: Request, key: Key) -> respond.Answer:
    rows = request.visit.typed("reason.words")
    return await respond.page(request, "portal/search.html", q=rows, found=False, groups=())


@get("/api/v1/things/{key:str}", opt=permission("referral.accept"))
async def thing(request: Request, key: Key) -> respond.Answer:
    """Return the thing."""
    return respond.json({"key": key})


ACTS = (Act("ask_return", "referral.accept", Accept, accept, "已签收。", undo="take_back"),)
DOORS = (
    show, thing, *page_doors("/things/{key:str}", ACTS, show=show),
    *api_doors("/api/v1/things/{key:str}", ACTS, show=thing),
)  # fmt: skip


async def _post(client: httpx.AsyncClient, token: str, path: str, **given: Any) -> httpx.Response:
    headers = {"x-csrf-token": token, **given.pop("headers", {})}
    return await client.post(path, headers=headers, **given)


async def test_page_and_api_call_the_same_operation(opened: Open, hired: Hire) -> None:
    person = await hired(Role.HANDLER, "health")
    async with opened(*DOORS) as client:
        token = await enter(client, person)
        page = await _post(client, token, "/things/A-1/ask-return", data={"version": "3"})
        api = await _post(client, token, "/api/v1/things/A-1/ask-return", json={"version": 3})

    assert (page.status_code, page.headers["location"]) == (303, "/things/A-1")
    assert (api.status_code, api.json()) == (200, {"key": "A-1"})
    assert [row[:3] for row in DONE[-2:]] == [("A-1", "accept", person.code)] * 2


async def test_what_was_done_is_said_on_the_next_page_once_with_its_undo(
    opened: Open, hired: Hire
) -> None:
    person = await hired(Role.HANDLER, "health")
    async with opened(*DOORS) as client:
        token = await enter(client, person)
        await _post(client, token, "/things/A-1/ask-return", data={"version": "3"})
        first = await client.get("/things/A-1")
        second = await client.get("/things/A-1")

    assert "已签收。" in first.text
    assert 'action="/things/A-1/take-back"' in first.text
    assert "已签收。" not in second.text


async def test_a_flash_made_for_another_person_is_not_said(opened: Open, hired: Hire) -> None:
    one, other = await hired(Role.HANDLER, "health"), await hired(Role.HANDLER, "health")
    async with opened(*DOORS) as client:
        await _post(
            client, await enter(client, one), "/things/A-1/ask-return", data={"version": "3"}
        )
        await enter(client, other)

        assert "已签收。" not in (await client.get("/things/A-1")).text


async def test_a_form_that_does_not_hold_keeps_what_was_typed(opened: Open, hired: Hire) -> None:
    person = await hired(Role.HANDLER, "health")
    typed = {"version": "x", "reason.words": "这个理由写得实在是太长了"}
    async with opened(*DOORS) as client:
        token = await enter(client, person)
        page = await _post(client, token, "/things/A-1/ask-return", data=typed)
        api = await _post(client, token, "/api/v1/things/A-1/ask-return", data=typed)

    assert page.status_code == 422
    assert "这个理由写得实在是太长了" in page.text
    fields = {each["field"]: each["detail"] for each in api.json()["errors"]}
    assert fields == {"version": "请填写数字，例如 3。", "reason.words": "最多 10 个字，请缩短。"}


async def test_a_conflict_is_said_above_the_page_or_beside_the_form(
    opened: Open, hired: Hire
) -> None:
    person = await hired(Role.HANDLER, "health")
    async with opened(*DOORS) as client:
        token = await enter(client, person)
        for version, words in (("7", "别人已经更改了它"), ("8", "已经办结，不能再签收。")):
            there = "/things/A-1/ask-return"
            plain = await _post(client, token, there, data={"version": version})
            part = await _post(
                client, token, there, data={"version": version}, headers={"hx-request": "true"}
            )
            api = await _post(client, token, "/api/v1" + there, json={"version": int(version)})

            assert (plain.status_code, part.status_code, api.status_code) == (409, 409, 409)
            assert words in plain.text
            assert words in part.text
            assert "<html" in plain.text
            assert part.headers["hx-retarget"] == "#problem"


async def test_who_may_never_is_refused_by_page_and_api(opened: Open, hired: Hire) -> None:
    person = await hired(Role.CLERK)
    async with opened(*DOORS) as client:
        token = await enter(client, person)
        for path in ("/things/A-1/ask-return", "/api/v1/things/A-1/ask-return"):
            assert (await _post(client, token, path, data={"version": "3"})).status_code == 403


async def test_the_description_holds_bodies_problems_and_the_bearer_scheme(
    opened: Open, hired: Hire
) -> None:
    person = await hired()
    async with opened(*DOORS) as client:
        assert (await client.get("/api/schema")).status_code == 401
        await enter(client, person)
        told = (await client.get("/api/schema")).json()

    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    act = told["paths"]["/api/v1/things/{key}/ask-return"]["post"]
    body = act["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert body == "#/components/schemas/Accept"
    assert told["components"]["schemas"]["Accept"]["additionalProperties"] is False
    assert "Reason" in told["components"]["schemas"]
    assert "application/problem+json" in act["responses"]["default"]["content"]
    assert {"Idempotency-Key", "key"} == {each["name"] for each in act["parameters"]}
    assert "/things/{key}/ask-return" not in told["paths"]


async def test_drafts_are_saved_from_the_page_and_offered_again(opened: Open, hired: Hire) -> None:
    person = await hired()
    async with opened(*DOORS) as client:
        token = await enter(client, person)
        there = "/drafts/intake?code=&seen=0&page=a"
        saved = await _post(client, token, there, data={"members.0.name": "王一", "_once": "x"})
        stored = (await client.get("/drafts/intake")).json()
        elsewhere = await _post(client, token, there.replace("page=a", "page=b"), data={"n": "1"})
        gone = await client.delete("/drafts/intake", headers={"x-csrf-token": token})

        assert saved.status_code == 200
        assert saved.text.startswith("草稿已保存 ")
        assert stored["data"] == {"members": [{"name": "王一"}]}
        assert elsewhere.status_code == 409
        assert gone.status_code == 204
        assert (await client.get("/drafts/intake")).status_code == 404
        strange = await _post(client, token, "/drafts/intake?seen=x", data={"n": "1"})
        assert strange.status_code == 400
