"""Refusals as answers: the right status, in the reader's language, saying nothing of ourselves."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from litestar import get
from litestar.exceptions import HTTPException

from portal.core.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    NotPossible,
    Refusal,
    Stale,
    Unavailable,
    problem,
)
from portal.core.i18n import say
from portal.web import errors
from portal.web.gate import PUBLIC, permission
from portal.web.refusals import Fault, TooMany
from portal.web.visit import Key
from tests.portal.web.conftest import Open

REFUSALS: dict[str, tuple[Exception, int, str]] = {
    "missing": (NotFound(what="case", key="x"), 404, "not_found"),
    "forbidden": (NotAllowed(permission="case.read"), 403, "not_allowed"),
    "impossible": (NotPossible(say("已经办结。"), code="is_final"), 409, "is_final"),
    "stale": (Stale(what="case", key="x"), 409, "stale"),
    "invalid": (Invalid([problem("name", "请填写“%(what)s”。", what="姓名")]), 422, "invalid"),
    "away": (Unavailable(say("稍后再试。")), 503, "unavailable"),
    "many": (TooMany(seconds=9), 429, "too_many"),
    "locked": (sqlite3.OperationalError("database is locked"), 503, "unavailable"),
    "broken": (ZeroDivisionError("王小明 440000199001011234"), 500, "fault"),
    "framework": (HTTPException("王小明", status_code=418), 500, "fault"),
}


@get(["/refuse/{key:str}", "/api/refuse/{key:str}"], opt=permission(PUBLIC))
async def refuse(key: Key) -> None:
    raise REFUSALS[key][0]


@pytest.mark.parametrize("key", REFUSALS)
async def test_a_program_gets_a_problem_with_status_and_code(opened: Open, key: str) -> None:
    _, status, code = REFUSALS[key]
    async with opened(refuse) as client:
        answer = await client.get(f"/api/refuse/{key}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert "王小明" not in answer.text


@pytest.mark.parametrize("key", REFUSALS)
async def test_a_reader_gets_a_page_with_the_way_back(opened: Open, key: str) -> None:
    headers = {"referer": "http://t/cases?view=mine"}
    async with opened(refuse) as client:
        answer = await client.get(f"/refuse/{key}", headers=headers)

    assert answer.status_code == REFUSALS[key][1]
    assert answer.text.startswith("<!doctype html>")
    assert "王小明" not in answer.text
    assert "/cases?view=mine" in answer.text


@pytest.mark.parametrize("key", REFUSALS)
async def test_htmx_gets_the_block_for_the_problems_place(opened: Open, key: str) -> None:
    async with opened(refuse) as client:
        answer = await client.get(f"/refuse/{key}", headers={"hx-request": "true"})

    assert answer.headers["hx-retarget"] == "#problem"
    assert "<html" not in answer.text


async def test_the_fields_mistakes_are_listed_for_programs(opened: Open) -> None:
    async with opened(refuse) as client:
        answer = await client.get("/api/refuse/invalid")

    wrong = {"field": "name", "code": "invalid", "detail": "请填写“姓名”。"}
    assert answer.json()["errors"] == [wrong]


async def test_a_fault_has_a_number_and_the_log_has_no_text_of_it(
    opened: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(refuse) as client:
        answer = await client.get("/api/refuse/broken")

    logged = capsys.readouterr().out
    assert answer.json()["number"] in logged
    assert "ZeroDivisionError" in logged
    assert "王小明" not in logged


async def test_a_referer_from_elsewhere_is_no_way_back(opened: Open) -> None:
    async with opened(refuse) as client:
        answer = await client.get("/refuse/missing", headers={"referer": "http://evil.example/x"})

    assert "evil" not in answer.text
    assert "/x" not in answer.text


async def test_who_waits_is_told_how_long(opened: Open) -> None:
    async with opened(refuse) as client:
        assert (await client.get("/api/refuse/many")).headers["retry-after"] == "9"
        assert "retry-after" in (await client.get("/api/refuse/away")).headers


async def test_an_unknown_address_and_a_wrong_method_are_pages_too(opened: Open) -> None:
    async with opened(refuse) as client:
        unknown = await client.get("/nowhere/at/all")
        wrong = await client.put("/refuse/missing")

    assert (unknown.status_code, wrong.status_code) == (404, 405)
    assert unknown.text.startswith("<!doctype html>")
    assert wrong.text.startswith("<!doctype html>")


def _all(kind: type[Any]) -> list[type[Any]]:
    return [kind, *(each for sub in kind.__subclasses__() for each in _all(sub))]


def test_every_kind_of_refusal_has_its_status() -> None:
    kinds = [kind for kind in _all(Refusal) if kind is not Refusal]

    assert all(any(base in errors.STATUS for base in kind.__mro__) for kind in kinds)
    assert errors.status_of(Fault("1")) == 500
