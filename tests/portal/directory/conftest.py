"""A loaded directory, and people to sign in."""

from __future__ import annotations

import pytest

from portal.core import clock
from portal.core.settings import Settings
from portal.directory import operations, queries
from portal.directory.model import Unit


@pytest.fixture(scope="session")
async def loaded(database: Settings) -> Settings:
    await operations.load(at=clock.now())
    return database


@pytest.fixture(scope="session")
async def bureau(loaded: Settings) -> Unit:
    # A district no other test of this database puts units into.
    place = await queries.division("500153")
    names = ("荣昌区民政局", "榮昌區民政局", "Civil Affairs Bureau of Rongchang District")
    return await operations.create_unit(
        "civil_affairs", place, names=names, by=None, at=clock.now()
    )
