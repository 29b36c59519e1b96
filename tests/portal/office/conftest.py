"""The office's doors, as the portal opens them."""

from __future__ import annotations

import pytest

from portal.directory.labels import LABELS
from portal.render import labels
from tests.portal.web.conftest import hired, opened

__all__ = ["hired", "opened"]


@pytest.fixture(autouse=True)
def _words() -> None:
    """The roof hands in the words of enums at the start."""
    for words in LABELS:
        labels.register(words)
