"""How often an address that anybody may ask answers the same asker; counted in this process."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from portal.web.refusals import TooMany
from portal.web.visit import Request

# So many askers are remembered; whoever has been quiet for longest is forgotten first.
_REMEMBERED = 10_000


class Pace:
    """So many requests within a span from one network address."""

    def __init__(self, requests: int, within: timedelta) -> None:
        self.requests, self.within = requests, within
        self._asked: dict[str, deque[datetime]] = {}

    def keep(self, request: Request) -> None:
        """Count the request; raise ``TooMany`` with the seconds to wait when there were enough."""
        peer, at = request.visit.peer, request.at
        asked = self._asked.pop(peer, deque())
        self._asked[peer] = asked
        while asked and asked[0] <= at - self.within:
            asked.popleft()
        if len(asked) >= self.requests:
            raise TooMany(seconds=int((asked[0] + self.within - at).total_seconds()) + 1)
        asked.append(at)
        if len(self._asked) > _REMEMBERED:
            self._asked.pop(next(iter(self._asked)))
