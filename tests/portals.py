"""The portal of some doors, built once a process: building one takes half a second."""

from __future__ import annotations

from functools import cache
from typing import Any

from litestar import Litestar

from portal.web.app import build


@cache
def portal(*handlers: Any) -> Litestar:
    """Return the application of these doors; it keeps nothing between two requests."""
    return build(handlers)
