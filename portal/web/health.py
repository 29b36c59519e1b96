"""Whether the portal is alive, and whether it can work."""

from __future__ import annotations

import os
from typing import Any

from portal.core import db


def alive() -> dict[str, Any]:
    """Return that this process answers, and which one it is."""
    return {"status": "ok", "pid": os.getpid()}


async def ready() -> bool:
    """Return whether the database answers."""
    try:
        async with db.read():
            await db.run("SELECT 1")
    except Exception:
        return False
    return True
