"""A joint meeting in each of the databases."""

from __future__ import annotations

import pytest

from portal.core.settings import Settings
from tests.meetings.round_table import Table, set_table


@pytest.fixture(scope="session")
async def table(database: Settings) -> Table:
    """The joint meeting of the oracle's district."""
    return await set_table()
