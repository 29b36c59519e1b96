"""The administrator ends a unit: what it has in hand is counted, named for nobody, and goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, timedelta

import httpx
import pytest

from portal.core import clock
from portal.directory import queries
from portal.directory.model import Role
from portal.office import api, pages
from referrals import jobs
from referrals.model import Referral
from referrals.queries.folder import open_folder
from tests.portal.web.conftest import Hire, Open, enter, hired, opened
from tests.referrals.offices import Office, office
from tests.referrals.scenes import unit_at

__all__ = ["hired", "opened"]

# Districts nobody else ends a unit of, one for each test that ends or looks at one.
_PLACES = ["500155", "500229", "500231", "500235", "500236", "500237"]


@pytest.fixture
async def here() -> Office:
    """An office of a district's own."""
    place = _PLACES.pop()
    return await office(f"{place}001", bureau="housing_construction")


class Keeper:
    """The system administrator at a browser."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client, self.token = client, token

    async def ends(self, code: str, **fields: str) -> httpx.Response:
        """Send the form that ends a unit today."""
        today = clock.office_day(clock.now()).isoformat()
        form = {"_csrf": self.token, "on": today, "source": "江津府发〔2026〕9 号", **fields}
        return await self.client.post(f"/admin/units/{code}/end", data=form)


Keeping = Callable[[], AbstractAsyncContextManager[Keeper]]


@pytest.fixture
def keeping(opened: Open, hired: Hire) -> Keeping:
    """Return what opens the pages and the API for a system administrator."""

    @asynccontextmanager
    async def keep() -> AsyncIterator[Keeper]:
        async with opened(*pages.HANDLERS, *api.HANDLERS) as client:
            yield Keeper(client, await enter(client, await hired(Role.SYSADMIN, "civil_affairs")))

    return keep


async def _sent(here: Office) -> Referral:
    return await here.sends(clock.now() - timedelta(days=1))


async def test_what_is_in_hand_is_counted_and_no_case_is_shown(
    here: Office, keeping: Keeping
) -> None:
    sent = await _sent(here)
    async with keeping() as keeper:
        page = (await keeper.client.get(f"/admin/units/{here.bureau.code}/end")).text
        told = (await keeper.client.get(f"/api/v1/units/{here.bureau.code}/end")).json()

        assert sent.key not in page
        counted = {each["words"]: each["n"] for each in told["in_hand"]}
        assert counted["在办转办单"] >= 1
        assert told["people"] >= 2


async def test_without_a_successor_nothing_in_hand_is_left_alone(
    here: Office, keeping: Keeping
) -> None:
    await _sent(here)
    async with keeping() as keeper:
        answer = await keeper.ends(here.bureau.code)

        assert answer.status_code == 422
        assert "请选择接续单位" in answer.text
        assert (await queries.unit_by_code(here.bureau.code)).valid_to is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": "2020-01-01"}, "请填写今天或以后的日期"),
        ({"on": ""}, "请填写今天或以后的日期"),
        ({"source": ""}, "请填写"),
        ({"successor": "000000-nobody"}, "没有这个单位"),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field(
    keeping: Keeping, fields: dict[str, str], words: str
) -> None:
    unit = await unit_at("disability_federation", "500156")
    async with keeping() as keeper:
        answer = await keeper.ends(unit.code, **fields)

        assert answer.status_code == 422
        assert words in answer.text
        assert (await queries.unit_by_code(unit.code)).valid_to is None


async def test_the_successor_goes_on_with_what_was_in_hand(here: Office, keeping: Keeping) -> None:
    sent = await _sent(here)
    successor = await unit_at("natural_resources", here.bureau.division_code)
    async with keeping() as keeper:
        answer = await keeper.ends(here.bureau.code, successor=successor.code)
        await jobs.unit_ended(here.bureau.id, at=clock.now())

        assert answer.status_code == 303
        unit = await queries.unit_by_code(here.bureau.code)
        assert (unit.valid_to, unit.successor_id) == (_today(), successor.id)
        moved = (await open_folder(sent.case_id)).referral(sent.id)
        assert (moved.unit_id, moved.number) == (successor.id, sent.number)
        again = await keeper.ends(here.bureau.code, successor=successor.code)
        assert again.status_code == 409


def _today() -> date:
    return clock.office_day(clock.now())


async def test_the_api_ends_a_unit_too_and_nobody_else_does(
    keeping: Keeping, opened: Open, hired: Hire
) -> None:
    unit = await unit_at("disability_federation", "500154")
    given = {"on": (_today() + timedelta(days=30)).isoformat(), "source": "撤并方案"}
    async with opened(*api.HANDLERS) as other:
        clerk = await enter(other, await hired(Role.CLERK))
        refused = await other.post(
            f"/api/v1/units/{unit.code}/end", json=given, headers={"x-csrf-token": clerk}
        )
    async with keeping() as keeper:
        done = await keeper.client.post(
            f"/api/v1/units/{unit.code}/end", json=given, headers={"x-csrf-token": keeper.token}
        )

    assert refused.status_code == 403
    assert (done.status_code, done.json()["valid_to"]) == (200, given["on"])
