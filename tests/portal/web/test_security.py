"""Headers on every answer, and no change that a page of ours has not asked for."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from litestar import get, post

from portal.core import settings as settings_
from portal.core.settings import Settings
from portal.web import forms, respond
from portal.web.gate import PUBLIC, permission
from portal.web.visit import Request
from tests.portal.web.conftest import Open, token_of

HEADERS = {
    "content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options",
    "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy",
    "cache-control",
}  # fmt: skip


@get("/form", opt=permission(PUBLIC))
async def form(request: Request) -> respond.Answer:
    return await respond.page(request, "portal/search.html", q="", found=False, groups=())


@post("/form", opt=permission(PUBLIC))
async def send(request: Request) -> respond.Answer:
    return respond.go(request, await forms.field(request, "next") or "/form")


@get("/paper", opt=permission(PUBLIC))
async def paper() -> respond.Answer:
    return respond.document(b"%PDF", '转办"单\r\n.pdf')


@get("/broken", opt=permission(PUBLIC))
async def broken() -> None:
    raise ZeroDivisionError


DOORS = (form, send, paper, broken)


@pytest.fixture
def over_tls(database: Settings) -> Iterator[None]:
    settings_.use(msgspec.structs.replace(database, public_url="https://lianban.example"))
    yield
    settings_.use(database)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/form", 200), ("GET", "/nowhere", 404), ("PUT", "/form", 405),
        ("OPTIONS", "/form", 405), ("HEAD", "/form", 405), ("GET", "/broken", 500),
        ("POST", "/form", 403), ("GET", "/static/css/app.css", 200), ("GET", "/static/none", 404),
        ("GET", "/api/schema", 401), ("GET", "/paper", 200), ("GET", "/form?a=%00", 400),
        ("GET", "/form?a=%ff", 400), ("GET", "/drafts/x", 303),
    ],
)  # fmt: skip
async def test_every_answer_carries_every_header(
    opened: Open, method: str, path: str, status: int
) -> None:
    async with opened(*DOORS) as client:
        answer = await client.request(method, path)

    assert answer.status_code == status
    assert set(answer.headers) >= HEADERS
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert "script-src 'unsafe" not in answer.headers["content-security-policy"]
    assert "strict-transport-security" not in answer.headers


async def test_a_body_that_is_too_large_is_answered_with_the_headers_too(opened: Open) -> None:
    async with opened(*DOORS) as client:
        answer = await client.post("/form", data={"q": "x" * 1_200_000})

    assert answer.status_code == 413
    assert set(answer.headers) >= HEADERS


@pytest.mark.usefixtures("over_tls")
async def test_over_tls_browsers_are_told_to_stay_there(opened: Open) -> None:
    async with opened(*DOORS) as client:
        answer = await client.get("/form")

    assert "max-age" in answer.headers["strict-transport-security"]
    assert answer.headers["set-cookie"].startswith("__Host-lianban-visit=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in answer.headers["set-cookie"]


async def test_a_form_of_ours_is_taken_by_field_or_header(opened: Open) -> None:
    async with opened(*DOORS) as client:
        token = token_of((await client.get("/form")).text)

        assert (await client.post("/form", data={"_csrf": token})).status_code == 303
        by_header = await client.post("/form", headers={"x-csrf-token": token})
        assert by_header.status_code == 303
        multipart = {"_csrf": (None, token.encode())}
        assert (await client.post("/form", files=multipart)).status_code == 303


async def test_a_token_of_another_visitor_is_worth_nothing(opened: Open) -> None:
    async with opened(*DOORS) as client:
        token = token_of((await client.get("/form")).text)
        client.cookies.clear()
        await client.get("/form")

        assert (await client.post("/form", data={"_csrf": token})).status_code == 403
        assert (await client.post("/form", data={"_csrf": ""})).status_code == 403
        assert (await client.post("/form", data={"_csrf": "错" * 20})).status_code == 403
        client.cookies.clear()
        assert (await client.post("/form", data={"_csrf": token})).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://t"}, 303),
        ({"origin": "http://t.evil.example"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://evil.example", "sec-fetch-site": "cross-site"}, 403),
        ({"x-forwarded-host": "evil.example", "origin": "http://evil.example"}, 403),
    ],
)
async def test_a_request_that_began_elsewhere_is_refused(
    opened: Open, headers: dict[str, str], status: int
) -> None:
    async with opened(*DOORS) as client:
        token = token_of((await client.get("/form")).text)
        answer = await client.post("/form", data={"_csrf": token}, headers=headers)

    assert answer.status_code == status


@pytest.mark.usefixtures("over_tls")
async def test_with_a_configured_address_only_that_is_our_origin(opened: Open) -> None:
    async with opened(*DOORS) as client:
        cookie = {"cookie": (await client.get("/form")).headers["set-cookie"].split(";")[0]}
        token = token_of((await client.get("/form", headers=cookie)).text)
        for origin, status in (("https://lianban.example", 303), ("http://t", 403)):
            answer = await client.post(
                "/form", data={"_csrf": token}, headers={"origin": origin, **cookie}
            )
            assert answer.status_code == status


@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_a_form_cannot_lead_elsewhere(opened: Open, there: str) -> None:
    async with opened(*DOORS) as client:
        token = token_of((await client.get("/form")).text)
        answer = await client.post("/form", data={"_csrf": token, "next": there})
        by_htmx = await client.post(
            "/form", data={"_csrf": token, "next": there}, headers={"hx-request": "true"}
        )

    assert answer.headers["location"] == "/"
    assert by_htmx.headers["hx-redirect"] == "/"


async def test_a_paper_is_offered_for_saving_and_can_do_nothing(opened: Open) -> None:
    async with opened(*DOORS) as client:
        answer = await client.get("/paper")

    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''%E8%BD%AC%E5%8A%9E%22%E5%8D%95%0D%0A.pdf" in disposition
    assert "sandbox" in answer.headers["content-security-policy"]
