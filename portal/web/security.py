"""Headers on every answer, and proof that a change was asked for by a page of ours.

The headers are put on by the entrance, outside everything, so that 404, 405, 413 and 500 carry
them too. A change needs a token that is a keyed hash of the session (a stranger's: of a short
cookie), and must not come from another site. A request with a bearer token brings no cookie along
by itself and needs neither.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any, cast
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from portal.core import crypto
from portal.core import settings as settings_
from portal.web import cookies, forms
from portal.web.refusals import Forged
from portal.web.visit import Request, Visit

SAFE_METHODS = frozenset({"GET", "HEAD"})
METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; frame-src 'self'; object-src 'none'"
)

_HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    (b"cache-control", b"no-store"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def headers(already: list[tuple[bytes, bytes]], visit: Visit) -> list[tuple[bytes, bytes]]:
    """Return the answer's headers with ours added; a header the handler set itself stays."""
    given = {key.lower() for key, _ in already}
    ours = (*_HEADERS, _HSTS) if settings_.current().secure else _HEADERS
    added = [header for header in ours if header[0] not in given]
    baked = [(b"set-cookie", line.encode("latin-1")) for line in visit.cookies]
    return [*already, *added, *baked]


def csrf_token(visit: Visit) -> str:
    """Return the token the forms of this visit carry; a stranger is given a short cookie for it."""
    if visit.session is not None:
        return csrf_token_of(visit.token)
    if not visit.stranger:
        visit.stranger = secrets.token_urlsafe(32)
        visit.cookies.append(cookies.dressed(cookies.STRANGER, visit.stranger))
    return crypto.sign("csrf-stranger", visit.stranger)


def csrf_token_of(token: str) -> str:
    """Return the token for the forms of the session this secret belongs to."""
    return crypto.sign("csrf", token)


async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse a change that no page of ours has asked for; raise ``Forged``."""
    if connection.scope.get("method") in SAFE_METHODS:
        return
    request = cast("Request", connection)
    if request.visit.by_token:
        return
    if not (comes_from_here(request) and await _proven(request)):
        raise Forged


def comes_from_here(request: Request) -> bool:
    """Return whether the browser says that the request began on a page of this portal."""
    if site := request.headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    if origin := request.headers.get("origin"):
        return _same_origin(origin, request)
    return True


def _same_origin(origin: str, request: Request) -> bool:
    public = settings_.current().public_url
    if public:
        return origin == "{0.scheme}://{0.netloc}".format(urlsplit(public))
    return urlsplit(origin).netloc == request.headers.get("host")


async def _proven(request: Request) -> bool:
    token = request.headers.get("x-csrf-token") or await forms.field(request, "_csrf")
    visit = request.visit
    if visit.session is None and not visit.stranger:
        return False
    return hmac.compare_digest(csrf_token(visit).encode(), token.encode())
