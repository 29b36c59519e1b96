"""Sent twice, done once: both senders get the same answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import post
from pydantic import BaseModel

from portal.core import clock
from portal.core.errors import Invalid, problem
from portal.core.ids import new_code
from portal.directory import operations
from portal.web import forms, idempotency, respond
from portal.web.gate import SIGNED_IN, permission
from portal.web.tables import Once
from portal.web.visit import Request
from tests.portal.web.conftest import Hire, Open, enter


class Given(BaseModel):
    words: str
    wait: float = 0


class Doer:
    """Counts how often the act was done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.doors = [self._door("/do"), self._door("/api/v1/do")]

    def _door(self, path: str) -> Any:
        @post(path, opt=permission(SIGNED_IN), status_code=200)
        async def do(request: Request) -> respond.Answer:
            given = await forms.read(Given, request)
            await asyncio.sleep(given.wait)
            if given.words == "wrong":
                raise Invalid([problem("words", "不行。")])
            if given.words == "broken":
                raise ZeroDivisionError
            self.done.append(given.words)
            if path.startswith("/api/"):
                return respond.json({"number": len(self.done), "words": "王小明"})
            return respond.go(request, f"/done/{len(self.done)}")

        return do


async def _bearer(hired: Hire) -> dict[str, str]:
    person = await hired()
    token = await operations.make_token("t", person, by=None, at=clock.now())
    return {"authorization": f"Bearer {token}"}


async def _do(
    client: httpx.AsyncClient, headers: dict[str, str], key: str, **given: Any
) -> httpx.Response:
    return await client.post("/api/v1/do", json=given, headers={**headers, "idempotency-key": key})


async def test_the_same_key_and_body_take_effect_once(opened: Open, hired: Hire) -> None:
    act, headers, key = Doer(), await _bearer(hired), new_code()
    async with opened(*act.doors) as client:
        first = await _do(client, headers, key, words="a")
        second = await _do(client, headers, key, words="a")

    assert act.done == ["a"]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["content-type"] == first.headers["content-type"]
    assert second.headers["idempotent-replayed"] == "true"
    assert "content-security-policy" in second.headers


async def test_the_same_key_with_another_body_is_refused(opened: Open, hired: Hire) -> None:
    act, headers, key = Doer(), await _bearer(hired), new_code()
    async with opened(*act.doors) as client:
        await _do(client, headers, key, words="a")
        other = await _do(client, headers, key, words="b")

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert act.done == ["a"]


async def test_of_a_hundred_at_once_one_acts_and_all_get_its_answer(
    opened: Open, hired: Hire
) -> None:
    act, headers, key = Doer(), await _bearer(hired), new_code()
    async with opened(*act.doors) as client:
        answers = await asyncio.gather(
            *(_do(client, headers, key, words="a", wait=0.1) for _ in range(100))
        )

    assert act.done == ["a"]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (200, answers[0].content)
    }


async def test_keys_of_another_person_or_address_are_other_keys(opened: Open, hired: Hire) -> None:
    act, key = Doer(), new_code()
    async with opened(*act.doors) as client:
        for headers in (await _bearer(hired), await _bearer(hired)):
            await _do(client, headers, key, words="a")
            await client.post(
                "/do", json={"words": "a"}, headers={**headers, "idempotency-key": key}
            )

    assert len(act.done) == 4


async def test_what_was_refused_may_be_mended_and_sent_with_the_same_key(
    opened: Open, hired: Hire
) -> None:
    act, headers, key = Doer(), await _bearer(hired), new_code()
    async with opened(*act.doors) as client:
        assert (await _do(client, headers, key, words="wrong")).status_code == 422
        assert (await _do(client, headers, key, words="broken")).status_code == 500
        assert (await _do(client, headers, key, words="right")).status_code == 200

    assert act.done == ["right"]


async def test_a_form_sent_twice_leads_to_the_same_page(opened: Open, hired: Hire) -> None:
    act, person, key = Doer(), await hired(), new_code()
    async with opened(*act.doors) as client:
        for _ in range(2):
            # Signing in again in between changes the token; it is still the same form.
            token = await enter(client, person)
            form = {"_csrf": token, "_once": key, "words": "a"}
            answer = await client.post("/do", data=form)
            assert (answer.status_code, answer.headers["location"]) == (303, "/done/1")

    assert act.done == ["a"]


async def test_a_request_whose_process_died_is_not_done_again(opened: Open, hired: Hire) -> None:
    act, headers, key = Doer(), await _bearer(hired), new_code()
    async with opened(*act.doors) as client:
        await _do(client, headers, key, words="a")
        last = await Once.select(Once.id).order_by(Once.id, ascending=False).first()
        assert last
        died = {Once.status: 0, Once.at: clock.now() - timedelta(minutes=5)}
        await Once.update(died).where(Once.id == last["id"])
        again = await _do(client, headers, key, words="a")

    assert (again.status_code, again.json()["code"]) == (409, "outcome_unknown")
    assert act.done == ["a"]


async def test_a_request_that_works_for_long_is_not_waited_for_without_end(
    opened: Open, hired: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "_PATIENCE_SECONDS", 0.1)
    act, headers, key = Doer(), await _bearer(hired), new_code()
    async with opened(*act.doors) as client:
        first = asyncio.create_task(_do(client, headers, key, words="a", wait=0.6))
        await asyncio.sleep(0.2)
        second = await _do(client, headers, key, words="a", wait=0.6)
        assert (await first).status_code == 200

    assert (second.status_code, second.json()["code"]) == (409, "still_running")


async def test_an_answer_is_not_kept_in_the_clear(opened: Open, hired: Hire) -> None:
    act, headers, key = Doer(), await _bearer(hired), new_code()
    async with opened(*act.doors) as client:
        await _do(client, headers, key, words="a")

    row = await Once.select().order_by(Once.id, ascending=False).first()
    assert row
    assert row["status"] == 200
    assert "王小明" not in str(row)


async def test_a_key_that_is_no_key_is_refused(opened: Open, hired: Hire) -> None:
    act, headers = Doer(), await _bearer(hired)
    async with opened(*act.doors) as client:
        assert (await _do(client, headers, "x" * 300, words="a")).status_code == 400


@pytest.mark.usefixtures("opened")
async def test_answers_are_forgotten_after_a_day() -> None:
    at = clock.now()
    for age in (timedelta(hours=1), timedelta(hours=25)):
        await Once.insert(
            Once(claim=new_code(), person_id=1, body_hash="", answer_sealed="", at=at - age)
        )
    before = await Once.count()
    await idempotency.forget(at=at)

    assert await Once.count() == before - 1
