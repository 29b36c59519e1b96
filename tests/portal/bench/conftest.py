"""The whole of the figures is run by `make prove`; every day its parts are enough."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the rows' own run to `make prove`: it serves two cities, each by its own processes."""
    if os.environ.get("LIANBAN_PROVE"):
        return
    left_out = [item for item in items if item.name == "test_every_row_is_printed"]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
