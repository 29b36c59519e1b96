"""A joint meeting in each of the databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from meetings.api import HANDLERS as API
from meetings.pages import HANDLERS as PAGES
from portal.core.settings import Settings
from portal.directory.model import Person
from referrals import api, pages
from tests.meetings.round_table import Table, set_table
from tests.portals import portal
from tests.referrals.visiting import Visitor, visitor


@pytest.fixture(autouse=True)
def _papers(empty_papers: None) -> None:
    """Papers are set for the tests that look at them."""


@pytest.fixture(scope="session")
async def table(database: Settings) -> Table:
    """The joint meeting of the oracle's district."""
    return await set_table()


@pytest.fixture
async def visiting(table: Table) -> AsyncIterator[Any]:
    """Return what signs a person in at a browser of their own."""
    app = portal(*pages.HANDLERS, *api.HANDLERS, *PAGES, *API)
    held: dict[str, Visitor] = {}

    async def visit(person: Person) -> Visitor:
        if person.login not in held:
            transport = httpx.ASGITransport(app, client=("10.1.2.3", 1234))
            client = httpx.AsyncClient(transport=transport, base_url="http://t")
            held[person.login] = await visitor(client, person)
        return held[person.login]

    yield visit
    for each in held.values():
        await each.client.aclose()
