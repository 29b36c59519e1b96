"""The referrals' doors behind the real entrance, and people of a window and its departments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from portal.directory.labels import LABELS as DIRECTORY
from portal.directory.model import Person, Role
from portal.office.pages import search
from portal.render import labels
from referrals import api, pages
from referrals.labels import LABELS, TONES
from tests.portal.web.conftest import Hire, hired, opened
from tests.portals import portal
from tests.referrals.visiting import Visitor, visitor

__all__ = ["hired", "opened"]

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _words() -> None:
    """The roof hands in the words of enums at the start."""
    tones = {type(member): table for table in TONES for member in table}
    for words in (*DIRECTORY, *LABELS):
        labels.register(words, tones.get(type(next(iter(words)))))


def _portal() -> Any:
    return portal(*pages.HANDLERS, *api.HANDLERS, search.ask, search.search)


@pytest.fixture
async def visiting(hired: Hire) -> AsyncIterator[Visit]:
    """Return what signs in a new person with a role in a unit of a kind."""
    # The departments are there before anybody sends to them.
    for kind in ("medical_security", "civil_affairs"):
        await hired(Role.HEAD, kind)
    clients: list[httpx.AsyncClient] = []

    async def visit(role: Role = Role.CLERK, kind: str = "intake_window") -> Visitor:
        transport = httpx.ASGITransport(_portal(), client=("10.1.2.3", 1234))
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://t"))
        return await visitor(clients[-1], await hired(role, kind))

    yield visit
    for client in clients:
        await client.aclose()


@pytest.fixture
async def entering(hired: Hire) -> AsyncIterator[Callable[[Person], Awaitable[Visitor]]]:
    """Return what signs in somebody who is there already."""
    clients: list[httpx.AsyncClient] = []

    async def enter(person: Person) -> Visitor:
        transport = httpx.ASGITransport(_portal(), client=("10.1.2.3", 1234))
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://t"))
        return await visitor(clients[-1], person)

    yield enter
    for client in clients:
        await client.aclose()
