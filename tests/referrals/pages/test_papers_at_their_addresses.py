"""Each paper at its address: there when its act was taken, the same bytes ever after, no more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from portal.core import clock
from portal.core.settings import Settings
from portal.directory.model import Person
from referrals import api, pages
from tests.portals import portal
from tests.reading import words_of
from tests.referrals import scenes
from tests.referrals.scenes import Scene, Stage
from tests.referrals.visiting import Visitor, visitor

Enter = Callable[[str, str], Awaitable[Visitor]]


@pytest.fixture(scope="module")
async def stage(database: Settings) -> Stage:
    """The oracle's units and people."""
    return await scenes.set_stage(administrators=False)


@pytest.fixture
async def enter(stage: Stage) -> AsyncIterator[Enter]:
    """Return what signs one of the oracle's people in."""
    app = portal(*pages.HANDLERS, *api.HANDLERS)
    clients: list[httpx.AsyncClient] = []

    async def visit(role: str, where: str) -> Visitor:
        transport = httpx.ASGITransport(app, client=("10.1.2.3", 1234))
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://t"))
        return await visitor(clients[-1], stage.people[role, where])

    yield visit
    for client in clients:
        await client.aclose()


async def _act(stage: Stage, scene: Scene, action: str, by: Person, **given: Any) -> None:
    await scenes.do(scene, action, {**stage.given(action, of_case=False), **given},
                    by=by, at=clock.now())  # fmt: skip


@pytest.mark.parametrize(
    ("state", "paper", "says"),
    [
        ("supplement_asked", "supplement", "户口簿"),
        ("not_accepted", "refusal", "人社局"),
        ("accepted", "receipt", "冉素珍"),
        ("closed", "closure", "已发放"),
        ("in_hand", "household", "正在办理的事项"),
        ("closed", "household", "800.00"),
    ],
)
async def test_a_cases_paper_is_there_and_its_page_links_to_it(
    stage: Stage, enter: Enter, state: str, paper: str, says: str
) -> None:
    scene, clerk = await stage.case_in(state), await enter("clerk", "window")
    address = f"/cases/{(await scene.folder()).case.key}"

    page = await clerk.sees(address)
    first = await clerk.client.get(f"{address}/{paper}.pdf")
    again = await clerk.client.get(f"{address}/{paper}.pdf")

    assert f'href="{address}/{paper}.pdf"' in page
    assert says in words_of(first.content)
    assert first.content == again.content


@pytest.mark.parametrize("paper", ["supplement", "refusal", "closure", "receipt"])
async def test_a_paper_that_is_not_there_yet_says_what_comes_first(
    stage: Stage, enter: Enter, paper: str
) -> None:
    scene, clerk = await stage.case_in("registered"), await enter("clerk", "window")
    address = f"/cases/{(await scene.folder()).case.key}"

    answer = await clerk.client.get(f"{address}/{paper}.pdf")

    assert answer.status_code == 409
    assert "之后才有" in answer.text
    assert f"{paper}.pdf" not in await clerk.sees(address)


async def test_a_unit_hands_out_what_it_asked_granted_and_answered(
    stage: Stage, enter: Enter
) -> None:
    scene = await stage.referral_in("accepted")
    handler, desk = stage.people["handler", "bureau"], stage.people["supervisor", "desk"]
    unit = await enter("handler", "bureau")
    folder = await scene.folder()
    address = f"/referrals/{folder.referrals[-1].key}"
    for paper in ("supplement", "extension", "feedback"):
        assert (await unit.client.get(f"{address}/{paper}.pdf")).status_code == 409

    await _act(stage, scene, "ask_extension", handler, reason="需异地核实")
    await _act(stage, scene, "grant_extension", desk)
    await _act(stage, scene, "ask_papers", handler)
    supplement = await unit.client.get(f"{address}/supplement.pdf")
    await _act(stage, scene, "papers_in", handler)
    await _act(stage, scene, "complete", handler)

    assert "户口簿" in words_of(supplement.content)
    extension = words_of((await unit.client.get(f"{address}/extension.pdf")).content)
    assert "需异地核实" in extension
    assert "办理规程" in extension
    feedback = words_of((await unit.client.get(f"{address}/feedback.pdf")).content)
    assert "800.00" in feedback
    assert "按期" in feedback
    english = await unit.client.get(f"{address}/feedback.pdf?lang=en")
    assert "Feedback slip" in words_of(english.content)
    page = await unit.sees(address)
    assert all(f"{address}/{paper}.pdf" in page
               for paper in ("slip", "supplement", "extension", "feedback"))  # fmt: skip


async def test_only_the_desk_has_the_sheet_of_the_whole_household(
    stage: Stage, enter: Enter
) -> None:
    scene = await stage.referral_in("accepted")
    case = (await scene.folder()).case.key

    for who, status in ((("supervisor", "desk"), 200), (("handler", "bureau"), 403),
                        (("handler", "other bureau"), 404)):  # fmt: skip
        visit = await enter(*who)
        answer = await visit.client.get(f"/cases/{case}/household.pdf")
        assert answer.status_code == status, who
