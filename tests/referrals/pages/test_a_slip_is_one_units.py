"""A unit's slip, page, spreadsheet and data over the API hold its own part, and no other unit's.

Every text of two units on one case carries a mark of its own; what a unit is shown, in whichever
language, never carries a mark of the other's, nor of what members of the household told.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import openpyxl
import pytest

from portal.core import clock
from portal.core.i18n import Language
from portal.core.settings import Settings
from portal.directory.model import Person
from referrals import api, inputs, operations, pages
from referrals.queries.folder import open_folder
from tests.portals import portal
from tests.reading import words_of
from tests.referrals import scenes
from tests.referrals.scenes import Scene, Stage
from tests.referrals.visiting import Visitor, resident_id, visitor

_OTHER = {"bureau": "lead", "lead": "bureau"}
# What the household's members told at the window, none of it any unit's business by itself.
_FACTS = ("7431.25", "19900007432")
# Stands in the place of a member's number on a page of the case; on no paper of a unit.
_NO_DOCUMENT = "证由犬衔去"


def _marks(where: str) -> dict[str, str]:
    """Return the texts that are one unit's: said to it, written by it, answered by it."""
    name = {"bureau": "甲处", "lead": "乙处"}[where]
    return {
        "message": f"{name}留言七四三一", "note": f"{name}内部记录七四三二",
        "answer": f"{name}答复七四三三", "reason": f"{name}延期理由七四三四",
    }  # fmt: skip


@pytest.fixture(scope="module")
async def stage(database: Settings) -> Stage:
    return await scenes.set_stage(administrators=False)


def _registration() -> inputs.Registration:
    person = {"name": "冉素珍", "doc_number": resident_id(), "phone": "19900000001"}
    member = {
        "name": "冉小山", "relation": "child", "doc_kind": "none", "no_doc_reason": _NO_DOCUMENT,
        "income": _FACTS[0], "phone": _FACTS[1], "health": "serious",
    }  # fmt: skip
    return inputs.Registration.model_validate({
        "applicant": person, "members": [member], "request": "家庭困难，申请救助。",
        "needs": [{"programme": "dibao"}, {"programme": "temporary_aid"}],
        "consent": {"given": True, "outward": True},
    })  # fmt: skip


@pytest.fixture(scope="module")
async def sent(stage: Stage) -> dict[str, str]:
    """The numbers of two units' referrals on one case, both with everything said and answered."""
    clerk, desk, at = (
        stage.people["clerk", "window"],
        stage.people["supervisor", "desk"],
        clock.now(),
    )
    case = await operations.register(_registration(), by=clerk, at=at)
    scene = Scene(case.id, case.code, "cases")
    await scenes.do(scene, "accept", {"consent": {"given": True}}, by=clerk, at=at)
    items = [
        {"programme": programme, "unit": stage.units[where].code, "role": role,
         "message": _marks(where)["message"]}
        for where, programme, role in (("lead", "temporary_aid", "lead"),
                                       ("bureau", "dibao", "cooperating"))
    ]  # fmt: skip
    given = {"version": (await open_folder(case.id)).case.version, "items": items}
    held = await operations.send(case.key, inputs.Sending.model_validate(given), by=clerk, at=at)
    numbers = {where: each.key for where, each in zip(("lead", "bureau"), held, strict=True)}
    for where in ("bureau", "lead"):
        part = Scene(case.id, next(r.code for r in held if r.key == numbers[where]), "referrals")
        await _handled(part, await _head(stage, where), desk, _marks(where))
    return numbers


async def _handled(part: Scene, by: Person, desk: Person, marks: dict[str, str]) -> None:
    acts: list[tuple[str, Person, dict[str, Any]]] = [
        ("accept", by, {}),
        ("note", by, {"text": marks["note"], "visibility": "internal"}),
        ("ask_extension", by, {"amount": 5, "reason": marks["reason"], "basis": "办理规程"}),
        ("grant_extension", desk, {"reason": "同意"}),
        ("complete", by, {"outcome": "granted", "answer": marks["answer"]}),
    ]
    for action, who, given in acts:
        await scenes.do(part, action, given, by=who, at=clock.now())


async def _head(stage: Stage, where: str) -> Person:
    return await scenes.head_of(stage.units[where])


@pytest.fixture(params=["bureau", "lead"])
async def unit(
    stage: Stage, sent: dict[str, str], request: pytest.FixtureRequest
) -> AsyncIterator[tuple[str, Visitor]]:
    """The head of one of the two units, at a browser."""
    app = portal(*pages.HANDLERS, *api.HANDLERS)
    transport = httpx.ASGITransport(app, client=("10.1.2.3", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        yield request.param, await visitor(client, await _head(stage, request.param))


def _foreign(where: str) -> list[str]:
    return [*_marks(_OTHER[where]).values(), *_FACTS]


def _shows_only_its_own(where: str, text: str, *own: str) -> None:
    assert [mark for mark in _foreign(where) if mark in text] == []
    assert [name for name in own if _marks(where)[name] not in text] == []


@pytest.mark.parametrize("language", list(Language))
async def test_every_paper_of_a_unit_says_only_its_own(
    unit: tuple[str, Visitor], sent: dict[str, str], language: Language
) -> None:
    where, visit = unit
    there = f"/referrals/{sent[where]}"

    more = (("feedback", "answer"), ("extension", "reason")) if language is Language.HANS else ()
    for paper, own in (("slip", "message"), *more):
        answer = await visit.client.get(f"{there}/{paper}.pdf?lang={language.value}")
        assert answer.status_code == 200, paper
        _shows_only_its_own(where, words_of(answer.content), own)
        assert _NO_DOCUMENT not in words_of(answer.content)
    other = await visit.client.get(f"/referrals/{sent[_OTHER[where]]}/slip.pdf")
    assert other.status_code == 404


async def test_the_slips_printed_together_are_those_of_the_unit_alone(
    unit: tuple[str, Visitor], sent: dict[str, str]
) -> None:
    where, visit = unit

    answer = await visit.client.get(f"/referrals/slips.pdf?picked={sent[where]}")

    assert answer.status_code == 200
    _shows_only_its_own(where, words_of(answer.content), "message")


@pytest.mark.parametrize("language", list(Language))
async def test_every_page_of_a_unit_shows_only_its_own(
    unit: tuple[str, Visitor], sent: dict[str, str], language: Language
) -> None:
    where, visit = unit
    visit.client.headers["accept-language"] = language.value
    case = sent[where].rpartition("-")[0]

    page = await visit.sees(f"/referrals/{sent[where]}")
    _shows_only_its_own(where, page, "message", "note", "answer")
    peek = await visit.client.get(f"/referrals/{sent[where]}/peek", headers={"hx-request": "true"})
    _shows_only_its_own(where, peek.text)
    for address in (f"/cases/{case}", "/referrals?view=all", "/referrals/bulk?act=chase&picked="
                    + sent[where]):  # fmt: skip
        _shows_only_its_own(where, (await visit.client.get(address)).text)
    hidden = await visit.client.get(f"/referrals/{sent[_OTHER[where]]}")
    assert hidden.status_code == 404


async def test_the_api_and_the_spreadsheet_give_a_unit_only_its_own(
    unit: tuple[str, Visitor], sent: dict[str, str]
) -> None:
    where, visit = unit
    case = sent[where].rpartition("-")[0]

    for address in (f"/referrals/{sent[where]}", f"/cases/{case}", "/referrals?view=all"):
        answer = await visit.client.get(f"/api/v1{address}")
        assert answer.status_code == 200, address
        _shows_only_its_own(where, answer.text)
    sheet = await visit.client.get("/referrals.xlsx?view=all")
    assert sheet.status_code == 200
    rows = openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True)
    text = str(list(rows))
    _shows_only_its_own(where, text)
    assert sent[_OTHER[where]] not in text
