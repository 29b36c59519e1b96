"""A portal of a few doors of the test's own, behind the real entrance and gate."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest

from portal.core.settings import Settings
from portal.web.app import build
from portal.web.tables import Draft, Once

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
async def opened(database: Settings) -> Open:
    """Return what opens a portal of these handlers and gives a visitor's client."""
    await Once.create_table(if_not_exists=True)
    await Draft.create_table(if_not_exists=True)

    @asynccontextmanager
    async def open_(*handlers: Any) -> AsyncIterator[httpx.AsyncClient]:
        app = build(handlers)
        transport = httpx.ASGITransport(app, client=("10.1.2.3", 1234))
        async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://t") as c:
            yield c

    return open_


def token_of(page: str) -> str:
    """Return the token the page's forms carry."""
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found
    return found[1]
