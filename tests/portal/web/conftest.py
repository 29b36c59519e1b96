"""A portal of a few doors of the test's own, behind the real entrance and gate."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest

from portal.core import clock, crypto
from portal.core.calendar import day_of
from portal.core.ids import new_code
from portal.core.settings import Settings
from portal.directory import operations, queries
from portal.directory.model import Person, Role
from portal.directory.operations.sign_in import open_session
from portal.web.visit import Request
from tests.portals import portal

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
Hire = Callable[..., Awaitable[Person]]

PLACE = "500116120"
# What the client calls the domain of http://t, so that answers can replace what tests set.
DOMAIN = "t.local"


@pytest.fixture
def opened(database: Settings) -> Open:
    """Return what opens a portal of these handlers and gives a visitor's client."""

    @asynccontextmanager
    async def open_(*handlers: Any) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(portal(*handlers), client=("10.1.2.3", 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            yield client

    return open_


@pytest.fixture
async def hired(opened: Open) -> Hire:
    """Return what makes a new person with one role in a unit of its own kind."""
    await operations.load(at=clock.now())

    async def hire(role: Role = Role.CLERK, kind: str = "intake_window") -> Person:
        at = clock.now()
        place = await queries.division(PLACE)
        unit = await queries.unit_for(kind, place.path, on=day_of(at))
        if unit is None:
            names = ("西湖镇受理窗口", "西湖鎮受理窗口", "Xihu window")
            unit = await operations.create_unit(kind, place, names=names, by=None, at=at)
        person = await operations.create_person(new_code(), "陈晓梅", by=None, at=at)
        await operations.grant(person, role, unit, by=None, at=at)
        return await queries.person(person.id, on=day_of(at))

    return hire


async def enter(client: httpx.AsyncClient, person: Person) -> str:
    """Sign the person in at this client; return the token for its forms."""
    at = clock.now()
    session = await open_session(person.id, person.login, at=at, peer="", agent="")
    client.cookies.set("lianban", session.token, domain=DOMAIN)
    return crypto.sign("csrf", session.token)


def token_of(page: str) -> str:
    """Return the token the page's forms carry."""
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def person_code(request: Request) -> str:
    """Return who a door thinks is asking; "" for nobody."""
    return request.visit.person.code if request.visit.person else ""
