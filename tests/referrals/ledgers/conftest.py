"""The referrals' doors with the office's own beside them: its search, its long work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from portal.directory.model import Role
from portal.office import api as office_api
from portal.office import pages as office
from referrals import api, pages
from tests.portal.web.conftest import Hire
from tests.portals import portal
from tests.referrals.conftest import Visit
from tests.referrals.visiting import Visitor, visitor


def _portal() -> Any:
    return portal(*pages.HANDLERS, *api.HANDLERS, *office.HANDLERS, *office_api.HANDLERS)


@pytest.fixture
async def visiting(hired: Hire) -> AsyncIterator[Visit]:
    """Return what signs in a new person with a role in a unit of a kind."""
    clients: list[httpx.AsyncClient] = []

    async def visit(role: Role = Role.CLERK, kind: str = "intake_window") -> Visitor:
        transport = httpx.ASGITransport(_portal(), client=("10.1.2.3", 1234))
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://t"))
        return await visitor(clients[-1], await hired(role, kind))

    yield visit
    for client in clients:
        await client.aclose()
