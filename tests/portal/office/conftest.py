"""The office's doors, as the portal opens them."""

from __future__ import annotations

from tests.portal.web.conftest import hired, opened

__all__ = ["hired", "opened"]
