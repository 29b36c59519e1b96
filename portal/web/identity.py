"""Who asks: the session named by the cookie, or the bearer token of a program.

A request only ever reads its session. What a cookie holds that was never given out names nobody,
and nothing a request does brings an ended session back.
"""

from __future__ import annotations

from contextlib import suppress

from portal.core.errors import Unavailable
from portal.directory import operations, queries
from portal.web import cookies
from portal.web.refusals import NotSignedIn
from portal.web.visit import Request, Visit

# What is answered without knowing who asks, so that it needs no database.
_OPEN = ("/static/", "/healthz", "/readyz")

# Where open pages ask for the unread notices, again and again.
WATCHED = "/notices/unread"


async def identify(request: Request) -> None:
    """Note on the visit who asks, if anybody known does; raise ``NotSignedIn`` for a bad token."""
    if request.scope["path"].startswith(_OPEN):
        return
    if authorization := request.headers.get("authorization"):
        await _by_token(request, authorization)
    elif token := request.cookies.get(cookies.name(cookies.SESSION)):
        await _by_session(request, token)
    stranger = request.cookies.get(cookies.name(cookies.STRANGER), "")
    request.visit.stranger = stranger if len(stranger) <= 100 else ""


def begin(visit: Visit, token: str) -> None:
    """Give the browser a new session's token; what it held before is worth nothing."""
    visit.cookies.append(cookies.dressed(cookies.SESSION, token))
    visit.cookies.append(cookies.undressed(cookies.STRANGER))


def end(visit: Visit) -> None:
    """Take the session's token from the browser."""
    visit.cookies.append(cookies.undressed(cookies.SESSION))
    visit.person = visit.session = None
    visit.token = ""


async def _by_token(request: Request, authorization: str) -> None:
    scheme, _, token = authorization.partition(" ")
    visit = request.visit
    if scheme.lower() == "bearer":
        visit.person = await queries.person_of_token(token.strip(), at=visit.at)
    if visit.person is None:
        raise NotSignedIn
    visit.by_token = True


async def _by_session(request: Request, token: str) -> None:
    visit = request.visit
    known = await queries.person_of_session(token, at=visit.at)
    if known is None:
        return
    visit.person, visit.session = known
    visit.token = token
    if request.scope["path"] == WATCHED:
        # The page asks by itself: nobody is there for that, and the session may grow idle.
        return
    # A full disk or a database that only reads must not keep people from reading.
    with suppress(Unavailable):
        session = visit.session
        await operations.touch(session.id, seen_at=session.seen_at, at=visit.at)
