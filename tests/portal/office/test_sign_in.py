"""Signing in and out."""

from __future__ import annotations

import json

import httpx
import pytest

from portal.core import clock, crypto
from portal.directory import operations
from portal.directory.model import Person
from portal.office.pages import HANDLERS
from tests.portal.web.conftest import DOMAIN, Hire, Open, token_of

PASSWORD = "four plain unlikely words"


async def _with_password(hired: Hire) -> Person:
    person, at = await hired(), clock.now()
    code = await operations.make_activation(person.id, by=None, at=at)
    await operations.activate(code, PASSWORD, at=at)
    return person


async def _sign_in(
    client: httpx.AsyncClient, login: str, password: str = PASSWORD, **given: str
) -> httpx.Response:
    token = token_of((await client.get("/sign-in")).text)
    form = {"_csrf": token, "login": login, "password": password, **given}
    return await client.post("/sign-in", data=form)


async def test_the_right_password_opens_a_new_session_and_leads_on(
    opened: Open, hired: Hire
) -> None:
    person = await _with_password(hired)
    async with opened(*HANDLERS) as client:
        client.cookies.set("lianban", "planted-by-an-attacker", domain=DOMAIN)
        answer = await _sign_in(client, person.login, next="/notices?cursor=x")

        assert (answer.status_code, answer.headers["location"]) == (303, "/notices?cursor=x")
        assert client.cookies["lianban"] != "planted-by-an-attacker"
        assert "lianban-visit" not in client.cookies
        assert (await client.get("/")).status_code == 200


async def test_a_wrong_password_keeps_the_name_and_never_the_password(
    opened: Open, hired: Hire
) -> None:
    person = await _with_password(hired)
    async with opened(*HANDLERS) as client:
        answer = await _sign_in(client, person.login, "not the password", next="/cases")

    assert answer.status_code == 422
    assert f'value="{person.login}"' in answer.text
    assert 'value="/cases"' in answer.text
    assert "not the password" not in answer.text
    assert "登录名或密码不对" in answer.text
    assert "lianban=" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "there", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
async def test_signing_in_leads_only_to_pages_of_ours(
    opened: Open, hired: Hire, there: str
) -> None:
    person = await _with_password(hired)
    async with opened(*HANDLERS) as client:
        assert there not in (await client.get("/sign-in", params={"next": there})).text
        answer = await _sign_in(client, person.login, next=there)
        assert answer.headers["location"] == "/"
        signed_in = await client.get("/sign-in", params={"next": there})
        assert signed_in.headers["location"] == "/"


async def test_signing_in_without_a_form_of_ours_is_refused(opened: Open, hired: Hire) -> None:
    person = await _with_password(hired)
    async with opened(*HANDLERS) as client:
        form = {"login": person.login, "password": PASSWORD}
        assert (await client.post("/sign-in", data=form)).status_code == 403


async def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(
    opened: Open, hired: Hire
) -> None:
    person = await _with_password(hired)
    async with opened(*HANDLERS) as client:
        await _sign_in(client, person.login)
        copy = {"cookie": f"lianban={client.cookies['lianban']}"}
        token = token_of((await client.get("/")).text)
        answer = await client.post("/sign-out", data={"_csrf": token})

        assert answer.headers["location"] == "/sign-in?left=1"
        assert "lianban" not in client.cookies
        assert "您已退出登录。" in (await client.get("/sign-in?left=1")).text
        assert (await client.get("/", headers=copy)).headers["location"] == "/sign-in"


async def test_signing_in_again_ends_the_session_before(opened: Open, hired: Hire) -> None:
    person = await _with_password(hired)
    async with opened(*HANDLERS) as client:
        await _sign_in(client, person.login)
        before = client.cookies["lianban"]
        token = crypto.sign("csrf", before)
        form = {"_csrf": token, "login": person.login, "password": PASSWORD}
        assert (await client.post("/sign-in", data=form)).status_code == 303

        assert client.cookies["lianban"] != before
        answer = await client.get("/", headers={"cookie": f"lianban={before}"})
        assert answer.status_code == 303


async def test_signing_in_over_a_page_tells_it_the_new_token(opened: Open, hired: Hire) -> None:
    person = await _with_password(hired)
    htmx = {"hx-request": "true"}
    async with opened(*HANDLERS) as client:
        dialog = await client.get("/sign-in?over=1", headers=htmx)
        token = token_of(dialog.text)
        form = {"_csrf": token, "login": person.login, "password": "wrong", "next": "/"}
        wrong = await client.post("/sign-in?over=1", data=form, headers=htmx)
        right = await client.post(
            "/sign-in?over=1", data={**form, "password": PASSWORD}, headers=htmx
        )
        told = json.loads(right.headers["hx-trigger"])["signed-in"]["csrf"]
        change = {"x-csrf-token": told}

        assert dialog.text.lstrip().startswith("<dialog")
        assert wrong.status_code == 422
        assert wrong.text.lstrip().startswith("<dialog")
        assert (right.status_code, right.text) == (200, "")
        assert (await client.post("/notices/read", headers=change)).status_code == 303


async def test_an_activation_code_sets_the_first_password_once(opened: Open, hired: Hire) -> None:
    person = await hired()
    code = await operations.make_activation(person.id, by=None, at=clock.now())
    async with opened(*HANDLERS) as client:
        token = token_of((await client.get("/activate")).text)
        form = {"_csrf": token, "code": code, "new": PASSWORD, "again": "another"}

        differs = await client.post("/activate", data=form)
        assert differs.status_code == 422
        assert "两次输入的密码不一致" in differs.text
        assert PASSWORD not in differs.text

        form["again"] = PASSWORD
        assert (await client.post("/activate", data=form)).status_code == 303
        assert (await _sign_in(client, person.login)).headers["location"] == "/"
        assert (await client.get("/activate")).status_code == 200


async def test_a_used_activation_code_is_refused(opened: Open, hired: Hire) -> None:
    person = await hired()
    code = await operations.make_activation(person.id, by=None, at=clock.now())
    await operations.activate(code, PASSWORD, at=clock.now())
    async with opened(*HANDLERS) as client:
        token = token_of((await client.get("/activate")).text)
        form = {"_csrf": token, "code": code, "new": PASSWORD, "again": PASSWORD}
        answer = await client.post("/activate", data=form)

    assert answer.status_code == 422
    assert "激活码无效或已过期" in answer.text
