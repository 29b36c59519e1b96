"""Who asks: the session named by the cookie, or the bearer token of a program.

A request only ever reads its session. What a cookie holds that was never given out names nobody,
and nothing a request does brings an ended session back.
"""

from __future__ import annotations

from portal.web import cookies
from portal.web.visit import Request


async def identify(request: Request) -> None:
    """Note on the visit who asks, if anybody known does."""
    request.visit.stranger = request.cookies.get(cookies.name(cookies.STRANGER), "")[:100]
